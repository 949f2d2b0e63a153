"""Files of cap/, handed in one after the other at the endpoint: taken, followed, withdrawn, taken once, or refused by name."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from alerts.models import PublicWarning, WarningBulletin
from alerts.warnings.rules.cap import LARGEST
from tests.alerts.conftest import NOON
from tests.alerts.warnings.cap_table import FILES
from tests.factories import Cast, make_token
from units.enums import Scope

HERE = Path(__file__).parent / "cap"


class Platform:
    """The warning platform of the city: a token that may hand in warnings and nothing else."""

    def __init__(self, cast: Cast) -> None:
        self.client = Client()
        key = make_token(cast.office, Scope.WARNINGS_WRITE)
        self.headers = {"Authorization": f"Bearer {key}", "Accept-Language": "zh-hans"}
        self.warnings: dict[str, Any] = {}

    def hand_in(self, content: bytes, path: str = "warnings/", kind: str = "application/cap+xml") -> Any:
        return self.client.post(f"/api/v1/{path}", content, content_type=kind, headers=self.headers)


@pytest.fixture
def platform(cast: Cast) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield Platform(cast)


def test_every_file_comes_to_what_the_table_says(platform: Platform) -> None:
    """One county, in the order of their numbers: later ones refer to earlier ones."""
    assert sorted(path.name for path in HERE.iterdir()) == [file for file, *_rest in FILES]
    wrong = [f"{file}: {found}" for file, *expected in FILES if (found := judged(platform, file, *expected))]
    assert wrong == []
    assert WarningBulletin.objects.count() == sum(row[1] in ("201", "follows", "cancels") for row in FILES)


def judged(platform: Platform, file: str, expected: str, what: Any, *rest: Any) -> str:
    """What is wrong with the answer, "" for nothing."""
    answer = platform.hand_in((HERE / file).read_bytes())
    body = answer.json()
    if expected in ("400", "409"):
        code = body["errors"][0]["code"] if body.get("errors") else body["code"]
        # What the file itself is refused for has a code of its own; a body of nothing never becomes a file.
        wanted = {what, f"cap_{what}"} if expected == "400" else {what}
        return "" if answer.status_code == int(expected) and code in wanted else f"{answer.status_code} {body}"
    if answer.status_code != (200 if expected == "200" else 201):
        return f"{answer.status_code} {body}"
    number = file.partition("-")[0]
    if expected == "201":
        platform.warnings[number] = body["id"]
        return new_one_is(body, what, *rest)
    earlier = set(platform.warnings.values()) if what == "any" else {platform.warnings[what]}
    states = {"cancels": {"dropped"}, "follows": {"received"}, "200": {"received"}}[expected]
    return "" if body["id"] in earlier and body["state"] in states else f"{body['id']} {body['state']}"


def new_one_is(body: dict[str, Any], kind: str, level: str | None, more: dict[str, str]) -> str:
    found = {"kind": body["kind"], "level": body["level"]}
    wanted: dict[str, Any] = {"kind": kind, "level": level}
    for name, value in more.items():
        is_moment = name in ("start", "end")
        found[name] = datetime.fromisoformat(body[name]) if is_moment else body[name]
        wanted[name] = datetime.fromisoformat(value) if is_moment else value
    return "" if found == wanted else f"{found} for {wanted}"


def test_bodies_that_are_too_large_or_of_another_kind_are_refused_clearly(platform: Platform) -> None:
    large = (HERE / FILES[0][0]).read_bytes().replace(b"</alert>", b" " * LARGEST + b"</alert>")
    answer = platform.hand_in(large)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "cap_too_large")
    assert platform.hand_in(b" " * (2 * 1024 * 1024)).status_code == 413
    assert platform.hand_in(b"kind=rainstorm", kind="application/x-www-form-urlencoded").status_code == 415
    assert platform.hand_in("暴雨".encode("gb18030")).status_code == 400
    assert not PublicWarning.objects.exists()


def test_the_platforms_token_hands_in_and_does_nothing_else(platform: Platform, cast: Cast) -> None:
    made = platform.hand_in((HERE / FILES[0][0]).read_bytes()).json()
    refused = platform.hand_in(b"{}", path=f"warnings/{made['id']}/sign/", kind="application/json")
    assert refused.status_code == 403
    assert platform.client.get("/api/v1/warnings/", headers=platform.headers).status_code == 403

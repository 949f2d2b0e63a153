"""The page, the API and the signed sheet: who may have it, and that whatever is changed afterwards is named."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alerts.orders.services.orders import issue_order
from alerts.past.rules import key_from, public_of
from rostering.enums import ExtraKind, Post, Posture
from rostering.models import Assignment
from tests import factories
from tests.alerts.past.history import clock
from tests.factories import Cast, at
from units.models import PastRow

NOW, LATER = at("2026-06-19 21:00"), at("2026-06-25 09:00")
ASKED = {"valid_day": "2026-06-19", "valid_time": "21:00", "known_day": "2026-06-19", "known_time": "21:00"}


@pytest.fixture
def cast(db: None) -> Cast:
    with clock(at("2026-06-12 09:00") + timedelta(seconds=41)):
        cast = factories.make_cast()
        factories.published(cast)
    return cast


def sheet_of(client: Client, **asked: str) -> dict[str, Any]:
    answer = client.post("/past/sheet/", ASKED | asked)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"], answer.content.decode()[:2000]
    sheet: dict[str, Any] = json.loads(answer.content)
    return sheet


def verdict(path: Path, sheet: Any, *more: str) -> str:
    """What the command says of it; what is wrong begins with 错."""
    path.write_text(json.dumps(sheet, ensure_ascii=False))
    said = io.StringIO()
    try:
        call_command("verify_sheet", str(path), *more, stdout=said)
    except CommandError as error:
        return f"错 {error}"
    return said.getvalue()


def test_the_page_tells_the_office_of_all_and_a_leader_of_their_unit(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with clock(LATER):
        client.force_login(cast.office)
        with django_assert_max_num_queries(40):
            page = client.get("/past/", ASKED).content.decode()
        assert all(unit.name in page for unit in (cast.hub, cast.emergency, cast.routine))
        assert "第 1 版" in page
        assert not [number for number in cast.known_phones if number in page]
        client.force_login(cast.leader)
        page = client.get("/past/", ASKED).content.decode()
        assert cast.emergency.name in page
        assert cast.routine.name not in page
        # Somebody else's unit is none of the choices.
        assert client.get("/past/", ASKED | {"unit": cast.routine.code}).status_code == 400
        ahead = ASKED | {"known_day": "2026-12-31"}
        assert "已知截至不能晚于现在" in client.get("/past/", ahead).content.decode()


def test_an_order_is_the_ground_of_whom_it_added_and_whom_it_raised(client: Client, cast: Cast) -> None:
    """By night the leader of an emergency unit is at home, its staff on site: the one is raised to that, the other owes it anyway."""
    factories.make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], name="增派甲")
    start, end = at("2026-06-19 20:30"), at("2026-06-20 08:00")
    with clock(at("2026-06-19 20:00")):
        for posture, extras in ((Posture.PHONE_STANDBY, {ExtraKind.STAFF: 1}), (Posture.ON_SITE, {})):
            issue_order(
                county=cast.county, reason="防汛", posture=posture, by=cast.office, units=[cast.emergency],
                extras=extras, start=start, end=end,
            )  # fmt: skip
    client.force_login(cast.office)
    with clock(LATER):
        sheet = sheet_of(client, unit=cast.emergency.code)
    seats = {line["post"]: (line["posture"], line["orders"]) for line in sheet["lines"] if line["kind"] == "seat"}
    assert seats == {
        "带班领导": ("on_site", [2]), "专职值班人员": ("on_site", []), "增派值班": ("on_site", [1]),
    }  # fmt: skip


def _person(sheet: dict[str, Any]) -> None:
    sheet["lines"][0]["person"] = "某人"


def _head(sheet: dict[str, Any]) -> None:
    sheet["head"]["known"] = LATER.isoformat()


def _cut(sheet: dict[str, Any]) -> None:
    del sheet["lines"][-1], sheet["hashes"][-1]


def _resigned(sheet: dict[str, Any]) -> None:
    sheet["key"] = public_of(key_from("another"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_person, "第 1 行被改动"),
        (_head, "凭单抬头被改动"),
        (_cut, "凭单行数不符"),
        (_resigned, "签名公钥不是本县的"),
        (lambda sheet: sheet.update(signature="00"), "签名与内容不符"),
        (lambda sheet: sheet.update(format="other"), "这不是值守回溯凭单"),
    ],
)
def test_whatever_is_changed_on_a_sheet_is_named(
    client: Client, cast: Cast, tmp_path: Path, change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    client.force_login(cast.office)
    with clock(LATER):
        sheet = sheet_of(client)
        assert "签名有效" in verdict(tmp_path / "sheet.json", sheet, "--offline")
        change(sheet)
        assert sentence in verdict(tmp_path / "sheet.json", sheet, "--offline")


def test_a_row_changed_behind_the_application_is_named(client: Client, cast: Cast, tmp_path: Path) -> None:
    client.force_login(cast.leader)
    path = tmp_path / "sheet.json"
    with clock(LATER):
        sheet = sheet_of(client, unit=cast.emergency.code)
        assert "与凭单一致" in verdict(path, sheet)
    # What happens afterwards is no change of what was known.
    with clock(LATER + timedelta(days=1)):
        seat = Assignment.objects.get(pk=sheet["lines"][0]["seat_id"])
        Assignment.objects.filter(pk=seat.pk).update(acknowledged_at=LATER)
        assert "与凭单一致" in verdict(path, sheet)
        # As somebody could who owns the tables.
        row = PastRow.objects.filter(key=str(seat.pk)).latest("until")
        with pgtrigger.ignore():
            PastRow.objects.filter(pk=row.pk).update(
                was={**(row.was or {}), "acknowledged_at": "2026-06-13T08:00:00+08:00"}
            )
        said = verdict(path, sheet)
        assert "第 1 行的记录已被改动" in said
        assert "收到" in said


def test_a_retired_key_keeps_its_sheets_good(
    client: Client, cast: Cast, tmp_path: Path, settings: LazySettings
) -> None:
    client.force_login(cast.office)
    with clock(LATER):
        sheet = sheet_of(client)
        settings.SHEET_KEY = "the next one"
        assert "签名公钥不是本县的" in verdict(tmp_path / "sheet.json", sheet, "--offline")
        assert "签名有效" in verdict(tmp_path / "sheet.json", sheet, "--offline", "--key", sheet["key"])
        settings.SHEET_OLD_KEYS = (sheet["key"],)
        assert "与凭单一致" in verdict(tmp_path / "sheet.json", sheet)
        assert sheet_of(client)["key"] != sheet["key"]

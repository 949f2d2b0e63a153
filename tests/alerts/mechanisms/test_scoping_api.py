"""S1, S2, S6: every read of what happens on duty, with everything in it, by readers who may not see numbers or others."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import URLPattern, get_resolver

from alerts.api_urls import urlpatterns
from alerts.models import ContactRule
from tests.access.alert_rows import alert_rows
from tests.api_client import Api
from tests.factories import Cast, at, make_cast, make_token
from units.enums import Scope

NOWHERE = "00000000-0000-0000-0000-000000000000"
# Webhooks and feeds are their owner's alone: tests/alerts/webhooks/test_webhooks.py, test_feeds.py and tests/access.
ROW_OF = {
    "check-plans": "plan",
    "checks": "check",
    "incidents": "incident",
    "call-outs": "call_out",
    "whistles": "whistle",
    "posture-orders": "order",
    "log-entries": "entry",
    "handovers": "handover",
    "leave-post-reports": "leave",
    "notifications": "message",
    "contact-rules": "rule",
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The instant of the rows, instead of that of the other tests."""
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        yield


@pytest.fixture
def rows(cast: Cast, noon: None) -> dict[str, tuple[Any, Any]]:
    found = alert_rows(cast)
    for person in (cast.duty.person, cast.people["dag"][0]):
        assert person is not None
        ContactRule.objects.create(person=person, channel="aliyun_sms", address=person.mobile)
    return found


def reads(rows: dict[str, tuple[Any, Any]], whose: int) -> Iterator[str]:
    """Every GET address of these endpoints with that row in it."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        view: Any = pattern.callback
        path = str(pattern.pattern)
        kind = ROW_OF.get(path.split("/", maxsplit=1)[0])
        # Whom a draft would reach is asked with the draft, and has its own tests.
        if kind and hasattr(view.cls, "get") and not path.endswith("/reach/"):
            yield path.replace("<uuid:pk>", str(rows[kind][whose]))


def test_the_routes_are_mounted_once() -> None:
    assert len(urlpatterns) == len({str(pattern.pattern) for pattern in urlpatterns})
    assert get_resolver().resolve("/api/v1/checks/").url_name == "api-checks"


@pytest.mark.parametrize("whose", [0, 1])
def test_no_number_leaves_without_the_scope(cast: Cast, rows: dict[str, tuple[Any, Any]], whose: int) -> None:
    api = Api(key=make_token(cast.office, Scope.ALERTS_READ, Scope.ALERTS_WRITE))
    numbers = cast.known_phones
    read = 0
    for path in reads(rows, whose):
        answer = api.get(path)
        assert answer.status == 200, (path, answer)
        assert not [number for number in numbers if number in answer.text], path
        read += 1
    assert read == 26


def test_no_number_of_another_unit_reaches_a_leader(cast: Cast, rows: dict[str, tuple[Any, Any]]) -> None:
    api = Api(key=make_token(cast.leader))
    others = [person.mobile for code in ("dag", "xwb") for person in cast.people[code]]
    for path in reads(rows, 0):
        answer = api.get(path)
        assert not [number for number in others if number in answer.text], path


def test_out_of_scope_is_the_same_as_nonexistent(cast: Cast, rows: dict[str, tuple[Any, Any]]) -> None:
    for user in (cast.leader, cast.duty):
        api = Api(key=make_token(user))
        for path in reads(rows, 1):
            first, _, rest = path.partition("/")
            if not rest or first == "posture-orders":
                continue
            nowhere = api.get(path.replace(rest.split("/")[0], NOWHERE))
            assert (api.get(path).status, api.get(path).text) == (404, nowhere.text), path


def test_lists_hold_nothing_of_others(cast: Cast, rows: dict[str, tuple[Any, Any]]) -> None:
    theirs = {name: str(pair[1]) for name, pair in rows.items() if pair[0] != pair[1]}
    for user in (cast.leader, cast.duty):
        api = Api(key=make_token(user))
        for path in {f"{name}/" for name in ROW_OF}:
            found = api.get(path)
            assert found.status == 200
            assert not [name for name, pk in theirs.items() if pk in found.text], path


def test_another_county_does_not_exist(cast: Cast, rows: dict[str, tuple[Any, Any]]) -> None:
    abroad = Api(key=make_token(make_cast("xf", "信丰县").office))
    for path in reads(rows, 0):
        answer = abroad.get(path)
        assert answer.status == 404 or answer.results == [], path


def test_a_token_bound_to_a_unit_sees_that_unit(cast: Cast, rows: dict[str, tuple[Any, Any]]) -> None:
    bound = Api(key=make_token(cast.office, Scope.ALERTS_READ, Scope.ALERTS_WRITE, units=[cast.emergency]))
    assert {row["unit"]["code"] for row in bound.get("checks/").results} == {"yjj"}
    assert bound.get(f"checks/{rows['check'][1]}/").status == 404
    assert bound.post("checks/", {"unit": "yjj", "reason": "x", "exception": True}).status == 403


def test_reading_changes_nothing(cast: Cast, rows: dict[str, tuple[Any, Any]]) -> None:
    api = Api(key=make_token(cast.office))
    before = {path: api.get(path).text for path in reads(rows, 0)}
    assert {path: api.get(path).text for path in reads(rows, 0)} == before


@pytest.mark.parametrize("path", [f"{name}/" for name in ROW_OF])
@pytest.mark.parametrize("query", ["page_size=1000000000", "cursor=%00", "from=9999-99-99", "unit=%F0%9F%98%80%00"])
def test_bad_queries_are_refused(cast: Cast, path: str, query: str) -> None:
    answer = Api(key=make_token(cast.office)).get(f"/api/v1/{path}?{query}")
    assert answer.status == 400


@pytest.mark.parametrize("body", [{"matter": "\x00"}, {"matter": "\ud800"}, {"matter": ["x"]}, {"matter": {"a": 1}}])
def test_bad_bodies_are_refused(cast: Cast, body: Any) -> None:
    assert Api(key=make_token(cast.duty)).post("log-entries/", body).status == 400


def test_rare_characters_come_back_as_they_went(cast: Cast) -> None:
    text = "𠮷家湾𬱖村🌊\u200b\u202e"
    made = Api(key=make_token(cast.duty)).post("log-entries/", {"matter": text, "caller": text})
    assert (made["matter"], made["caller"]) == (text, text)

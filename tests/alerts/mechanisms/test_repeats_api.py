"""The same thing posted at once without a key, through the API and through pages: one object, or refused by name."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model

from alerts.models import (
    CallOut,
    Check,
    Handover,
    Incident,
    IncidentReport,
    LeavePostReport,
    LogEntry,
    PostureOrder,
    Whistle,
)
from rostering.enums import Post
from rostering.models import Absence, Assignment, PolicyVersion, Preference, Swap
from tests.alerts.conftest import NOON
from tests.alerts.watch import on_seat
from tests.api_client import Api, schema
from tests.concurrency import outcomes
from tests.factories import Cast, make_person, make_token
from units.models import Person

RACERS = 6
WHISTLE = {"unit": "yjj", "kind": "urgent", "matter": "堤段塌方", "place": "城东", "wanted_units": ["dag"]}
CALL_OUT = {"matter": "抢险", "place": "城东", "is_drill": True, "units": ["yjj"], "required": 1}
INCIDENT = {
    "title": "城东漫堤", "kind": "洪涝", "place": "城东", "occurred_at": "2026-07-08T11:30:00+08:00", "units": ["yjj"],
}  # fmt: skip
ORDER = {
    "reason": "台风", "posture": "on_site", "tier": "routine_support",
    "start": "2026-07-08T20:00:00+08:00", "end": "2026-07-09T20:00:00+08:00",
}  # fmt: skip
NAMED = {"already_offered", "already_away", "already_reported", "swap_already_open", "absence_exists"}


def leave_of(person: Person) -> dict[str, Any]:
    days = {"start": "2026-08-03T00:00:00+08:00", "end": "2026-08-05T00:00:00+08:00"}
    return {"person": str(person.pk), "kind": "annual_leave", **days}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_everything_that_is_made_is_made_once_however_many_ask_at_once(cast: Cast) -> None:
    schema()
    assert [f"{path} {found}" for path, found in _raced(cast) if found != (1, "one")] == []


def _raced(cast: Cast) -> list[tuple[str, tuple[int, str]]]:
    keys = {name: make_token(getattr(cast, name)) for name in ("office", "leader", "duty")}
    seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
    cast.duty.person = seat.person
    cast.duty.save()
    incident = Api(key=keys["office"]).post("incidents/", INCIDENT | {"title": "另一件"})["id"]
    made: list[tuple[str, str, dict[str, Any], type[Model]]] = [
        # Before whatever calls people out: they are not checked then.
        ("office", "checks/", {"unit": "dag", "reason": "汛期抽查", "exception": True}, Check),
        ("leader", "whistles/", WHISTLE, Whistle),
        ("office", "call-outs/", CALL_OUT | {"dispatch": True}, CallOut),
        ("office", "call-outs/", CALL_OUT | {"matter": "待命"}, CallOut),
        ("office", "incidents/", INCIDENT, Incident),
        ("office", f"incidents/{incident}/reports/", {"kind": "initial_phone", "text": "首报"}, IncidentReport),
        ("office", f"incidents/{incident}/reports/", {"kind": "follow_up", "text": "水位回落"}, IncidentReport),
        ("office", "posture-orders/", ORDER, PostureOrder),
        ("leader", "log-entries/", {"unit": "yjj", "matter": "来电询问", "caller": "群众"}, LogEntry),
        ("leader", "log-entries/", {"unit": "yjj", "nothing_to_report": True}, LogEntry),
        ("duty", "leave-post-reports/", _leaving(seat, cast), LeavePostReport),
        ("duty", "handovers/", {"assignment": str(seat.pk)}, Handover),
        ("leader", "absences/", leave_of(next(one for one in cast.people["yjj"] if one != seat.person)), Absence),
        ("duty", "absences/", leave_of(cast.duty.person), Absence),  # type: ignore[arg-type]
        ("leader", "swaps/", _swap(cast), Swap),
        ("office", "policies/", {}, PolicyVersion),
        ("leader", "preferences/", _wish(cast.people["yjj"][2]), Preference),
    ]
    return [(f"{path} {body}", _race(keys[who], path, body, model)) for who, path, body, model in made]


def _leaving(seat: Assignment, cast: Cast) -> dict[str, Any]:
    """Dedicated staff leave relieved by somebody."""
    relief = next(one for one in cast.people["yjj"] if one != seat.person)
    there = {"assignment": str(seat.pk), "covered_by": str(relief.pk)}
    return there | {"reason": "取药", "expected_back": "2026-07-08T13:00:00+08:00"}


def _wish(person: Person) -> dict[str, Any]:
    return {"person": str(person.pk), "kind": "gladly", "first_day": "2026-10-01", "last_day": "2026-10-02"}


def _swap(cast: Cast) -> dict[str, Any]:
    seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON + timedelta(days=1))
    taker = make_person(cast.emergency, posts=[Post.DEDICATED_STAFF])
    return {"kind": "substitution", "assignment": str(seat.pk), "person": str(taker.pk), "reason": "家中有事"}


def _race(key: str, path: str, body: dict[str, Any], model: type[Model]) -> tuple[int, str]:
    """How many rows more, and `one` when everybody who was not refused by name was shown the same."""
    before = model._default_manager.count()
    answers = outcomes([lambda: Api(key=key).post(path, body)] * RACERS)
    done = [one for one in answers if not isinstance(one, Exception) and one.status in (200, 201)]
    named = [one for one in answers if not isinstance(one, Exception) and one.status == 409 and one["code"] in NAMED]
    odd = [one for one in answers if one not in done and one not in named]
    ids = {one["id"] for one in done}
    # The reports that are expected stand there from the beginning.
    more = model._default_manager.count() - before + (body.get("kind") == "initial_phone")
    return more, "one" if not odd and len(ids) == 1 else f"{odd} {ids}"

"""Instants come in as other languages write them, in bodies and queries of all three apps alike."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from rostering.models import DutyPeriod
from tests.api_client import Api, schema
from tests.factories import Cast

# What these endpoints ask for besides the instant that is tried.
NEEDS = {
    "resolve/": {"tier": "hub", "post": "leader"},
    "posture-orders/reach/": {
        "posture": "on_site",
        "units": "dag",
        "start": "2026-06-19T08:00:00+08:00",
        "end": "2026-06-20T08:00:00+08:00",
    },
}
SPELLINGS = ("{}.123456789+08:00", "{}.1234567+08:00", "{}.123456+0800")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_body_is_cut_to_microseconds(cast: Cast, office: Api, spelling: str) -> None:
    body = {"name": "端午", "kind": "holiday", "first_day": "2026-06-19", "last_day": "2026-06-21"}

    answer = office.post("duty-periods/", body | {"filing_deadline": spelling.format("2026-06-17t12:00:00")})

    assert answer.status == 201, answer
    assert DutyPeriod.objects.get().filing_deadline == datetime(2026, 6, 17, 4, 0, 0, 123456, tzinfo=UTC)


def test_a_body_takes_no_lost_plus(cast: Cast, office: Api) -> None:
    start = f"{timezone.now() + timedelta(days=3):%Y-%m-%dT%H:%M:%S} 08:00"
    person = cast.people[cast.hub.code][0]

    answer = office.post("absences/", {"person": str(person.pk), "kind": "leave", "start": start, "end": start})

    assert answer.status == 400
    assert {error["pointer"] for error in answer["errors"]} >= {"#/start", "#/end"}


def test_every_time_in_every_query(cast: Cast, office: Api) -> None:
    asked = 0
    for path, operations in schema()["paths"].items():
        for one in operations.get("get", {}).get("parameters", []):
            if one["in"] != "query" or one["schema"].get("format") != "date-time" or "{" in path:
                continue
            needs = next((query for end, query in NEEDS.items() if path.endswith(end)), {})
            answer = office.get(path, query=needs | {one["name"]: "2026-06-19t20:00:00.123456789+08:00"})
            assert answer.status == 200, (path, one["name"], answer)
            asked += 1
    assert asked > 15

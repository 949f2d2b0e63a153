"""statistics/: figures by role, its parameters, and what it refuses."""

import pytest

from rostering.models import DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, make_token
from units.enums import Scope

HOLIDAY = {"from": "2026-06-19", "to": "2026-06-22"}
PATH = "statistics/"


def test_a_small_county_beside_the_uniform_watch(period: DutyPeriod, office: Api) -> None:
    """Three units over three days: 6 seats of the hub with a county leader, 2 of the emergency unit, none elsewhere."""
    found = office.get(PATH, query=HOLIDAY).body

    assert found["duty_days"] == 3
    assert found["total"]["now"] == {"seats": 21, "on_site": 18, "by_day": 18, "by_night": 12}
    assert found["total"]["uniform"] == {"seats": 18, "on_site": 18, "by_day": 18, "by_night": 18}
    assert found["total"]["saved"]["seats_by_night"] == 6
    assert {one["tier"]: one["now"]["by_day"] for one in found["by_tier"]} == {
        "hub": 12,
        "emergency_response": 6,
        "routine_support": 0,
    }
    assert [one["unit"]["code"] for one in found["by_unit"]] == ["xwb", "yjj", "dag"]
    assert [one["period"]["id"] for one in found["by_period"]] == [str(period.pk)]
    assert {one["tier"]: one["hours"][20] for one in found["coverage"]} == {"hub": 3, "emergency_response": 1}
    assert found["incidents_met"] == {"part": 0, "whole": 0, "rate": None}
    assert found["own"] is None


def test_an_instant_with_offset_is_as_good_as_a_day(period: DutyPeriod, office: Api) -> None:
    by_instant = {"from": "2026-06-19T08:30:00+08:00", "to": "2026-06-22T08:30:00+08:00"}

    assert office.get(PATH, query=by_instant).body == office.get(PATH, query=HOLIDAY).body


def test_narrowed_by_unit_and_tier(period: DutyPeriod, office: Api) -> None:
    found = office.get(PATH, query=HOLIDAY | {"unit": "yjj", "tier": "emergency_response"}).body

    assert found["unit"]["code"] == "yjj"
    assert found["total"]["now"]["seats"] == 6
    assert office.get(PATH, query=HOLIDAY | {"unit": "yjj", "tier": "hub"}).body["total"]["now"]["seats"] == 0


def test_a_leader_sees_the_own_unit_and_a_duty_person_themselves(
    period: DutyPeriod, leader: Api, duty: Api, cast: Cast
) -> None:
    of_unit, own = leader.get(PATH, query=HOLIDAY).body, duty.get(PATH, query=HOLIDAY).body

    assert [one["unit"]["code"] for one in of_unit["by_unit"]] == ["yjj"]
    assert of_unit["total"]["now"]["seats"] == 6
    assert (own["by_unit"], own["facts"], own["total"]["unit_days"]) == ([], [], 0)
    mine = [shift for shift in period.shifts.all() if shift.assignments.filter(person=cast.duty.person).exists()]
    assert own["own"]["shifts"] == len(mine)
    assert sum(one["hours"] for one in own["own"]["hours"]) == 24 * len(mine)


def test_a_token_for_some_units_counts_only_those(period: DutyPeriod, cast: Cast) -> None:
    narrow = Api(key=make_token(cast.office, Scope.ROSTER_READ, units=[cast.routine]))

    found = narrow.get(PATH, query=HOLIDAY).body
    assert [one["unit"]["code"] for one in found["by_unit"]] == ["dag"]
    # Incidents and checks need alerts:read.
    assert "incident" not in {one["kind"] for one in found["facts"] if one["count"]}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"group": "unit"}, "group"),
        ({"from": "2026-06-19T08:30:00"}, "from"),
        ({"from": "yesterday"}, "from"),
        ({"to": "0000-00-00"}, "to"),
        ({"from": "2026-06-22", "to": "2026-06-19"}, "to"),
        ({"from": "2026-06-19", "to": "2026-06-19"}, "to"),
        ({"unit": "nowhere"}, "unit"),
        ({"tier": "first"}, "tier"),
    ],
)
def test_what_is_refused(period: DutyPeriod, office: Api, query: dict[str, str], name: str) -> None:
    answer = office.get(PATH, query=query)

    assert answer.status == 400
    assert name in str(answer.body["errors"])


def test_another_unit_is_unknown_to_a_leader(period: DutyPeriod, leader: Api) -> None:
    assert leader.get(PATH, query=HOLIDAY | {"unit": "dag"}).status == 400

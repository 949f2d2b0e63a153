"""What can't end well is refused when it is asked, with the values that are possible, by page and API."""

from datetime import date

import pytest
import time_machine

from rostering.domain.enums import SwapKind
from rostering.models import Absence, Assignment, DutyPeriod, Swap
from rostering.services.swap_requests import Wanted, request_swap
from tests.api_client import Api
from tests.factories import Cast, at, make_token, published
from units.domain.enums import Tier
from units.errors import InvalidInput
from units.services.tiers import set_tier


@pytest.fixture
def office(cast: Cast) -> Api:
    return Api(key=make_token(cast.office))


@pytest.mark.parametrize("year", [1926, 1999, 2090])
@time_machine.travel(at("2026-06-10 09:00"), tick=False)
def test_leave_of_another_age(cast: Cast, office: Api, year: int) -> None:
    person = cast.people[cast.emergency.code][0]
    body = {"person": str(person.pk), "kind": "annual_leave"}
    answer = office.post(
        "absences/", body | {"start": f"{year}-06-19T00:00:00+08:00", "end": f"{year}-06-20T00:00:00+08:00"}
    )

    assert (answer.status, answer["code"], answer["errors"][0]["pointer"]) == (400, "implausible_day", "#/start")
    assert "2021" in answer["detail"]
    assert not Absence.objects.exists()


@pytest.mark.parametrize("day", [date(1926, 1, 1), date(8999, 1, 1)])
@time_machine.travel(at("2026-06-10 09:00"), tick=False)
def test_a_tier_of_another_age(cast: Cast, day: date) -> None:
    with pytest.raises(InvalidInput, match="核对年份"):
        set_tier(unit=cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=day, by=cast.office)


@pytest.mark.parametrize(("moment", "code"), [("2026-06-20 09:00", "duty_over"), ("2026-06-19 12:00", "duty_begun")])
def test_a_swap_for_a_duty_that_is_over_or_runs(cast: Cast, moment: str, code: str) -> None:
    period = published(cast)
    seats = Assignment.objects.filter(shift__unit=cast.emergency, shift__period=period, person__isnull=False)
    over = seats.filter(shift__day=date(2026, 6, 19)).first()
    own = seats.filter(shift__day=date(2026, 6, 21)).exclude(person=over.person).first() if over else None
    assert over is not None
    assert own is not None

    with time_machine.travel(at(moment), tick=False), pytest.raises(InvalidInput) as refused:
        request_swap(
            wanted=Wanted(kind=SwapKind.SWAP, assignment_id=own.pk, counter_id=over.pk), by=cast.office, reason="换班"
        )

    assert (refused.value.code, refused.value.field) == (code, "counter_assignment")
    assert not Swap.objects.exists()


@pytest.mark.parametrize("year", [1926, 1999, 2090])
@time_machine.travel(at("2026-06-10 09:00"), tick=False)
def test_a_period_and_a_day_of_another_age(cast: Cast, office: Api, year: int) -> None:
    days = {"first_day": f"{year}-07-01", "last_day": f"{year}-07-03"}
    period = office.post("duty-periods/", {"name": "防汛", "kind": "special", **days})
    day = office.patch(f"calendar-days/{year}-07-01/", {"kind": "workday", "name": ""})

    assert (period.status, period["code"]) == (400, "implausible_day")
    assert day.status in {400, 404}
    assert not DutyPeriod.objects.exists()


@pytest.mark.parametrize(
    ("deadline", "code"),
    [("2026-06-19T09:00:00+08:00", "deadline_too_late"), ("2026-06-09T12:00:00+08:00", "deadline_past")],
)
@time_machine.travel(at("2026-06-10 09:00"), tick=False)
def test_a_deadline_that_nobody_can_meet(cast: Cast, office: Api, deadline: str, code: str) -> None:
    wanted = {"name": "防汛", "kind": "special", "first_day": "2026-06-19", "last_day": "2026-06-21"}
    made = office.post("duty-periods/", wanted | {"filing_deadline": deadline})
    assert (made.status, made["code"], made["errors"][0]["pointer"]) == (400, code, "#/filing_deadline")
    assert "2026-06-19 08:30" in made["detail"]

    period = office.post("duty-periods/", wanted)
    moved = office.patch(f"duty-periods/{period['id']}/", {"filing_deadline": deadline})
    assert (moved.status, moved["code"]) == (400, code)

"""What can't end well is refused when it is asked, with the values that are possible, by page and API."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.enums import SwapKind
from rostering.models import Absence, Assignment, DutyPeriod, Swap
from rostering.statistics.services.circulars import draft_circular, edit_circular
from tests.api_client import Api
from tests.factories import Cast, at, make_token, published
from units.enums import Rank, Tier
from units.errors import InvalidInput
from units.models import Person
from units.people.services.people import add_people, change_people
from units.units.services.tiers import set_tier


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


PERSON = {"name": "陈晓明", "rank": Rank.STAFF}
SERVICE_DAYS = [
    ("valid_from", {"valid_from": date(1926, 3, 1)}, "implausible_day"),
    ("valid_from", {"valid_from": date(2036, 3, 1)}, "implausible_day"),
    ("valid_to", {"valid_to": date(1926, 3, 1)}, "implausible_day"),
    ("valid_to", {"valid_to": date(2226, 3, 1)}, "implausible_day"),
    ("valid_to", {"valid_from": date(2025, 3, 1), "valid_to": date(2025, 3, 1)}, "leaves_before_coming"),
]


@pytest.mark.parametrize(("field", "days", "code"), SERVICE_DAYS)
@time_machine.travel(at("2026-06-10 09:00"), tick=False)
def test_joining_and_leaving_in_years_that_cannot_be(cast: Cast, field: str, days: dict[str, date], code: str) -> None:
    there = cast.people[cast.emergency.code][0]
    for change in (
        lambda: add_people(newcomers=[(cast.emergency, PERSON | days)], by=cast.office),
        lambda: change_people(changes=[(there, days)], by=cast.office),
    ):
        with pytest.raises(InvalidInput) as refused:
            change()
        assert (refused.value.code, refused.value.field) == (code, field)


@time_machine.travel(at("2026-06-10 09:00"), tick=False)
def test_the_page_says_beside_the_field_which_years_can_be(cast: Cast, client: Client) -> None:
    client.force_login(cast.office)
    typed = {"unit": cast.emergency.code, "name": "陈晓明", "rank": str(int(Rank.STAFF)), "valid_from": "1926-03-01"}
    answer = client.post("/people/new/", typed)
    assert answer.status_code == 400
    assert "核对年份" in str(answer.context["form"].errors["valid_from"])


@time_machine.travel(at("2026-06-10 09:00"), tick=False)
def test_a_wrong_year_that_stands_does_not_bind_the_rest(cast: Cast) -> None:
    there = cast.people[cast.emergency.code][0]
    Person.objects.filter(pk=there.pk).update(valid_from=date(1926, 3, 1))
    there.refresh_from_db()
    change_people(changes=[(there, {"position": "科员", "valid_from": there.valid_from})], by=cast.office)
    assert Person.objects.get(pk=there.pk).position == "科员"


@pytest.mark.parametrize("year", [1926, 2090])
@time_machine.travel(at("2026-06-10 09:00"), tick=False)
def test_a_circular_of_another_age(cast: Cast, year: int) -> None:
    with pytest.raises(InvalidInput, match="核对年份"):
        draft_circular(county=cast.county, first_day=date(year, 1, 1), last_day=date(year, 1, 2), by=cast.office)
    text = draft_circular(county=cast.county, first_day=date(2026, 5, 1), last_day=date(2026, 5, 2), by=cast.office)
    with pytest.raises(InvalidInput, match="核对年份") as refused:
        edit_circular(circular=text, by=cast.office, expected_version=1, issued_on=date(year, 5, 3))
    assert refused.value.field == "issued_on"


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

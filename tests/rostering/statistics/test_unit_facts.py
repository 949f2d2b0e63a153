"""What the roster floor tells of units: duty, holidays, vacancies and filing, dated and batched."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rostering.models import Assignment
from rostering.periods.services.filing import confirm_roster, file_and_accept, return_roster
from rostering.seats.services.assignments import Change, amend_period
from rostering.statistics.queries import unit_facts
from tests.factories import Cast, at, generated, published, roster_of, seat_of
from units import facts

pytestmark = pytest.mark.django_db
YEAR = (at("2026-01-01 00:00"), at("2027-01-01 00:00"))


@pytest.fixture(autouse=True)
def before_the_holiday() -> object:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


def figures(cast: Cast, start: object = YEAR[0], end: object = YEAR[1]) -> dict[tuple[str, str], float]:
    codes = {unit.pk: unit.code for unit in cast.units}
    found: dict[tuple[str, str], float] = {}
    for fact in unit_facts.load(list(codes), start, end):  # type: ignore[arg-type]
        key = (codes[fact.unit_id], fact.kind)
        found[key] = found.get(key, 0.0) + fact.value
    return found


def test_the_floor_is_registered() -> None:
    assert unit_facts.SOURCE in facts.SOURCES


def test_duty_and_burden_are_those_of_the_assignments(cast: Cast) -> None:
    period = published(cast)

    found = figures(cast)

    for unit in cast.units:
        rows = Assignment.objects.filter(shift__period=period, shift__unit=unit, is_active=True)
        assert found[unit.code, "duty_shifts"] == rows.count()
        assert found[unit.code, "duty_burden"] == pytest.approx(float(sum(row.points for row in rows)))
        assert found[unit.code, "holiday_served"] == 1
    assert ("yjj", "vacant_shifts") not in found


def test_a_vacancy_counts_as_one_and_carries_no_burden(cast: Cast) -> None:
    period = published(cast)
    before = figures(cast)
    seat = seat_of(period, cast.emergency, "leader")

    amend_period(period=period, changes=[Change(seat.pk, None, seat.version)], reason="病", by=cast.office)

    after = figures(cast)
    assert after["yjj", "vacant_shifts"] == 1
    assert after["yjj", "duty_shifts"] == before["yjj", "duty_shifts"] - 1
    assert after["yjj", "duty_burden"] == pytest.approx(before["yjj", "duty_burden"] - float(seat.points))


def test_what_is_only_proposed_is_no_duty(cast: Cast) -> None:
    generated(cast)

    assert not {kind for _unit, kind in figures(cast)} & {"duty_shifts", "duty_burden", "holiday_served"}


def test_disjoint_ranges_add_up(cast: Cast) -> None:
    published(cast)
    cut = at("2026-06-20 00:00")

    first, second = figures(cast, YEAR[0], cut), figures(cast, cut, YEAR[1])

    whole = figures(cast)
    for key, value in whole.items():
        assert first.get(key, 0) + second.get(key, 0) == pytest.approx(value)
    assert first["yjj", "holiday_served"] == 1


def test_filing_in_time_late_and_not_at_all(cast: Cast) -> None:
    period = generated(cast)
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    with time_machine.travel(at("2026-06-18 09:00")):
        confirm_roster(roster=roster_of(period, cast.routine), by=cast.routine_leader)
        file_and_accept(roster=roster_of(period, cast.hub), by=cast.office)

    found = figures(cast)

    assert found["yjj", "filed_on_time"] == 1
    assert found["dag", "filed_late"] == 1
    assert found["xwb", "not_filed"] == 1


def test_sent_back_and_filed_anew_is_not_late(cast: Cast) -> None:
    period = generated(cast)
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    return_roster(roster=roster_of(period, cast.emergency), reason="请核对", by=cast.office)
    with time_machine.travel(at("2026-06-18 09:00")):
        confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)

    assert figures(cast)["yjj", "filed_on_time"] == 1


def test_queries_do_not_grow_with_units_or_years(cast: Cast) -> None:
    published(cast)

    with CaptureQueriesContext(connection) as one:
        list(unit_facts.load([cast.emergency.pk], *YEAR))
    with CaptureQueriesContext(connection) as many:
        list(unit_facts.load([unit.pk for unit in cast.units], *YEAR))

    assert len(one) == len(many) == 3

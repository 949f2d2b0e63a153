"""The figures of §7 on the demo county: over three past holidays, each equal to SQL written here on its own."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rostering.enums import PeriodKind, PeriodState, Posture
from rostering.models import Assignment, DutyPeriod
from rostering.policies.rules.effects import Part
from rostering.statistics.queries.duty_served import ground
from rostering.statistics.queries.statistics import Wanted, statistics
from tests.demo_county import county as county  # noqa: PLC0414 - the fixture and what it stands on
from tests.demo_county import demo as demo  # noqa: PLC0414
from tests.factories import at
from units import facts
from units.enums import Tier
from units.facts import Fact, Kind, Source, Summary
from units.models import County, Unit, User


@pytest.fixture
def office(county: County) -> User:
    return User.objects.get(username="office", county=county)


@pytest.fixture
def holidays(county: County) -> list[DutyPeriod]:
    """The last three that are over."""
    past = DutyPeriod.objects.filter(county=county, kind=PeriodKind.HOLIDAY, state=PeriodState.CLOSED)
    return list(past.order_by("-first_day")[:3])


def of(period: DutyPeriod, **fields: Any) -> Wanted:
    return Wanted(period.first_day, period.last_day + timedelta(days=1), **fields)


def sql(query: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


# Nothing of the product's own queries: local clock times written out, the uniform watch as 2 people in each unit.
ON_SITE_SEATS = """
    SELECT count(DISTINCT s.id) FROM rostering_shift s, rostering_shiftphase p
    WHERE p.shift_id = s.id AND s.period_id = %s AND p.posture = 'on_site'
      AND p.start < ((s.day + time %s) AT TIME ZONE 'Asia/Shanghai') + interval %s
      AND p."end" > ((s.day + time %s) AT TIME ZONE 'Asia/Shanghai')
"""
HOURS = """
    SELECT sum(extract(epoch FROM p."end" - p.start)) / 3600 FROM rostering_shift s, rostering_shiftphase p
    WHERE p.shift_id = s.id AND s.period_id = %s AND p.posture = %s
"""
UNIFORM = """
    SELECT 2 * count(*) * (d.last_day - d.first_day + 1) FROM rostering_roster r, rostering_dutyperiod d
    WHERE r.period_id = d.id AND d.id = %s GROUP BY d.first_day, d.last_day
"""


def test_three_holidays_equal_sql_and_spare_over_a_hundred_seats(office: User, holidays: list[DutyPeriod]) -> None:
    assert len(holidays) == 3
    for holiday in holidays:
        found = statistics(office, holiday.county, of(holiday))

        [(by_day,)] = sql(ON_SITE_SEATS, holiday.pk, "08:30", "11.5 hours", "08:30")
        [(by_night,)] = sql(ON_SITE_SEATS, holiday.pk, "20:00", "12.5 hours", "20:00")
        [(uniform,)] = sql(UNIFORM, holiday.pk)
        now, spared = found.total.now, found.total.saving
        assert (now.by_day, now.by_night) == (by_day, by_night)
        assert found.total.uniform.by_day == found.total.uniform.by_night == uniform
        assert (spared.seats_by_day, spared.seats_by_night) == (uniform - by_day, uniform - by_night)
        assert spared.seats_by_day > 100
        assert spared.seats_by_night > 100
        assert spared.released > 100
        for posture in Posture:
            [(hours,)] = sql(HOURS, holiday.pk, posture.value)
            assert now.hours(posture) == hours, posture
        assert spared.hours == uniform * 24 - now.hours(Posture.ON_SITE)


ARRIVALS = """
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes), max(minutes), count(*) FILTER (WHERE minutes <= 30),
        count(*)
    FROM (
        SELECT extract(epoch FROM s.arrived_at - COALESCE(s.dispatched_at, c.dispatched_at)) / 60 AS minutes
        FROM alerts_summons s JOIN alerts_callout c ON c.id = s.call_out_id
        WHERE NOT c.is_drill AND s.arrived_at IS NOT NULL AND c.dispatched_at >= %s AND c.dispatched_at < %s
    ) arrived
"""


def test_incidents_and_arrivals_equal_sql_and_all_came_in_time(office: User, county: County) -> None:
    start, end = at("2025-01-01 08:30"), at("2026-06-10 08:30")
    found = statistics(office, county, Wanted(start, end))

    [(incidents,)] = sql(
        "SELECT count(*) FROM alerts_incident WHERE occurred_at >= %s AND occurred_at < %s", start, end
    )
    [(middle, worst, within, arrived)] = sql(ARRIVALS, start, end)
    arrivals = found.spread_of("arrival_minutes")
    assert found.count_of("incident") == found.met.whole == incidents > 0
    assert (arrivals.count, arrivals.within.part) == (arrived, within)
    assert (arrivals.median, arrivals.worst) == pytest.approx((float(middle), float(worst)))
    assert arrivals.within.rate == 1
    assert found.met.part > 0


def test_parts_add_up(office: User, holidays: list[DutyPeriod]) -> None:
    """By tier, unit, period and clock hour the same seats are counted; a range over three holidays is their sum."""
    wanted = Wanted(holidays[-1].first_day, holidays[0].last_day + timedelta(days=1))
    found = statistics(office, holidays[0].county, wanted)

    total = found.total
    assert [period.name for period in found.by_period] == [holiday.name for holiday in reversed(holidays)]
    for groups in (found.by_tier.values(), [u.group for u in found.by_unit], [p.group for p in found.by_period]):
        assert sum(group.now.by_day for group in groups) == total.now.by_day
        assert sum(group.saving.released for group in groups) == total.saving.released
        assert sum(group.now.hours(part=Part.NIGHT) for group in groups) == total.now.hours(part=Part.NIGHT)
        assert sum(group.points for group in groups) == pytest.approx(total.points)
    per_day = sum(sum(row) for row in found.coverage.values())
    assert per_day * found.days == pytest.approx(float(total.now.hours(Posture.ON_SITE)))
    assert total.now.hours() == 24 * total.now.seats


def test_tier_and_unit_narrow(office: User, holidays: list[DutyPeriod]) -> None:
    holiday = holidays[0]
    whole = statistics(office, holiday.county, of(holiday))

    by_tier = {tier: statistics(office, holiday.county, of(holiday, tier=tier)) for tier in Tier}
    assert {tier: one.total for tier, one in by_tier.items()} == whole.by_tier
    assert by_tier[Tier.ROUTINE_SUPPORT].total.now.on_site == 0
    unit = whole.by_unit[3].unit
    alone = statistics(office, holiday.county, of(holiday, unit=unit))
    assert [one.group for one in alone.by_unit] == [whole.by_unit[3].group]
    assert alone.total == whole.by_unit[3].group


def test_burden_equals_sql(office: User, holidays: list[DutyPeriod]) -> None:
    holiday = holidays[0]
    found = statistics(office, holiday.county, of(holiday))

    rows = sql(
        """SELECT count(DISTINCT a.person_id), sum(a.points) FROM rostering_assignment a, rostering_shift s
        WHERE a.shift_id = s.id AND s.period_id = %s AND a.is_active AND a.person_id IS NOT NULL""",
        holiday.pk,
    )
    assert found.burden.people == rows[0][0]
    assert found.total.points == pytest.approx(float(rows[0][1]))
    assert found.burden.highest == max(one.burden.highest for one in found.by_unit)


@pytest.mark.parametrize(
    ("begins", "days"),
    [("2026-05-01 08:30", 1), ("2026-05-01 08:31", 0), ("2026-05-01 00:00", 1), ("2026-04-30 20:00", 1)],
)
def test_an_instant_takes_the_duty_days_that_begin_after_it(
    office: User, county: County, begins: str, days: int
) -> None:
    found = statistics(office, county, Wanted(at(begins), at("2026-05-02 08:30")))

    assert found.days == days
    assert found.total.days == 41 * days


def test_a_filing_counts_with_the_duty_it_was_for(office: User, holidays: list[DutyPeriod]) -> None:
    """Its deadline lies before the range of the holiday."""
    found = statistics(office, holidays[0].county, of(holidays[0]))

    filed = sum(found.count_of(kind) for kind in ("filed_on_time", "filed_late", "not_filed"))
    assert filed == 41
    assert found.count_of("filed_on_time") > 0


def test_vacancies_are_seats_nobody_holds(office: User, holidays: list[DutyPeriod]) -> None:
    holiday = holidays[0]
    before = statistics(office, holiday.county, of(holiday))
    seat = Assignment.objects.active().filter(shift__period=holiday, person__isnull=False).earliest("start")
    Assignment.objects.filter(pk=seat.pk).update(person=None, acknowledged_at=None, acknowledged_by=None)

    after = statistics(office, holiday.county, of(holiday))
    assert after.total.vacant == before.total.vacant + 1
    assert after.total.now == before.total.now
    assert after.total.points == pytest.approx(before.total.points - float(seat.points))


def test_each_role_sees_its_own(county: County, holidays: list[DutyPeriod]) -> None:
    holiday, whole_year = holidays[0], Wanted(date(2025, 1, 1), date(2026, 6, 1))
    leader = User.objects.get(username="leader-yjj", county=county)
    duty = User.objects.get(username="duty-yjj", county=county)

    of_unit = statistics(leader, county, of(holiday))
    assert [one.unit.pk for one in of_unit.by_unit] == [leader.unit_id]
    assert (
        statistics(
            leader, county, of(holiday, unit=Unit.objects.filter(county=county).exclude(code="yjj").first())
        ).by_unit
        == ()
    )
    own = statistics(duty, county, whole_year)
    assert (own.by_unit, own.total.days, own.facts) == ((), 0, {})
    assert own.own is not None
    held = Assignment.objects.in_force().filter(
        person=duty.person, shift__day__gte=whole_year.start, shift__day__lt=whole_year.end
    )
    assert own.own.shifts == held.count() > 0
    assert own.own.points == pytest.approx(float(sum(one.points for one in held)))
    assert own.own.now.hours() == 24 * own.own.shifts


def test_queries_do_not_grow(office: User, county: County, holidays: list[DutyPeriod]) -> None:
    def queries(wanted: Wanted) -> int:
        with CaptureQueriesContext(connection) as captured:
            statistics(office, county, wanted)
        return len(captured)

    assert queries(of(holidays[0])) == queries(Wanted(date(2023, 1, 1), date(2026, 6, 1))) <= 25


def test_a_year_of_the_county_is_fast(office: User, county: County) -> None:
    started = time.process_time()
    found = statistics(office, county, Wanted(date(2025, 6, 1), date(2026, 6, 1)))

    assert found.total.days > 41 * 20
    assert time.process_time() - started < 2


def test_a_new_source_appears_by_itself(
    office: User, holidays: list[DutyPeriod], monkeypatch: pytest.MonkeyPatch
) -> None:
    holiday = holidays[0]
    start = ground(holiday.county, holiday.first_day, holiday.last_day).start
    kinds = (
        Kind("patrols", "巡查", Summary.COUNT),
        Kind("kilometres", "里程", Summary.SUM, "公里"),
        Kind("minutes", "用时", Summary.SPREAD, "分钟"),
        Kind("joint", "联合处置", Summary.COUNT, is_shared=True),
    )

    def load(unit_ids: Any, begins: datetime, ends: datetime) -> Iterator[Fact]:
        two = sorted(unit_ids)[:2]
        for unit in two:
            yield Fact(unit, start, "joint", path="/one/")
            yield Fact(unit, start, "patrols", path="/one/")
            yield Fact(unit, start, "kilometres", 2.5)
        yield from (Fact(two[0], start, "minutes", value, is_kept=value <= 30) for value in (10, 30, 50))

    monkeypatch.setitem(facts.SOURCES.told, "new", Source("new", kinds, load))
    found = statistics(office, holiday.county, of(holiday)).facts

    assert [found[kind.code].value for kind in kinds] == [2, 5, None, 1]
    minutes = found["minutes"].spread
    assert minutes is not None
    assert (minutes.median, minutes.worst, minutes.within.part, minutes.within.whole) == (30, 50, 2, 3)

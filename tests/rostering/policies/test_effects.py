"""What the sorting of units spares, on the shipped policy and on random ones."""

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostering.enums import Posture
from rostering.policies.rules.effects import (
    DutyDay,
    FirstOnPost,
    Happening,
    Part,
    Saving,
    Seat,
    Share,
    Tally,
    coverage,
    duty_day,
    first_on_post,
    saving,
    spread,
    tally,
    uniform_watch,
    watch_seats,
)
from rostering.policies.rules.policy import PhaseRule, Policy, PostRule, cut_phases, duty_span
from tests.factories import at
from tests.rostering.policies.examples import (
    dayu,
    meets_somebody,
    met_share,
    obligations,
    on_site_at,
    people_on_site_at,
    tally_by,
)

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 6, 19)
UNITS = {"hub": 2, "emergency_response": 14, "routine_support": 25}


def laid_out(policy: Policy, day: date, units: dict[str, int], **fields: object) -> list[Seat]:
    """Every seat of the posts of so many units per tier; posts of the county once."""
    start, end = duty_span(day, policy, policy, ZONE)
    return [
        Seat(f"{rule.tier}{number}", rule.tier, day, cut_phases(rule, day, start, end, ZONE), **fields)  # type: ignore[arg-type]
        for rule in policy.posts
        for number in range(1 if rule.scope == "county" else units.get(rule.tier, 0))
        for _ in range(rule.seats)
    ]


def days_of(policy: Policy, *days: date) -> dict[date, DutyDay]:
    return {day: duty_day(day, policy, policy, ZONE) for day in days}


def test_a_county_day_beside_the_uniform_watch() -> None:
    policy = dayu()
    days = days_of(policy, FIRST)

    now = tally(laid_out(policy, FIRST, UNITS), days)
    uniform = uniform_watch(days[FIRST], watch_seats(policy)).times(41)

    # Day: county leader, 2 × 3 in the hub, 14 × 2. Night: the hub's 6 and one of the staff in each emergency unit.
    assert (now.seats, now.on_site, now.by_day, now.by_night) == (60, 35, 35, 20)
    assert (uniform.by_day, uniform.by_night, uniform.hours()) == (82, 82, Fraction(82 * 24))
    assert saving(now, uniform) == Saving(47, 62, 47, Fraction(82 * 24) - 35 * Fraction(23, 2) - 20 * Fraction(25, 2))


def test_three_days_spare_over_a_hundred_seats() -> None:
    policy = dayu()
    days = days_of(policy, *(FIRST + timedelta(days=n) for n in range(3)))

    now = sum((tally(laid_out(policy, day, UNITS), days) for day in days), Tally())
    uniform = sum((uniform_watch(duty, 2).times(41) for duty in days.values()), Tally())

    spared = saving(now, uniform)
    assert (spared.seats_by_day, spared.seats_by_night, spared.released) == (141, 186, 141)


def test_hours_by_posture_and_part() -> None:
    days = days_of(dayu(), FIRST)

    by_tier = tally_by(laid_out(dayu(), FIRST, UNITS), days, lambda seat: seat.tier)

    emergency = by_tier["emergency_response"]
    assert emergency.hours(Posture.ON_SITE, Part.DAY) == 28 * Fraction(23, 2)
    assert emergency.hours(Posture.ON_SITE, Part.NIGHT) == 14 * Fraction(25, 2)
    assert emergency.hours(Posture.HOME_STANDBY) == 14 * Fraction(25, 2)
    assert by_tier["routine_support"].hours(Posture.ON_SITE) == 0
    assert by_tier["routine_support"].hours() == 25 * 24


@pytest.mark.parametrize(("moment", "seats"), [("08:29:59", 0), ("08:30", 35), ("19:59:59", 35), ("20:00", 20)])
def test_on_site_at_an_instant(moment: str, seats: int) -> None:
    assert on_site_at(laid_out(dayu(), FIRST, UNITS), at(f"2026-06-19 {moment}")) == seats


def test_coverage_by_the_clock() -> None:
    figures = coverage(laid_out(dayu(), FIRST, UNITS), 1, ZONE)

    assert figures["emergency_response"][19] == 28
    assert figures["emergency_response"][20] == 14
    # Half of the hour belongs to the end of the night, half to the start of the day.
    assert figures["emergency_response"][8] == 21
    assert "routine_support" not in figures


def test_a_vacancy_is_a_seat_but_nobody() -> None:
    noon = at("2026-06-19 12:00")
    vacant = laid_out(dayu(), FIRST, {"emergency_response": 1}, held=())
    staffed = [seat for seat in vacant if seat.tier == "emergency_response"]

    assert on_site_at(staffed, noon) == 2
    assert people_on_site_at(staffed, noon) == 0
    assert not meets_somebody(Happening(noon), staffed)


def test_a_part_held_is_somebody_for_that_part() -> None:
    noon, evening = at("2026-06-19 12:00"), at("2026-06-19 18:00")
    seats = [
        seat
        for seat in laid_out(dayu(), FIRST, {"emergency_response": 1}, held=((at("2026-06-19 08:30"), noon),))
        if seat.tier == "emergency_response"
    ]

    assert [people_on_site_at(seats, moment) for moment in (noon - timedelta(seconds=1), noon, evening)] == [2, 0, 0]


def test_incidents_meet_the_units_involved() -> None:
    seats = laid_out(dayu(), FIRST, UNITS)
    noon = at("2026-06-19 12:00")
    happenings = [
        Happening(noon, frozenset({"emergency_response3"})),
        Happening(noon, frozenset({"routine_support3"})),
        Happening(noon, frozenset({"routine_support3", "emergency_response3"})),
        Happening(noon),
    ]

    assert met_share(happenings, seats) == Share(3, 4)


def test_the_first_person_comes_from_home_when_nobody_sits_there() -> None:
    seats = laid_out(dayu(), FIRST, UNITS, travel_minutes=25)
    noon = at("2026-06-19 12:00")

    far = laid_out(dayu(), FIRST, UNITS, travel_minutes=31)
    routine = Happening(noon, frozenset({"routine_support1"}))

    assert first_on_post(Happening(noon, frozenset({"hub1"})), seats) == FirstOnPost(0, is_kept=True)
    assert first_on_post(routine, seats) == FirstOnPost(25, is_kept=True)
    assert first_on_post(routine, far) == FirstOnPost(31, is_kept=False)
    assert first_on_post(Happening(noon, frozenset({"elsewhere"})), seats) is None
    assert first_on_post(Happening(noon), laid_out(dayu(), FIRST, {"routine_support": 1}, held=())) is None


@pytest.mark.parametrize(
    ("minutes", "within", "expected"),
    [
        ([], Share(0, 0), (0, None, None, None)),
        ([12], Share(1, 1), (1, 12, 12, 1.0)),
        ([30, 31], Share(1, 2), (2, 30.5, 31, 0.5)),
        ([40, 10, 20], Share(0, 0), (3, 20, 40, None)),
    ],
)
def test_arrivals(minutes: list[float], within: Share, expected: tuple[object, ...]) -> None:
    found = spread(minutes, within)

    assert (found.count, found.median, found.worst, found.within.rate) == expected


@st.composite
def random_policies(draw: st.DrawFn) -> Policy:
    """Any partition of the day, any postures."""
    minutes = draw(st.lists(st.integers(1, 24 * 60 - 1), max_size=4, unique=True).map(sorted))
    start = draw(st.integers(0, 24 * 60 - 1))
    clock = [time(*divmod((start + minute) % (24 * 60), 60)) for minute in [0, *minutes]]
    posts = tuple(
        PostRule(
            draw(st.sampled_from(sorted(UNITS))), f"post{number}", 1, draw(st.integers(0, 3)),
            tuple(PhaseRule(begins, draw(obligations)) for begins in clock),
        )
        for number in range(draw(st.integers(1, 4)))
    )  # fmt: skip
    night = (datetime.combine(FIRST, clock[0]) + timedelta(minutes=draw(st.integers(1, 24 * 60 - 1)))).time()
    return Policy(1, date(2023, 1, 1), clock[0], posts, night_start=night)


counties = st.fixed_dictionaries({tier: st.integers(0, 3) for tier in UNITS})


@given(random_policies(), counties)
def test_person_hours_are_conserved(policy: Policy, units: dict[str, int]) -> None:
    """Phases sum to the shift, parts to the day, hours of the clock to the hours on site."""
    seats, days = laid_out(policy, FIRST, units), days_of(policy, FIRST)

    found = tally(seats, days)
    assert found.hours() == 24 * len(seats) == 24 * found.seats
    assert found.hours(part=Part.DAY) + found.hours(part=Part.NIGHT) == found.hours()
    assert sum(map(found.hours, Posture)) == found.hours()
    by_clock = coverage(seats, 1, ZONE)
    assert sum(sum(row) for row in by_clock.values()) == found.hours(Posture.ON_SITE)
    parts = tally_by(seats, days, lambda seat: seat.tier).values()
    assert sum(parts, Tally()) == found


@given(random_policies(), counties, st.integers(0, 24 * 60 - 1))
def test_seats_on_site_at_any_instant_are_those_whose_phase_says_so(
    policy: Policy, units: dict[str, int], minute: int
) -> None:
    seats, days = laid_out(policy, FIRST, units), days_of(policy, FIRST)
    moment = days[FIRST].start + timedelta(minutes=minute)

    owed = [
        phase for seat in seats for phase in seat.phases
        if phase.start <= moment < phase.end and phase.obligation.posture == Posture.ON_SITE
    ]  # fmt: skip
    found = tally(seats, days)
    assert on_site_at(seats, moment) == len(owed)
    assert len(owed) <= (found.by_day if moment < days[FIRST].night else found.by_night)


@given(random_policies(), counties)
def test_the_uniform_watch_spares_nothing_beside_itself(policy: Policy, units: dict[str, int]) -> None:
    duty = days_of(policy, FIRST)[FIRST]
    uniform = uniform_watch(duty, watch_seats(policy)).times(sum(units.values()))

    assert saving(uniform, uniform) == Saving(0, 0, 0, Fraction(0))
    assert uniform.hours() == 24 * uniform.seats

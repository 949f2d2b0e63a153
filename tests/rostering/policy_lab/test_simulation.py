"""Random policies over random duty: nothing is lost or added, at any instant; and Dayu beside the uniform watch."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from rostering.enums import Posture
from rostering.policies.rules.effects import Happening
from rostering.policies.rules.policy import Obligation, PhaseRule, Policy, PostRule
from rostering.policies.rules.raising import Raise
from rostering.policy_lab.rules.drafts import TIERS
from rostering.policy_lab.rules.simulation import (
    Ordered,
    Reach,
    Recorded,
    Scheme,
    UnitDay,
    duty_day_of,
    lay_out,
    simulate,
    uniform_watch_of,
)
from tests.rostering.policies.examples import dayu, on_site_at

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 6, 19)
MINUTES = st.integers(0, 24 * 60 - 1)


def clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any start of day and night, any cut of any number of posts."""
    start = draw(MINUTES)
    posts = []
    for tier in TIERS:
        for number in range(draw(st.integers(1, 3))):
            cuts = sorted({0, *draw(st.lists(MINUTES, max_size=4))})
            phases = tuple(
                PhaseRule(
                    clock((start + cut) % (24 * 60)),
                    Obligation(draw(st.sampled_from(list(Posture))), response_minutes=30),
                )
                for cut in cuts
            )
            posts.append(PostRule(tier, f"post{number}", 1, draw(st.integers(1, 3)), phases))
    night = draw(MINUTES.filter(lambda minute: minute != start))
    return replace(dayu(), day_start=clock(start), night_start=clock(night), posts=tuple(posts))


@st.composite
def duty(draw: st.DrawFn) -> Recorded:
    units = [(f"u{n}", draw(st.sampled_from(TIERS))) for n in range(draw(st.integers(1, 4)))]
    days = [FIRST + timedelta(days=n) for n in range(draw(st.integers(1, 3)))]
    people = tuple(
        Reach(f"{unit}-{n}", unit, frozenset({"post0", "post1"}), 1, draw(st.none() | st.integers(1, 60)), FIRST)
        for unit, _ in units
        for n in range(2)
    )
    raised = draw(st.booleans())
    middle = datetime.combine(FIRST, time(12), tzinfo=ZONE).astimezone(UTC)
    order = Ordered(Raise(middle, middle + timedelta(hours=20), Posture.ON_SITE), tier=draw(st.sampled_from(TIERS)))
    return Recorded(
        unit_days=tuple(UnitDay(unit, tier, day, f"p{day.day % 2}") for day in days for unit, tier in units),
        happenings=(),
        people=people,
        zone=ZONE,
        lead_office="u0",
        orders=(order,) if raised else (),
    )


STAFFING = st.dictionaries(
    st.tuples(st.sampled_from(["u0", "u1"]), st.sampled_from(["post0", "post1"])), st.integers(0, 4)
)


@given(policies(), duty(), STAFFING)
@settings(max_examples=60, deadline=None)
def test_person_hours_are_conserved(policy: Policy, recorded: Recorded, staffing: dict[tuple[str, str], int]) -> None:
    """The phases of every seat sum to its shift, and the figures to the seats: by tier, by period, in all."""
    scheme = Scheme(policy, staffing)
    seats = list(lay_out(scheme, recorded))
    for seat in seats:
        span = duty_day_of(scheme, seat.day, ZONE)
        assert seat.phases[0].start == span.start
        assert seat.phases[-1].end == span.end
        assert all(before.end == after.start for before, after in zip(seat.phases, seat.phases[1:], strict=False))
    outcome = simulate(scheme, recorded)
    assert outcome.total.seats == len(seats)
    assert outcome.total.hours() == 24 * len(seats)
    assert sum((figures.hours() for figures in outcome.tiers.values()), Fraction()) == outcome.total.hours()
    assert sum((figures.hours() for figures in outcome.periods.values()), Fraction()) == outcome.total.hours()
    by_phase = sum(
        (phase.end - phase.start).total_seconds()
        for seat in seats
        for phase in seat.phases
        if phase.obligation.posture == Posture.ON_SITE
    )
    assert outcome.total.hours(Posture.ON_SITE) == Fraction(int(by_phase), 3600)


@given(policies(), duty(), STAFFING, st.integers(0, 4 * 24 * 60))
@settings(max_examples=60, deadline=None)
def test_seats_equal_what_the_rules_say_at_each_instant(
    policy: Policy, recorded: Recorded, staffing: dict[tuple[str, str], int], minute: int
) -> None:
    """Counted anew from the rules alone: clock, cuts, orders and own numbers."""
    at = datetime.combine(FIRST, time(), tzinfo=ZONE).astimezone(UTC) + timedelta(minutes=minute)
    expected = 0
    for one in recorded.unit_days:
        begins = datetime.combine(one.day, policy.day_start, tzinfo=ZONE)
        if not begins <= at < begins + timedelta(days=1):
            continue
        ordered = any(order.covers(one) and order.raised.start <= at < order.raised.end for order in recorded.orders)
        for rule in policy.posts:
            into = [
                (datetime.combine(one.day, p.starts_at, tzinfo=ZONE) - begins) % timedelta(days=1) for p in rule.phases
            ]
            present = max(index for index, offset in enumerate(into) if begins + offset <= at)
            if rule.tier == one.tier and (ordered or rule.phases[present].obligation.posture == Posture.ON_SITE):
                expected += staffing.get((one.unit, rule.post), rule.seats)
    assert on_site_at(lay_out(Scheme(policy, staffing), recorded), at) == expected


def small_county() -> Recorded:
    units = [("xwb", "hub"), ("yjj", "emergency_response"), ("dag", "routine_support")]
    posts = {"hub": {"leader", "dedicated_staff"}, "emergency_response": {"leader", "dedicated_staff"}}
    people = [
        Reach(f"{unit}{n}", unit, frozenset(posts.get(tier, {"duty_officer"})), 2, minutes, date(2020, 1, 1))
        for unit, tier in units
        for n, minutes in enumerate((10, 21, 40, None))
    ]
    night = datetime(2026, 6, 19, 23, tzinfo=ZONE)
    return Recorded(
        unit_days=tuple(UnitDay(unit, tier, FIRST + timedelta(days=n), "p") for n in range(3) for unit, tier in units),
        happenings=(
            Happening(night, frozenset({"dag"})),
            Happening(night, frozenset({"dag", "yjj"})),
            # Early in the morning it is still the duty day before; the fourth day has no duty at all.
            Happening(datetime(2026, 6, 22, 3, tzinfo=ZONE), frozenset({"yjj"})),
            Happening(datetime(2026, 6, 22, 9, tzinfo=ZONE), frozenset({"yjj"})),
        ),
        people=tuple(people),
        zone=ZONE,
        lead_office="xwb",
    )


def test_dayu_beside_the_uniform_watch() -> None:
    recorded = small_county()
    now, before = simulate(Scheme(dayu()), recorded), simulate(uniform_watch_of(dayu()), recorded)
    # By day 1 county leader, 3 in the office, 2 in the emergency unit; at night 3 and 1.
    assert (now.total.by_day, now.total.by_night) == (3 * 6, 3 * 4)
    assert (before.total.by_day, before.total.by_night) == (3 * 6, 3 * 6)
    assert before.total.hours(Posture.ON_SITE) == 3 * 6 * 24
    assert now.tiers["routine_support"].hours(Posture.PHONE_STANDBY) == 3 * 24


def test_minutes_until_the_first_is_on_post() -> None:
    now = simulate(Scheme(dayu()), small_county())
    # Mean of 10, 21 and 40, rounded up; somebody on site; somebody on site; no duty.
    assert now.minutes == (24, 0, 0, None)
    assert (now.met, now.in_time) == (2, 3)
    assert simulate(uniform_watch_of(dayu()), small_county()).minutes == (0, 0, 0, None)


def test_people_who_cannot_keep_the_time_are_named_once_per_post() -> None:
    late = simulate(Scheme(dayu()), small_county()).late
    assert {(one.person, one.post, one.minutes, one.limit) for one in late} == {
        ("yjj2", "leader", 40, 30),
        ("dag2", "duty_officer", 40, 30),
    }
    assert len(late) == 2
    assert simulate(uniform_watch_of(dayu()), small_county()).late == ()


def test_each_duty_day_is_reported() -> None:
    steps: list[tuple[int, int]] = []
    simulate(Scheme(dayu()), small_county(), lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]

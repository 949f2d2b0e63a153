"""Phases partition every shift of any policy; versions hand over without gap or overlap."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.policy import (
    NoPolicy,
    Phase,
    Policy,
    clip,
    cut_phases,
    duty_day_at,
    duty_span,
    resolve,
    version_for,
)
from tests.rostering.policies.examples import dayu, simple_policy, sound_policies

SHANGHAI = ZoneInfo("Asia/Shanghai")
# New York changes its clocks: the rules must hold where days have 23 and 25 hours too.
ZONES = [SHANGHAI, ZoneInfo("America/New_York")]
days = st.dates(date(2023, 1, 2), date(2032, 12, 31))


@given(policy=sound_policies(), day=days, zone=st.sampled_from(ZONES))
def test_phases_partition_every_duty_day(policy: Policy, day: date, zone: ZoneInfo) -> None:
    start, end = duty_span(day, policy, policy, zone)
    phases = cut_phases(policy.posts[0], day, start, end, zone)
    _assert_partition(phases, start, end)
    assert all(left.obligation != right.obligation for left, right in pairwise(phases))


@given(
    old=sound_policies(), new=sound_policies(version=2, effective_from=date(2026, 6, 20)), zone=st.sampled_from(ZONES)
)
def test_phases_partition_the_day_before_a_new_version(old: Policy, new: Policy, zone: ZoneInfo) -> None:
    day = date(2026, 6, 19)
    start, end = duty_span(day, old, new, zone)
    assert start < end
    _assert_partition(cut_phases(old.posts[0], day, start, end, zone), start, end)
    assert duty_span(day + timedelta(days=1), new, new, zone)[0] == end


@given(policy=sound_policies(), minutes=st.integers(0, 24 * 60 * 400))
def test_every_instant_has_exactly_one_obligation(policy: Policy, minutes: int) -> None:
    at = datetime(2023, 6, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    phase = resolve("hub", "leader", at, [policy], SHANGHAI)
    assert phase.start <= at < phase.end
    assert resolve("hub", "leader", phase.start, [policy], SHANGHAI) == phase
    assert resolve("hub", "leader", phase.end - timedelta(microseconds=1), [policy], SHANGHAI) == phase


@given(policy=sound_policies(), day=days, cut=st.floats(0.001, 0.999))
def test_two_parts_of_a_shift_owe_what_the_whole_owes(policy: Policy, day: date, cut: float) -> None:
    start, end = duty_span(day, policy, policy, SHANGHAI)
    phases = cut_phases(policy.posts[0], day, start, end, SHANGHAI)
    middle = start + (end - start) * cut
    first, second = clip(phases, start, middle), clip(phases, middle, end)
    _assert_partition(first, start, middle)
    _assert_partition(second, middle, end)
    whole = burden_points(phases, policy, SHANGHAI)
    parts = burden_points(first, policy, SHANGHAI) + burden_points(second, policy, SHANGHAI)
    assert abs(whole - parts) <= 2 * len(phases) * Decimal("0.01")


def test_version_takes_over_on_its_day() -> None:
    old = simple_policy(1, date(2026, 1, 1), time(8, 30), "on_site")
    new = simple_policy(2, date(2026, 7, 1), time(9, 0), "phone_standby")
    before = datetime(2026, 7, 1, 0, 59, 59, tzinfo=UTC)  # 08:59:59 in Shanghai
    assert resolve("hub", "leader", before, [new, old], SHANGHAI).obligation.posture == "on_site"
    at = before + timedelta(seconds=1)
    assert resolve("hub", "leader", at, [new, old], SHANGHAI).obligation.posture == "phone_standby"
    assert duty_day_at(before, [old, new], SHANGHAI) == date(2026, 6, 30)


def test_no_version_in_force() -> None:
    policy = simple_policy(1, date(2026, 1, 1), time(8, 30), "on_site")
    with pytest.raises(NoPolicy):
        version_for(date(2025, 12, 31), [policy])
    with pytest.raises(NoPolicy):
        resolve("hub", "leader", datetime(2026, 1, 1, 0, 29, 59, tzinfo=UTC), [policy], SHANGHAI)


@pytest.mark.parametrize(
    ("tier", "post", "points"),
    [
        # day 11.5 h × 1.0 + night 12.5 h × 1.25 × weight
        ("hub", "leader", "27.12"),
        ("emergency_response", "leader", "17.75"),
        ("emergency_response", "dedicated_staff", "27.12"),
        ("routine_support", "duty_officer", "4.07"),
    ],
)
def test_burden_points(tier: str, post: str, points: str) -> None:
    policy = dayu()
    day = date(2026, 6, 19)
    start, end = duty_span(day, policy, policy, SHANGHAI)
    phases = cut_phases(policy.rule(tier, post), day, start, end, SHANGHAI)
    assert str(burden_points(phases, policy, SHANGHAI)) == points


def _assert_partition(phases: tuple[Phase, ...], start: datetime, end: datetime) -> None:
    assert phases[0].start == start
    assert phases[-1].end == end
    assert all(phase.start < phase.end for phase in phases)
    assert all(left.end == right.start for left, right in pairwise(phases))

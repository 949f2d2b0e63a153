"""Orders raise obligations within their span, never lower them, and leave a partition."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostering.enums import Posture
from rostering.policies.rules.policy import Obligation, Policy, cut_phases, duty_span
from rostering.policies.rules.raising import STRICTNESS, Raise, raise_to, with_raises
from tests.rostering.policies.examples import dayu, obligations, sound_policies

SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDER = [Posture.PHONE_STANDBY, Posture.HOME_STANDBY, Posture.ON_SITE]


@given(obligation=obligations, posture=st.sampled_from(ORDER))
def test_never_lowers(obligation: Obligation, posture: Posture) -> None:
    raised = raise_to(obligation, posture)
    assert STRICTNESS[Posture(raised.posture)] == max(STRICTNESS[Posture(obligation.posture)], STRICTNESS[posture])
    assert raise_to(raised, posture) == raised


@given(
    policy=sound_policies(),
    spans=st.lists(st.tuples(st.integers(-600, 2000), st.integers(1, 2000), st.sampled_from(ORDER)), max_size=4),
)
def test_partitions_and_holds_within_every_span(policy: Policy, spans: list[tuple[int, int, Posture]]) -> None:
    day = date(2026, 6, 19)
    start, end = duty_span(day, policy, policy, SHANGHAI)
    base = cut_phases(policy.posts[0], day, start, end, SHANGHAI)
    raises = [
        Raise(start + timedelta(minutes=begin), start + timedelta(minutes=begin + length), posture)
        for begin, length, posture in spans
    ]
    phases = with_raises(base, raises)
    assert (phases[0].start, phases[-1].end) == (start, end)
    assert all(left.end == right.start and left.obligation != right.obligation for left, right in pairwise(phases))
    for phase in phases:
        strictness = STRICTNESS[Posture(phase.obligation.posture)]
        for one in raises:
            if one.start < phase.end and one.end > phase.start:
                assert strictness >= STRICTNESS[Posture(one.posture)]
    if not raises:
        assert phases == base


@pytest.mark.parametrize(
    ("hour", "posture", "response"), [(19, "phone_standby", 30), (20, "on_site", 0), (23, "on_site", 0)]
)
def test_a_routine_unit_raised_for_the_night(hour: int, posture: str, response: int) -> None:
    policy = dayu()
    day = date(2026, 6, 19)
    start, end = duty_span(day, policy, policy, SHANGHAI)
    base = cut_phases(policy.rule("routine_support", "duty_officer"), day, start, end, SHANGHAI)
    at = datetime(2026, 6, 19, hour - 8, tzinfo=UTC)
    night = Raise(datetime(2026, 6, 19, 12, tzinfo=UTC), datetime(2026, 6, 20, 12, tzinfo=UTC), Posture.ON_SITE)
    found = next(phase for phase in with_raises(base, [night]) if phase.start <= at < phase.end)
    assert (found.obligation.posture, found.obligation.response_minutes) == (posture, response)

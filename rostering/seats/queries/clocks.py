"""The clocks of people called, by what each of them owes at that moment (domain §5, §12)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from rostering.policies.models import PolicyPost
from rostering.policies.rules.clocks import CallClock, call_clock
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.shift import ShiftPhase
from units.models import CountySettings


def usual_call_clock(usual: CountySettings) -> CallClock:
    """Of somebody who is called without being on duty."""
    return call_clock(None, None, usual_answer=usual.call_answer_minutes, usual_arrive=usual.arrive_minutes)


def call_clocks(duties: Collection[Assignment], usual: CountySettings, now: datetime) -> dict[UUID, CallClock]:
    """Of each of these duties (with `shift.period` loaded), by what it owes at `now`, orders included. Two queries."""
    answers = answer_minutes(duties)
    phases = ShiftPhase.objects.filter(shift__in={duty.shift_id for duty in duties}, start__lte=now, end__gt=now)
    owed = dict(phases.values_list("shift_id", "response_minutes"))
    return {
        duty.pk: call_clock(
            answers[duty.pk],
            owed.get(duty.shift_id),
            usual_answer=usual.call_answer_minutes,
            usual_arrive=usual.arrive_minutes,
        )
        for duty in duties
    }


def answer_minutes(duties: Collection[Assignment]) -> dict[UUID, int | None]:
    """Of each duty, how long the version it was rostered by lets its post take to answer; None: it doesn't say. One query."""
    versions = {duty.shift.period.policy_id for duty in duties}
    posts = PolicyPost.objects.filter(version__in=versions, answer_minutes__isnull=False)
    said: dict[tuple[UUID | None, str, str], int | None] = {
        (version, tier, post): minutes
        for version, tier, post, minutes in posts.values_list("version", "tier", "code", "answer_minutes")
    }
    return {duty.pk: said.get((duty.shift.period.policy_id, duty.shift.tier, duty.shift.post)) for duty in duties}

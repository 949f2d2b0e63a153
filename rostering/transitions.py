"""State tables of the roster workflow: (state, action) → state. `docs/states.md` is drawn from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rostering.enums import AbsenceState, JobState, PeriodState, PolicyState, RosterState, RoundState, SwapState

Table = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Machine:
    """A table with the states its rows may `begin` in and those in which nothing more is owed. Every other state has a
    way to an end, from every beginning."""

    states: type[StrEnum]
    table: Table
    begins: tuple[str, ...]
    ends: tuple[str, ...]


PERIOD: Table = {
    (PeriodState.DRAFT, "open"): PeriodState.OPEN,
    (PeriodState.OPEN, "publish"): PeriodState.PUBLISHED,
    # Opened by mistake: with a reason, and nobody was ever on duty by it.
    (PeriodState.OPEN, "close"): PeriodState.CLOSED,
    (PeriodState.PUBLISHED, "amend"): PeriodState.PUBLISHED,
    (PeriodState.PUBLISHED, "close"): PeriodState.CLOSED,
}

ROSTER: Table = {
    (RosterState.DRAFT, "confirm"): RosterState.SUBMITTED,
    (RosterState.RETURNED, "confirm"): RosterState.SUBMITTED,
    (RosterState.SUBMITTED, "return"): RosterState.RETURNED,
    (RosterState.SUBMITTED, "accept"): RosterState.ACCEPTED,
    (RosterState.ACCEPTED, "return"): RosterState.RETURNED,
}

JOB: Table = {
    (JobState.QUEUED, "start"): JobState.RUNNING,
    (JobState.QUEUED, "cancel"): JobState.CANCELLED,
    (JobState.RUNNING, "cancel"): JobState.CANCELLED,
    (JobState.RUNNING, "finish"): JobState.SUCCEEDED,
    (JobState.RUNNING, "fail"): JobState.FAILED,
}

# A draft of the duty rules; published versions are followed, never changed.
POLICY: Table = {
    (PolicyState.DRAFT, "edit"): PolicyState.DRAFT,
    (PolicyState.DRAFT, "publish"): PolicyState.PUBLISHED,
    (PolicyState.DRAFT, "discard"): PolicyState.DISCARDED,
}

# A round of consultation on a draft.
POLICY_ROUND: Table = {
    (RoundState.OPEN, "comment"): RoundState.OPEN,
    (RoundState.OPEN, "answer"): RoundState.OPEN,
    (RoundState.OPEN, "close"): RoundState.CLOSED,
}

SWAP: Table = {
    (SwapState.REQUESTED, "accept"): SwapState.ACCEPTED,
    (SwapState.REQUESTED, "decline"): SwapState.DECLINED,
    (SwapState.REQUESTED, "reject"): SwapState.REJECTED,
    (SwapState.REQUESTED, "cancel"): SwapState.CANCELLED,
    (SwapState.REQUESTED, "expire"): SwapState.EXPIRED,
    (SwapState.REQUESTED, "supersede"): SwapState.SUPERSEDED,
    (SwapState.ACCEPTED, "approve"): SwapState.APPROVED,
    (SwapState.ACCEPTED, "reject"): SwapState.REJECTED,
    (SwapState.ACCEPTED, "cancel"): SwapState.CANCELLED,
    (SwapState.ACCEPTED, "expire"): SwapState.EXPIRED,
    (SwapState.ACCEPTED, "supersede"): SwapState.SUPERSEDED,
}

# 紧急顶班 holds from the moment it is entered; what is left is the review.
EMERGENCY_COVER: Table = {
    (SwapState.IN_EFFECT, "approve"): SwapState.APPROVED,
    (SwapState.IN_EFFECT, "reject"): SwapState.REJECTED,
}

ABSENCE: Table = {
    (AbsenceState.REQUESTED, "approve"): AbsenceState.APPROVED,
    (AbsenceState.REQUESTED, "reject"): AbsenceState.REJECTED,
    (AbsenceState.REQUESTED, "withdraw"): AbsenceState.WITHDRAWN,
    (AbsenceState.APPROVED, "withdraw"): AbsenceState.WITHDRAWN,
}

MACHINES: Mapping[str, Machine] = {
    "duty_period": Machine(PeriodState, PERIOD, begins=(PeriodState.DRAFT,), ends=(PeriodState.CLOSED,)),
    "roster": Machine(RosterState, ROSTER, begins=(RosterState.DRAFT,), ends=(RosterState.ACCEPTED,)),
    "job": Machine(
        JobState, JOB, begins=(JobState.QUEUED,), ends=(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)
    ),
    "swap": Machine(
        SwapState,
        SWAP,
        begins=(SwapState.REQUESTED,),
        ends=(
            SwapState.APPROVED,
            SwapState.DECLINED,
            SwapState.REJECTED,
            SwapState.CANCELLED,
            SwapState.EXPIRED,
            SwapState.SUPERSEDED,
        ),
    ),
    # 紧急顶班 holds from the moment it is entered.
    "emergency_cover": Machine(
        SwapState, EMERGENCY_COVER, begins=(SwapState.IN_EFFECT,), ends=(SwapState.APPROVED, SwapState.REJECTED)
    ),
    "absence": Machine(
        AbsenceState,
        ABSENCE,
        begins=(AbsenceState.REQUESTED, AbsenceState.APPROVED),
        ends=(AbsenceState.APPROVED, AbsenceState.REJECTED, AbsenceState.WITHDRAWN),
    ),
    "policy": Machine(
        PolicyState,
        POLICY,
        begins=(PolicyState.DRAFT, PolicyState.PUBLISHED),
        ends=(PolicyState.PUBLISHED, PolicyState.DISCARDED),
    ),
    "policy_round": Machine(RoundState, POLICY_ROUND, begins=(RoundState.OPEN,), ends=(RoundState.CLOSED,)),
}


class IllegalTransition(ValueError):
    """The table has no such step."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(state, action)
        self.state = state
        self.action = action


def next_state(table: Table, state: str, action: str) -> str:
    """Raises IllegalTransition when `action` is not allowed in `state`."""
    try:
        return table[state, action]
    except KeyError:
        raise IllegalTransition(state, action) from None


def allows(table: Table, state: str, action: str) -> bool:
    return (state, action) in table

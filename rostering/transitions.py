"""State machines of the roster workflow."""

from rostering.enums import (
    AbsenceState,
    CoverState,
    JobState,
    PeriodState,
    PolicyState,
    RingState,
    RosterState,
    RoundState,
    SwapState,
)
from units.machines import Machine, by_name

PERIOD = Machine(
    "duty_period",
    PeriodState,
    {
        (PeriodState.DRAFT, "open"): PeriodState.OPEN,
        (PeriodState.OPEN, "publish"): PeriodState.PUBLISHED,
        # Opened by mistake: with a reason, and nobody was ever on duty by it.
        (PeriodState.OPEN, "close"): PeriodState.CLOSED,
        (PeriodState.PUBLISHED, "amend"): PeriodState.PUBLISHED,
        (PeriodState.PUBLISHED, "close"): PeriodState.CLOSED,
    },
    begins=(PeriodState.DRAFT,),
    ends=(PeriodState.CLOSED,),
)

ROSTER = Machine(
    "roster",
    RosterState,
    {
        (RosterState.DRAFT, "confirm"): RosterState.SUBMITTED,
        (RosterState.RETURNED, "confirm"): RosterState.SUBMITTED,
        (RosterState.SUBMITTED, "return"): RosterState.RETURNED,
        (RosterState.SUBMITTED, "accept"): RosterState.ACCEPTED,
        (RosterState.ACCEPTED, "return"): RosterState.RETURNED,
    },
    begins=(RosterState.DRAFT,),
    ends=(RosterState.ACCEPTED,),
)

JOB = Machine(
    "job",
    JobState,
    {
        (JobState.QUEUED, "start"): JobState.RUNNING,
        (JobState.QUEUED, "cancel"): JobState.CANCELLED,
        (JobState.RUNNING, "cancel"): JobState.CANCELLED,
        (JobState.RUNNING, "finish"): JobState.SUCCEEDED,
        (JobState.RUNNING, "fail"): JobState.FAILED,
    },
    begins=(JobState.QUEUED,),
    ends=(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED),
)

SWAP = Machine(
    "swap",
    SwapState,
    {
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
    },
    begins=(SwapState.REQUESTED,),
    ends=(
        SwapState.APPROVED,
        SwapState.DECLINED,
        SwapState.REJECTED,
        SwapState.CANCELLED,
        SwapState.EXPIRED,
        SwapState.SUPERSEDED,
    ),
)

# 紧急顶班 holds from the moment it is entered; what is left is the review.
EMERGENCY_COVER = Machine(
    "emergency_cover",
    SwapState,
    {
        (SwapState.IN_EFFECT, "approve"): SwapState.APPROVED,
        (SwapState.IN_EFFECT, "reject"): SwapState.REJECTED,
    },
    begins=(SwapState.IN_EFFECT,),
    ends=(SwapState.APPROVED, SwapState.REJECTED),
)

COVER = Machine(
    "cover",
    CoverState,
    {
        (CoverState.OPEN, "take"): CoverState.TAKEN,
        (CoverState.OPEN, "withdraw"): CoverState.WITHDRAWN,
        (CoverState.OPEN, "expire"): CoverState.EXPIRED,
        (CoverState.OPEN, "void"): CoverState.VOID,
        (CoverState.TAKEN, "approve"): CoverState.APPROVED,
        # Refused by the leader, or whoever had taken it can't after all.
        (CoverState.TAKEN, "reopen"): CoverState.OPEN,
        (CoverState.TAKEN, "withdraw"): CoverState.WITHDRAWN,
        (CoverState.TAKEN, "expire"): CoverState.EXPIRED,
        (CoverState.TAKEN, "void"): CoverState.VOID,
    },
    begins=(CoverState.OPEN,),
    ends=(CoverState.APPROVED, CoverState.WITHDRAWN, CoverState.EXPIRED, CoverState.VOID),
)

RING = Machine(
    "ring",
    RingState,
    {
        # By the last of its people.
        (RingState.PROPOSED, "agree"): RingState.AGREED,
        (RingState.PROPOSED, "decline"): RingState.DECLINED,
        (RingState.PROPOSED, "reject"): RingState.REJECTED,
        (RingState.PROPOSED, "expire"): RingState.EXPIRED,
        (RingState.PROPOSED, "void"): RingState.VOID,
        (RingState.AGREED, "approve"): RingState.APPROVED,
        (RingState.AGREED, "reject"): RingState.REJECTED,
        # By one of its people, who can't after all.
        (RingState.AGREED, "cancel"): RingState.CANCELLED,
        (RingState.AGREED, "expire"): RingState.EXPIRED,
        (RingState.AGREED, "void"): RingState.VOID,
    },
    begins=(RingState.PROPOSED,),
    ends=(
        RingState.APPROVED,
        RingState.DECLINED,
        RingState.CANCELLED,
        RingState.REJECTED,
        RingState.EXPIRED,
        RingState.VOID,
    ),
)

ABSENCE = Machine(
    "absence",
    AbsenceState,
    {
        (AbsenceState.REQUESTED, "approve"): AbsenceState.APPROVED,
        (AbsenceState.REQUESTED, "reject"): AbsenceState.REJECTED,
        (AbsenceState.REQUESTED, "withdraw"): AbsenceState.WITHDRAWN,
        (AbsenceState.APPROVED, "withdraw"): AbsenceState.WITHDRAWN,
    },
    begins=(AbsenceState.REQUESTED, AbsenceState.APPROVED),
    ends=(AbsenceState.APPROVED, AbsenceState.REJECTED, AbsenceState.WITHDRAWN),
)

# A draft of the duty rules; published versions are followed, never changed.
POLICY = Machine(
    "policy",
    PolicyState,
    {
        (PolicyState.DRAFT, "edit"): PolicyState.DRAFT,
        (PolicyState.DRAFT, "publish"): PolicyState.PUBLISHED,
        (PolicyState.DRAFT, "discard"): PolicyState.DISCARDED,
    },
    begins=(PolicyState.DRAFT, PolicyState.PUBLISHED),
    ends=(PolicyState.PUBLISHED, PolicyState.DISCARDED),
)

# A round of consultation on a draft.
POLICY_ROUND = Machine(
    "policy_round",
    RoundState,
    {
        (RoundState.OPEN, "comment"): RoundState.OPEN,
        (RoundState.OPEN, "answer"): RoundState.OPEN,
        (RoundState.OPEN, "close"): RoundState.CLOSED,
    },
    begins=(RoundState.OPEN,),
    ends=(RoundState.CLOSED,),
)

MACHINES = by_name(PERIOD, ROSTER, JOB, SWAP, EMERGENCY_COVER, COVER, RING, ABSENCE, POLICY, POLICY_ROUND)

"""Of keeping watch: checks, the duty log, handover, leaving the post, rounds and inspections."""

from enum import StrEnum


class CheckState(StrEnum):
    PLANNED = "planned"
    ASKING = "asking"
    ANSWERED = "answered"
    WITH_OFFICE = "with_office"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class CheckOutcome(StrEnum):
    """Kept apart: only `no_answer` says anything about a person (domain §4)."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    PROVIDER_FAILED = "provider_failed"
    NOT_SENT = "not_sent"


class Proof(StrEnum):
    """How somebody has shown to be reachable."""

    ANSWER = "answer"
    ACKNOWLEDGED = "acknowledged"
    LOGGED = "logged"
    HANDED_OVER = "handed_over"


class LogState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOTHING = "nothing"


class HandoverState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class LeaveState(StrEnum):
    AWAY = "away"
    RETURNED = "returned"


class SupervisionState(StrEnum):
    UNDER_WAY = "under_way"
    ENDED = "ended"


class InspectionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"

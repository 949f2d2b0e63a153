"""How long answering, being there and reporting may take. All in minutes; what a policy doesn't say the county's settings do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallClock:
    """Of one person called, from dispatch. `arrive` 0 = at once: they are at their post already.

    `late`: when not being at the place they are called to counts against them. Somebody on site owes no way from home, but
    still has the way to that place, for which the county's usual time is given.
    """

    answer: int
    arrive: int
    late: int


@dataclass(frozen=True, slots=True)
class ReportClock:
    """`phone` and `written` run from when an incident became known, `city` from when it occurred."""

    phone: int
    written: int
    city: int


def pick(said: int | None, usual: int) -> int:
    """What the policy says, zero included."""
    return usual if said is None else said


def call_clock(answer: int | None, response: int | None, *, usual_answer: int, usual_arrive: int) -> CallClock:
    """`answer` of the post, `response` of what it owes now; None where the policy is silent."""
    arrive = pick(response, usual_arrive)
    return CallClock(pick(answer, usual_answer), arrive, arrive or usual_arrive)

"""Somebody called out, as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from alerts.call_outs.models import COMING_STATES, Summons
from alerts.countdown import Ring, ring_until
from alerts.deadlines import ANSWER_WITHIN, ARRIVE_WITHIN
from alerts.enums import SummonsState


@dataclass(frozen=True)
class Called:
    """One person called, with the clock that counts now."""

    summons: Summons
    ring: Ring | None
    is_overdue: bool


def called_of(summons: Summons, now: datetime) -> Called:
    """The clock of somebody called: to acknowledge first, to arrive then; none once they have come or can't."""
    coming = summons.state in COMING_STATES
    is_overdue = coming and summons.arrive_by is not None and summons.arrive_by <= now
    if not coming or summons.arrive_by is None or summons.answer_by is None:
        return Called(summons, None, is_overdue)
    if summons.state == SummonsState.CALLED and now < summons.answer_by:
        return Called(summons, ring_until(summons.answer_by, ANSWER_WITHIN, now), is_overdue)
    return Called(summons, ring_until(summons.arrive_by, ARRIVE_WITHIN, now), is_overdue)

"""减负账: what the system asks of the people of the units, and what each of its forms and messages is counted under.

Source: the regulations on reducing formalism at the grassroots (整治形式主义为基层减负若干规定, 2024) and on government apps (防止"指尖上的形式主义",
2023): every demand has an owner, so nothing is asked that nobody answers for. A purpose, an act or a form that stands in none of the
tables fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from alerts.enums import Ask, Matter, Purpose

# A month on average, for what a budget allows per person and month.
MONTH = timedelta(days=365.25 / 12)


MESSAGES: Mapping[Purpose, Matter] = {
    **dict.fromkeys(
        (
            Purpose.ROSTER_RETURNED, Purpose.FILING_DUE, Purpose.FILING_MOVED, Purpose.FILING_URGED,
            Purpose.TODO_DIGEST, Purpose.WEEKLY_GAPS,
        ),
        Matter.ROSTER,
    ),
    **dict.fromkeys(
        (
            Purpose.DUTY_PUBLISHED, Purpose.DUTY_CHANGED, Purpose.DUTY_WITHDRAWN, Purpose.DUTY_REMINDER,
            Purpose.UNIT_TOMORROW, Purpose.DUTY_CONFLICT, Purpose.LEAVE_OPEN, Purpose.POSTURE_RAISED,
            Purpose.POSTURE_LIFTED, Purpose.STAFF_ORDERED,
        ),
        Matter.DUTY,
    ),
    **dict.fromkeys(
        (
            Purpose.SWAP_REQUESTED, Purpose.SWAP_TO_DECIDE, Purpose.SWAP_MOVED, Purpose.COVER_ASKED,
            Purpose.COVER_UNFILLED, Purpose.COVER_ENDED, Purpose.RING_PROPOSED, Purpose.RING_TO_DECIDE,
            Purpose.RING_ENDED,
        ),
        Matter.CHANGE,
    ),
    **dict.fromkeys((Purpose.CHECK, Purpose.CHECK_ESCALATED, Purpose.CHECK_ENDED), Matter.CHECK),
    **dict.fromkeys(
        (Purpose.SUMMONS, Purpose.SUMMONS_ESCALATED, Purpose.SUMMONS_OVERDUE, Purpose.SUMMONS_RELEASED),
        Matter.CALL_OUT,
    ),
    **dict.fromkeys(
        (
            Purpose.REPORT_DUE, Purpose.WHISTLE, Purpose.WARNING, Purpose.WARNING_RECEIVED,
            Purpose.WARNING_UNANSWERED, Purpose.WARNING_ENDED,
        ),
        Matter.EMERGENCY,
    ),
    **dict.fromkeys((Purpose.REVIEW_STEP, Purpose.TIER_NEEDS), Matter.TIER),
    **dict.fromkeys((Purpose.CONTACT_PROOF, Purpose.ACCOUNT_INVITED, Purpose.ACCOUNT_RECOVERY, Purpose.ACCOUNT_FACTOR_RESET, Purpose.ACCOUNT_NEW_DEVICE), Matter.ACCOUNT),
    Purpose.COMPLAINT_OVERDUE: Matter.COMPLAINT,
    **dict.fromkeys((Purpose.TASK_DUE, Purpose.TASK_OVERDUE, Purpose.NOTICE), Matter.TASK),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one unit: how much of each. `people`: who took part in duty there."""

    people: int
    asked: Mapping[Ask, int]
    by_matter: Mapping[Matter, int] = field(default_factory=dict)

    def per_person(self, ask: Ask, span: timedelta) -> Decimal | None:
        """Per person and month, one decimal; None without people."""
        if not self.people:
            return None
        months = Decimal(span / MONTH)
        return (Decimal(self.asked.get(ask, 0)) / self.people / months).quantize(Decimal("0.1"))

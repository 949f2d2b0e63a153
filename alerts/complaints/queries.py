"""投诉建议 as pages read them, and how the office has kept its own deadline."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q

from alerts.complaints.models import Complaint, ComplaintQuerySet
from alerts.enums import ComplaintState
from units.models import User


@dataclass(frozen=True, slots=True)
class ComplaintFigures:
    """Of those written in a range, without those taken back. `in_time` of those answered; `overdue` now."""

    written: int
    answered: int
    in_time: int
    overdue: int


def listed(user: User) -> ComplaintQuerySet:
    """What waits first, the longest waiting on top; then the latest."""
    rows = Complaint.objects.visible_to(user).as_seen_by(user).select_related("unit", "answered_by")
    closed = ~Q(state=ComplaintState.OPEN)
    return rows.alias(closed=closed).order_by("closed", F("answered_at").desc(nulls_first=True), "due_at", "pk")


def figures(county_id: UUID, start: datetime, end: datetime, now: datetime) -> ComplaintFigures:
    """Of the whole county in `[start, end)`. One query."""
    rows = Complaint.objects.filter(county_id=county_id, written_at__gte=start, written_at__lt=end)
    answered = Q(state=ComplaintState.ANSWERED)
    found = rows.exclude(state=ComplaintState.WITHDRAWN).aggregate(
        written=Count("pk"),
        answered=Count("pk", filter=answered),
        in_time=Count("pk", filter=answered & Q(answered_at__lte=F("due_at"))),
        overdue=Count("pk", filter=Q(state=ComplaintState.OPEN, due_at__lte=now)),
    )
    return ComplaintFigures(**found)

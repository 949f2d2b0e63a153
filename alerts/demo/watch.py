"""Who was on duty in a past period, as plain values."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alerts.who_answers import ask_order
from rostering.models import Assignment, DutyPeriod


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody's part of a shift."""

    pk: UUID
    person_id: UUID
    unit_id: UUID
    post: str
    seat: int
    start: datetime
    end: datetime


def watch_of(period: DutyPeriod) -> dict[UUID, list[OnDuty]]:
    """Everybody on duty in the period, by unit, those to ask first on top. One query."""
    rows = Assignment.objects.active().filter(shift__period=period, person__isnull=False)
    columns = rows.values_list("pk", "person_id", "shift__unit_id", "shift__post", "shift__seat", "start", "end")
    watch: dict[UUID, list[OnDuty]] = defaultdict(list)
    for row in sorted((OnDuty(*row) for row in columns), key=lambda row: (ask_order(row.post), row.seat)):
        watch[row.unit_id].append(row)
    return watch


def first_at(watch: Iterable[OnDuty], at: datetime) -> OnDuty | None:
    return next((row for row in watch if row.start <= at < row.end), None)

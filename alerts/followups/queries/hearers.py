"""Whom a task concerns: its owner's side and the side that asked."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from alerts.followups.models import Task
from alerts.who_answers import office_people
from units.counties.queries import people_leading

# Who hears, and of which unit.
Hearers = list[tuple[UUID, UUID | None]]


def owners(task: Task) -> Hearers:
    """Who does it; without a name whoever leads the unit."""
    return [(task.person_id, task.unit_id)] if task.person_id else heads(task)


def heads(task: Task) -> Hearers:
    return _leading([task.unit_id])


def askers(task: Task, now: datetime) -> Hearers:
    """The leader whose instruction it is and whoever entered it; else who leads the asking unit, else the duty room."""
    named: Hearers = [(task.asker_id, None)] if task.asker_id else []
    by = task.asked_by
    if by is not None and by.person_id:
        named.append((by.person_id, task.asker_unit_id))
    if named:
        return named
    return _leading([task.asker_unit_id]) if task.asker_unit_id else office(task, now)


def office(task: Task, now: datetime) -> Hearers:
    return [(person, None) for person in office_people(task.county, now)]


def _leading(unit_ids: Iterable[UUID]) -> Hearers:
    return [(person, unit) for unit, person in people_leading(list(unit_ids), today=timezone.localdate())]

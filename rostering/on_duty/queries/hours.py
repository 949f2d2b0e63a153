"""Who holds which hours of a duty that is shared out: the same words on page, paper, calendar and message."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from rostering.policies.queries.published import zone
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.shift import Shift

Span = tuple[datetime, datetime]


def hours_within(day: date, whole: Span | None, part: Span) -> str:
    """12:00–20:00, 20:00–次日08:30 of a duty day; empty for the whole duty, which needs no hours. Without `whole` always."""
    return "" if part == whole else f"{_clock(part[0], day)}–{_clock(part[1], day)}"


def hours_of(shift: Shift, start: datetime, end: datetime) -> str:
    """As `hours_within`, of a shift; a seat that an order added has hours of its own, which no head of a table says."""
    return hours_within(shift.day, None if shift.extra else (shift.start, shift.end), (start, end))


def part_of(assignment: Assignment) -> str:
    """The hours of a holder, empty when they hold the whole duty. Needs `shift` loaded."""
    return hours_of(assignment.shift, assignment.start, assignment.end)


def named(shift: Shift, holders: Iterable[dict[str, Any]]) -> str:
    """Holders as a revision keeps them: each by name, with the hours where they are shared; vacant ones are said."""
    parts = [(held["name"], *map(datetime.fromisoformat, (held["start"], held["end"]))) for held in holders]
    if not any(name for name, _start, _end in parts):
        return ""
    return "、".join(f"{hours_of(shift, start, end)} {name or _('空岗')}".strip() for name, start, end in parts)


def _clock(at: datetime, day: date) -> str:
    local = at.astimezone(zone())
    clock = f"{local:%H:%M}"
    return clock if local.date() == day else _("次日%(clock)s") % {"clock": clock}

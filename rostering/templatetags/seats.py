"""A cell of the matrix, as a seat of the roster or as a place of the style page gives it."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from rostering.labels import is_leading
from rostering.on_duty.queries.hours import part_of
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.sheet import Seat
from units.when import month_day

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What `seat.html` draws. No `name` = vacancy with its `reason`; with `url` a button that opens the dialog.

    `then` is the posture from the clock time `at` on; `tail` stands at the right (last digits of a phone), `mark` is a short flag (调),
    `spoken` says day and post aloud, `prefix` is the post in one character, `hours` which part of the duty is theirs, `alarm` why the person
    can't stay, `locked` that proposals leave it alone, `version` the one a change of it goes by, `note` what its title says of an ordinary seat.
    """

    name: str
    posture: str
    then: str = ""
    at: str = "20:00"
    tail: str = ""
    mark: str = ""
    reason: str = ""
    url: str = ""
    html_id: str = ""
    spoken: str = ""
    own: bool = False
    prefix: str = ""
    hours: str = ""
    alarm: str = ""
    locked: bool = False
    version: int = 0
    note: str = ""


@register.inclusion_tag("rostering/periods/components/seat.html")
def seat(name: str, posture: str, **shown: Any) -> dict[str, Any]:
    """A cell as `Cell` says."""
    return vars(Cell(name=name, posture=posture, **shown))


@register.inclusion_tag("rostering/periods/components/seat.html")
def seat_of(one: Seat, *, may_change: bool, stacked: bool) -> dict[str, Any]:
    """A seat of the sheet; a button where it may be changed. `stacked` names the post in the cell, not in its head."""
    assignment, shift = one.assignment, one.assignment.shift
    address = reverse("rostering:seat", args=[assignment.pk]) if may_change else ""
    cell = Cell(
        name=assignment.person.name if assignment.person else "",
        posture=one.posture,
        then=one.then,
        at=one.at,
        tail=one.tail,
        mark=_mark(one),
        reason=assignment.vacancy_reason,
        url=f"{address}?stacked=1" if address and stacked else address,
        html_id=f"seat-{assignment.pk}",
        spoken=f"{month_day(shift.day)} {shift.post_name}",
        own=one.is_own,
        prefix=_post_mark(shift.post) if stacked else "",
        hours=part_of(assignment),
        alarm=one.problem if assignment.person else "",
        note=_("领导指定：%(reason)s") % {"reason": one.designated} if one.designated else _added(assignment),
        locked=one.is_locked,
        version=assignment.version,
    )
    return vars(cell)


def _mark(one: Seat) -> str:
    if one.designated:
        return _("指")
    if one.assignment.shift.extra:
        return _("增")
    return _("调") if one.is_changed else ""


def _added(assignment: Assignment) -> str:
    """What a seat that an order added is there for; empty for every other."""
    return str(assignment.shift.post_name) if assignment.shift.extra else ""


def _post_mark(post: str) -> str:
    return _("带") if is_leading(post) else _("值")

"""What leave is called: its kinds, and its span as people say it in the reader's language."""

from collections.abc import Sequence
from datetime import datetime, time

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _

from rostering.enums import Part
from rostering.fairness.models.absence import LeaveKind
from rostering.fairness.rules.leave import Moment, day_spans
from rostering.fairness.rules.leave_kinds import Kind, merged
from rostering.labels import ABSENCE_KIND_LABELS, LEAVE_PART_LABELS, Label
from rostering.policies.queries.published import zone
from units.models import County


def kinds_of(county: County | None) -> list[Kind]:
    """Every kind, retired ones among them. One query."""
    rows = LeaveKind.objects.filter(county=county).order_by("name", "pk") if county else ()
    return merged({row.code: Kind(row.code, row.name, row.is_excused, row.is_active) for row in rows})


def kind_choices(kinds: Sequence[Kind]) -> list[tuple[str, Label]]:
    """(code, word) of those in use."""
    return [(kind.code, kind_word(kind.code, kind.name)) for kind in kinds if kind.is_active]


def kind_word(code: str, name: str = "") -> Label:
    """`name` is the county's own word, as it was when the leave was recorded."""
    return name or ABSENCE_KIND_LABELS.get(code, code)


def leave_days(start: datetime, end: datetime) -> str:
    """2026年6月19日上午, 2026年6月19日下午至6月21日; with hours where it begins or ends within a half."""
    first, last = day_spans(start, end, zone())
    if first.day == last.day:
        return _one_day(first, last)
    return _("%(first)s至%(last)s") % {
        "first": _moment_text(first, year=True),
        "last": _moment_text(last, year=first.day.year != last.day.year),
    }


def _one_day(first: Moment, last: Moment) -> str:
    if first.at is None and last.at is None:
        return _moment_text(Moment(first.day, last.part if first.part == Part.DAY else first.part), year=True)
    hours = {"from": f"{_hour(first, time.min):%H:%M}", "to": f"{last.at:%H:%M}" if last.at else _end_hour(last)}
    return _("%(day)s %(from)s至%(to)s") % {"day": _moment_text(Moment(first.day), year=True), **hours}


def _hour(moment: Moment, otherwise: time) -> time:
    return moment.at or (time(12) if moment.part == Part.AFTERNOON else otherwise)


def _end_hour(last: Moment) -> str:
    return "12:00" if last.part == Part.MORNING else "24:00"


def _moment_text(moment: Moment, *, year: bool) -> str:
    # Translators: letters as in Django's date formats.
    day = formatted(moment.day, _("Y年n月j日") if year else _("n月j日"))
    if moment.at is not None:
        return f"{day} {moment.at:%H:%M}"
    return (
        day if moment.part == Part.DAY else _("%(day)s%(part)s") % {"day": day, "part": LEAVE_PART_LABELS[moment.part]}
    )

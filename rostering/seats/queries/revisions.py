"""Revisions of a period as they were, and what differs between two."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Min, QuerySet
from django.utils.translation import gettext as _

from rostering.calendar.queries.days import span_text
from rostering.enums import RosterState
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RevisionEntry, RosterRevision
from rostering.rosters.models.shift import Shift
from units.models import Unit


@dataclass(frozen=True, slots=True)
class SeatChange:
    """A seat whose holders differ: `before`/`after` are the holders as stored in RevisionEntry."""

    shift: Shift
    before: list[dict[str, Any]]
    after: list[dict[str, Any]]


def names_of(units: Iterable[Mapping[str, Any]]) -> str:
    """Unconfirmed units by name, with a mark on those that were asked to look again."""
    return "、".join(
        _("%(unit)s（已退回）") % {"unit": unit["name"]} if unit["state"] == RosterState.RETURNED else unit["name"]
        for unit in units
    )


def remarks(first: RosterRevision | None, unit: Unit | None = None) -> tuple[str, ...]:
    """How a period was published: over whose silence, and the signed reason.

    For one `unit` only what concerns it. None = not published yet: nothing.
    """
    if first is None:
        return ()
    silent = [one for one in first.unconfirmed if unit is None or one["code"] == unit.code]
    texts = []
    if silent and unit is not None:
        texts.append(_("本单位未确认，按系统方案发布"))
    elif silent:
        words = {"count": len(silent), "units": names_of(silent)}
        texts.append(_("%(count)d 个单位未确认，按系统方案发布：%(units)s") % words)
    if first.exception_reason and (silent or unit is None):
        words = {"reason": first.exception_reason, "name": first.exception_by}
        texts.append(_("发布说明：%(reason)s（%(name)s签署）") % words)
    return tuple(texts)


def replaced_words(period: DutyPeriod) -> tuple[str, ...]:
    """Which of its days other rosters have taken over, which days of others it takes. Two queries."""
    given = Shift.objects.filter(period=period, replaced_by__isnull=False)
    got = Shift.objects.filter(replaced_by=period)
    return (
        *(_("%(days)s由“%(name)s”值班表代替") % words for words in _spans(given, "replaced_by__name")),
        *(_("%(days)s代替“%(name)s”值班表") % words for words in _spans(got, "period__name")),
    )


def _spans(shifts: QuerySet[Shift], other: str) -> Iterator[dict[str, str]]:
    for row in shifts.order_by().values(other).annotate(first=Min("day"), last=Max("day")).order_by("first"):
        yield {"name": row[other], "days": span_text(row["first"], row["last"])}


def holders_at(period: DutyPeriod, number: int) -> dict[Any, RevisionEntry]:
    """Shift id → its entry as of revision `number`. One query."""
    entries = (
        RevisionEntry.objects.filter(revision__period=period, revision__number__lte=number)
        .annotate(number=F("revision__number"))
        .order_by("shift_id", "-number")
        .distinct("shift_id")
    )
    return {entry.shift_id: entry for entry in entries.select_related("shift__unit", "shift__roster")}


def revision_diff(period: DutyPeriod, number: int, against: int) -> list[SeatChange]:
    """What changed from revision `against` to revision `number`, in protocol order."""
    before, after = holders_at(period, against), holders_at(period, number)
    changes = [
        SeatChange(entry.shift, _held(before.get(pk)), entry.holders)
        for pk, entry in after.items()
        if _held(before.get(pk)) != entry.holders
    ]
    return sorted(changes, key=_protocol_order)


def _held(entry: RevisionEntry | None) -> list[dict[str, Any]]:
    return entry.holders if entry else []


def _protocol_order(change: SeatChange) -> tuple[Any, ...]:
    shift = change.shift
    return (shift.unit.protocol_order, shift.day, shift.post_order, shift.seat)

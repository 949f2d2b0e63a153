"""Numbered revisions: what was published, and what each amendment changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rostering.models import Assignment, DutyPeriod, RevisionEntry, RosterRevision, Shift
from units.copying import copy_in
from units.models import User


def write_revision(
    *, period: DutyPeriod, shifts: Iterable[Shift], reason: str, by: User | None, now: datetime
) -> RosterRevision:
    """The next revision with `shifts` as they stand now. Called within the caller's transaction, under its locks."""
    last = period.revisions.order_by("-number").values_list("number", flat=True).first()
    revision = RosterRevision.objects.create(
        period=period, number=(last or 0) + 1, published_at=now, published_by=by, reason=reason
    )
    shift_ids = [shift.pk for shift in shifts]
    holders: dict[Any, list[dict[str, Any]]] = {pk: [] for pk in shift_ids}
    rows = Assignment.objects.active().filter(shift_id__in=shift_ids).select_related("person").order_by("start")
    for row in rows:
        holders[row.shift_id].append(_holder(row))
    copy_in(RevisionEntry(revision=revision, shift_id=pk, holders=held) for pk, held in holders.items())
    DutyPeriod.objects.filter(pk=period.pk).update(version=period.version + 1, updated_at=now)
    return revision


def _holder(row: Assignment) -> dict[str, Any]:
    person = row.person
    return {
        "person": str(row.person_id) if row.person_id else None,
        "name": person.name if person else "",
        "position": person.position if person else "",
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
    }

"""Numbered revisions: what was published, and what each amendment changed."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RevisionEntry, RosterRevision
from rostering.rosters.models.shift import Shift
from rostering.seats.queries.coverage import Unconfirmed
from rostering.seats.services.kept_words import days_of, keep_words
from units.copying import copy_in
from units.models import User


def write_revision(
    *,
    period: DutyPeriod,
    shifts: Iterable[Shift],
    reason: str,
    by: User | None,
    now: datetime,
    exception_reason: str = "",
    unconfirmed: Iterable[Unconfirmed] = (),
) -> RosterRevision:
    """The next revision with `shifts` as they stand now; `exception_reason` is signed with the name of `by`.

    Called within the caller's transaction, under its locks.
    """
    last = period.revisions.order_by("-number").values_list("number", flat=True).first()
    revision = RosterRevision.objects.create(
        period=period,
        number=(last or 0) + 1,
        published_at=now,
        published_by=by,
        reason=reason,
        exception_reason=exception_reason,
        exception_by=by.display_name if by and exception_reason else "",
        unconfirmed=[asdict(unit) for unit in unconfirmed],
        words={} if last else days_of(period),
    )
    shift_ids = [shift.pk for shift in shifts]
    keep_words(period, shift_ids)
    copy_in(RevisionEntry(revision=revision, shift_id=pk, holders=held) for pk, held in _holders(shift_ids).items())
    DutyPeriod.objects.filter(pk=period.pk).update(version=period.version + 1, updated_at=now)
    return revision


def _holders(shift_ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Per shift who holds it, in the order of their hours; instants as ISO text. One query."""
    holders: dict[UUID, list[dict[str, Any]]] = {pk: [] for pk in shift_ids}
    rows = Assignment.objects.active().filter(shift_id__in=shift_ids).order_by("start")
    for shift_id, person, name, position, start, end in rows.values_list(
        "shift_id", "person_id", "person__name", "person__position", "start", "end"
    ):
        holders[shift_id].append(
            {
                "person": str(person) if person else None,
                "name": name or "",
                "position": position or "",
                "start": start.isoformat(),
                "end": end.isoformat(),
            }
        )
    return holders

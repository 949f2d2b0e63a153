"""Leave and unavailability of people."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from rostering.domain.enums import AbsenceKind
from rostering.models import Absence
from rostering.permissions import check_record_absence
from units.db import lock, write
from units.errors import InvalidInput
from units.models import Person, User
from units.services import audit

AUDITED = ("kind", "start", "end")


@write
def record_absence(
    *, person: Person, kind: AbsenceKind, start: datetime, end: datetime, by: User, note: str = ""
) -> Absence:
    """The person can't be rostered in `[start, end)` from now on; duties they already have stay and show as gaps.

    Raises InvalidInput for an inverted span, NotAllowed outside one's unit.
    """
    check_record_absence(by, person)
    if end <= start:
        raise InvalidInput("span_inverted", _("结束时间须晚于开始时间"), field="end")
    lock(person)
    absence = Absence.objects.create(person=person, kind=kind, start=start, end=end, note=note, created_by=by)
    audit.record(
        by=by, action="absence.recorded", row=absence, unit=person.unit_id, after=audit.snapshot(absence, AUDITED)
    )
    return absence


@write
def cancel_absence(*, absence: Absence, by: User) -> None:
    """Takes the entry back; the audit trail keeps it."""
    check_record_absence(by, absence.person)
    audit.record(
        by=by,
        action="absence.cancelled",
        row=absence,
        unit=absence.person.unit_id,
        before=audit.snapshot(absence, AUDITED),
    )
    absence.delete()

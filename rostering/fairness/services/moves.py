"""Leave goes along when somebody moves to another unit: nobody is put on duty there against what was granted here."""

from collections.abc import Sequence
from datetime import date, datetime, time

from rostering.fairness.models.absence import Absence
from rostering.policies.queries.published import zone
from units.models import Person


def take_leave_along(moves: Sequence[tuple[Person, Person]], day: date) -> None:
    """Of the entry that is left: what begins later goes over, what spans the day is cut in two. Within the transaction of
    the move."""
    begins = datetime.combine(day, time.min, zone())
    for old, new in moves:
        for absence in Absence.objects.standing().filter(person=old, end__gt=begins).order_by("start"):
            if absence.start < begins:
                _continued(absence, new, begins)
                absence.end = begins
                absence.save(update_fields=["end", "updated_at"])
            else:
                absence.person = new
                absence.save(update_fields=["person", "updated_at"])


def _continued(absence: Absence, new: Person, begins: datetime) -> None:
    kept = (
        "kind",
        "kind_name",
        "excuses",
        "note",
        "state",
        "decided_by_id",
        "decided_at",
        "decision_reason",
        "created_by_id",
    )
    Absence.objects.create(person=new, start=begins, end=absence.end, **{name: getattr(absence, name) for name in kept})


def give_leave_back(old: Person, new: Person, day: date) -> None:
    """What went over comes back; what was cut in two is one again. Within the transaction that takes the move back."""
    begins = datetime.combine(day, time.min, zone())
    for absence in Absence.objects.filter(person=new).order_by("start"):
        first = Absence.objects.filter(person=old, kind=absence.kind, end=begins, state=absence.state).first()
        if first is not None and absence.start == begins:
            first.end = absence.end
            absence.delete()
            first.save(update_fields=["end", "updated_at"])
        else:
            absence.person = old
            absence.save(update_fields=["person", "updated_at"])

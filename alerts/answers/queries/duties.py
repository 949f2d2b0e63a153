"""What the link of a message is about, as its page shows it and its act reads it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from alerts.outbox.models import AnswerLink
from rostering.models import Assignment
from rostering.on_duty.queries.own import MyDuty, as_own
from units.models import Person


def told_duties(link: AnswerLink, now: datetime) -> list[Assignment]:
    """The receiver's duties of the period that are not over, whether they have said 收到 or not."""
    rows = Assignment.objects.in_force().filter(person_id=link.person_id, end__gt=now, shift__period_id=link.object_id)
    rows = rows.select_related("shift__unit", "shift__roster", "shift__period", "person")
    return list(rows.prefetch_related("shift__phases").order_by("start", "pk"))


def asked_duties(link: AnswerLink, now: datetime) -> list[Assignment]:
    return [duty for duty in told_duties(link, now) if duty.acknowledged_at is None]


def seal_of(duties: Iterable[Assignment]) -> str:
    """Other duties or other hours give another one."""
    content = [(str(duty.pk), duty.start.timestamp(), duty.end.timestamp()) for duty in duties]
    return blake2b(repr(content).encode(), digest_size=8).hexdigest()


def own_duty(
    person: Person, unit_id: UUID | None, *, now: datetime, within: timedelta, pk: UUID | None = None
) -> Assignment | None:
    """The duty of `person` that runs or begins `within`, of the unit or the one named; None when there is none."""
    rows = Assignment.objects.in_force().filter(person=person, start__lte=now + within, end__gt=now)
    if pk is not None:
        rows = rows.filter(pk=pk)
    if unit_id is not None:
        rows = rows.filter(shift__unit_id=unit_id)
    return rows.select_related("shift__unit", "shift__period").order_by("-start").first()


def duties_shown(duties: Iterable[Assignment], now: datetime) -> list[MyDuty]:
    """With what is owed during each, `shift__phases` loaded."""
    return [as_own(duty, now) for duty in duties]

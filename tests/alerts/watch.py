"""A county in the middle of a published duty day, and ways to let its messages go out."""

from datetime import datetime, timedelta

from django.utils import timezone

from alerts.incidents.services import reports
from alerts.models import Incident, Notification
from alerts.outbox.services import delivery
from rostering.enums import PeriodKind
from rostering.models import Assignment, DutyPeriod
from tests.factories import Cast, published
from units.models import Person, Unit


def published_around_now(cast: Cast) -> DutyPeriod:
    """A published period around now."""
    today = timezone.localdate()
    return published(cast, today - timedelta(days=2), today + timedelta(days=2), kind=PeriodKind.SPECIAL)


def flood(cast: Cast) -> Incident:
    """An incident of the emergency unit's that has just been recorded."""
    return reports.record_incident(
        county=cast.county, title="河道漫堤", kind="洪涝", place="城东堤段", units=[cast.emergency], by=cast.office,
        occurred_at=timezone.now() - timedelta(minutes=5),
    )  # fmt: skip


def on_seat(unit: Unit, post: str, at: datetime) -> Assignment:
    """Who is on that post of the unit at the instant."""
    rows = Assignment.objects.on_duty_at(at).filter(shift__unit=unit, shift__post=post)
    return rows.select_related("person", "shift__period", "shift__unit").order_by("shift__seat")[0]


def person_on(unit: Unit, post: str, at: datetime) -> Person:
    person = on_seat(unit, post, at).person
    assert person is not None
    return person


def send_all(now: datetime | None = None) -> int:
    """Delivers everything that is due, as the senders would. Returns how many were settled."""
    token, ids = delivery.claim_due(now=now or timezone.now(), most=10_000)
    return sum(delivery.deliver(ids=[pk], token=token) for pk in ids)


def told(purpose: str, channel: str = "console") -> set[str]:
    """Names of the people a message of that purpose has been written to."""
    rows = Notification.objects.filter(purpose=purpose, channel=channel)
    return set(rows.values_list("person__name", flat=True))

"""The messages of a check, and the clock of a level that starts when its first one went out."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from alerts.domain.enums import CheckState, NotificationState, Purpose
from alerts.models import Check, Notification
from alerts.services.links import link_path, make_link
from alerts.services.outbox import Message, enqueue

USEFUL_FOR = timedelta(hours=1)


def tell(check: Check, people: Iterable[UUID | None], purpose: Purpose, now: datetime) -> None:
    """One message per person; when there is nobody to tell, the level's clock starts at once."""
    messages = [
        Message(
            purpose=purpose,
            object_id=check.pk,
            person_id=person_id,
            unit_id=check.unit_id,
            due_at=now,
            useful_for=USEFUL_FOR,
            level=check.level,
            params={
                "asker": check.requested_by_name or str(_("县值班室")),
                "minutes": check.answer_minutes,
                "unit": check.unit.label,
                "person": check.person.name if check.person else "",
                "path": _path(check, person_id, purpose, now),
            },
        )
        for person_id in people
        if person_id is not None
    ]
    rows = enqueue(messages, county_id=check.county_id, now=now)
    if not any(row.state == NotificationState.PENDING for row in rows):
        check.asked_at = check.asked_at or now
        check.escalate_at = now + timedelta(minutes=check.answer_minutes)
    if check.state == CheckState.WITH_OFFICE:
        check.escalate_at = None


def _path(check: Check, person_id: UUID, purpose: Purpose, now: datetime) -> str:
    """Where the message leads: whoever is asked answers by a link of their own, the office signs in and phones."""
    if check.state == CheckState.WITH_OFFICE:
        return f"/checks/{check.pk}/"
    key = make_link(purpose=purpose, object_id=check.pk, person_id=person_id, expires_at=now + USEFUL_FOR)
    return link_path(key)


def still_open(ids: Collection[UUID]) -> set[UUID]:
    """Of these checks, those not answered, closed or cancelled: nobody is bothered about the others."""
    open_states = (CheckState.ASKING, CheckState.WITH_OFFICE)
    return set(Check.objects.filter(pk__in=ids, state__in=open_states).values_list("pk", flat=True))


def messages_settled(notifications: Iterable[Notification], _reached: bool, now: datetime) -> None:
    """The clock of a level starts when its first message was taken, or when nobody would take it: also when nobody sent
    it in time, or the check would be asked for ever."""
    for notification in notifications:
        _start_clock(notification, now)


def _start_clock(notification: Notification, now: datetime) -> None:
    asking = Check.objects.filter(pk=notification.object_id, state=CheckState.ASKING, level=notification.level)
    check = asking.first()
    if check is None:
        return
    asking.filter(escalate_at__isnull=True).update(escalate_at=now + timedelta(minutes=check.answer_minutes))
    asking.filter(asked_at__isnull=True).update(asked_at=now)

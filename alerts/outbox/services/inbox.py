"""站内消息: that somebody has read what they were told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from alerts.outbox.models import Notification
from units.db import write
from units.errors import NotAllowed
from units.models import Person, User


@write
def mark_read(*, by: User, now: datetime, ids: Iterable[UUID] | None = None) -> int:
    """Marks one's own messages as read, all of them or those named; others' are left alone. Returns how many.

    What has been read stays read since the first time.
    """
    if by.person_id is None:
        return 0
    own = Person.objects.same_as(by.person_id)
    unread = Notification.objects.filter(person__in=own.values("pk"), read_at__isnull=True)
    return (unread if ids is None else unread.filter(pk__in=list(ids))).update(read_at=now)


@write
def read_one(*, notification: Notification, by: User, now: datetime) -> None:
    """Marks one message as read. Raises NotAllowed unless it is one's own: the office reads the log, not for others."""
    if by.person_id is None or notification.person_id != by.person_id:
        raise NotAllowed("permission_denied", _("只能标记自己的消息"))
    mark_read(by=by, now=now, ids=[notification.pk])

"""站内消息: what one has been told, and that one has read it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.models import Notification
from units.db import write
from units.errors import NotAllowed
from units.models import User


@write
def mark_read(*, notification: Notification, by: User) -> Notification:
    """Read by the person it is for, nobody else. Twice is once. Raises NotAllowed."""
    if notification.person_id != by.person_id:
        raise NotAllowed("permission_denied", _("只能标记自己的消息"))
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=timezone.now())
    notification.refresh_from_db(fields=["read_at"])
    return notification

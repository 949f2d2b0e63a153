import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import FeedLayout
from alerts.labels import FEED_LAYOUT_LABELS

if TYPE_CHECKING:
    from units.models import User


class FeedQuerySet(models.QuerySet["Feed"]):
    def visible_to(self, user: "User") -> Self:
        """One's own alone: whoever sees a feed's address sees the calendar."""
        return self.filter(user_id=user.pk)

    def usable(self) -> Self:
        return self.filter(revoked_at__isnull=True)


class Feed(models.Model):
    """订阅日历: a calendar behind a secret address; only the secret's keyed digest is stored.

    It shows what `user` may see at the moment it is read: their own duties, or with `unit` that unit's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feeds")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    layout = models.CharField(
        _("显示方式"), max_length=8, choices=list(FEED_LAYOUT_LABELS.items()), default=FeedLayout.SHIFTS
    )
    digest = models.CharField(max_length=64, unique=True)
    # Enough of the secret to tell one's addresses apart.
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("订阅日历")
        indexes = [models.Index(fields=["user", "-created_at", "id"], name="feed_by_user")]

    def __str__(self) -> str:
        return self.hint

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from units.counties.models.user import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: "User") -> Self:
        """The signed-in office sees the county's tokens, others and every token those of their own login."""
        if user.sees_whole_county and user.grant is None:
            return self.filter(user__county_id=user.county_id)
        return self.filter(user_id=user.pk)

    def usable_at(self, now: datetime) -> Self:
        return self.filter(revoked_at__isnull=True).filter(
            models.Q(expires_at__isnull=True) | models.Q(expires_at__gt=now)
        )


class ApiToken(models.Model):
    """A REST client's key: only its keyed digest is stored, `prefix` is what people may see of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("用途"), max_length=100, blank=True)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40))
    unit_ids = ArrayField(models.UUIDField(), null=True, blank=True, help_text=_("空 = 用户可见的全部单位"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口令牌")

    def __str__(self) -> str:
        return f"{self.prefix}…"

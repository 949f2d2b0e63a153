from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class SetupCodeQuerySet(models.QuerySet["SetupCode"]):
    def usable_at(self, now: datetime) -> Self:
        return self.filter(used_at__isnull=True, expires_at__gt=now)


class SetupCode(models.Model):
    """The right to make the first account, once. Only a keyed digest is stored; a new code takes the place of the last one."""

    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = SetupCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("建县码")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

"""What has been asked already: by a key the client gave, or by an equal write within the minute."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """A write a client has named: running under `claim`, then its final answer, so that a repeat gets the same."""

    client = models.CharField(max_length=60, help_text=_("用户或令牌"))
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    claim = models.UUIDField(default=uuid.uuid4)
    claimed_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("幂等键")
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="idempotency_key_once_per_client"),
        ]
        indexes = [models.Index(fields=["claimed_at"], name="idempotency_key_by_age")]

    def __str__(self) -> str:
        return f"{self.client} {self.key}"

    @property
    def is_answered(self) -> bool:
        return self.status is not None


class RecentlyMade(models.Model):
    """What somebody has just made by which call, so that the same call once more finds it (units/repeats/services/duplicates.py)."""

    digest = models.CharField(max_length=64, primary_key=True)
    model = models.CharField(max_length=60)
    keys = models.JSONField(default=list)
    is_list = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("刚办理的事项")
        indexes = [models.Index(fields=["made_at"], name="recently_made_by_age")]

    def __str__(self) -> str:
        return f"{self.model} {self.keys}"

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

from typing import Any, TypedDict

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.labels import STEP_LABELS


class SeatBefore(TypedDict):
    """A seat of a step: who sat there, how, and who has come. Ids as text, None = nobody."""

    seat: str
    person: str | None
    pinned: bool
    causes: list[dict[str, Any]]
    now: str | None


class RosterStep(models.Model):
    """One step by which seats of an open period changed, with what stood before, so that it can be taken back.

    A generation makes one row per piece, all with its `job`. Kept until the period is published.
    """

    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.CASCADE, related_name="steps")
    job = models.ForeignKey("rostering.Job", on_delete=models.CASCADE, null=True, related_name="steps")
    roster_ids = ArrayField(models.UUIDField())
    kind = models.CharField(_("种类"), max_length=12, choices=list(STEP_LABELS.items()))
    seats = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("排班步骤")
        indexes = [
            models.Index(fields=["period", "-id"], condition=models.Q(undone_at__isnull=True), name="step_to_undo")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

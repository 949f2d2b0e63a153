import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.enums import RecordState
from units.labels import RECORD_STATE_LABELS
from units.reviews.models.review import TierReview
from units.rows.leases import Leased, LeaseQuerySet


class ReviewRecordQuerySet(LeaseQuerySet["ReviewRecord"]):
    def waiting(self) -> Self:
        return self.filter(state=RecordState.WAITING)


class ReviewRecord(Leased):
    """历年值班记录: compiled from the registered facts under a lease, frozen with its checksum when it has been reviewed.

    `body` is what `checksum` covers (units/reviews/rules/records.py). The database refuses to change a frozen one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.OneToOneField(TierReview, on_delete=models.PROTECT, related_name="record")
    state = models.CharField(max_length=8, choices=list(RECORD_STATE_LABELS.items()), default=RecordState.WAITING)
    body = models.JSONField(default=dict)
    checksum = models.CharField(max_length=64, blank=True)
    compiled_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)

    objects = ReviewRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("历年值班记录")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=RecordState.FROZEN)
                | (models.Q(frozen_at__isnull=False) & ~models.Q(checksum="")),
                name="record_frozen_with_checksum",
            )
        ]
        indexes = [
            models.Index(fields=["lease_until"], condition=models.Q(state=RecordState.WAITING), name="record_due")
        ]
        triggers = [
            pgtrigger.Protect(
                name="frozen_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=RecordState.FROZEN),
            )
        ]

    def __str__(self) -> str:
        return str(self.review)

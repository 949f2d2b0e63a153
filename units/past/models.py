import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class PastRow(models.Model):
    """What the row `key` of the table `source` was until an instant; None: there was no such row. Written by triggers
    (units/rows/remembering.py), append-only."""

    source = models.CharField(max_length=63)
    county_id = models.UUIDField()
    key = models.CharField(max_length=40)
    until = models.DateTimeField()
    was = models.JSONField(null=True)

    class Meta:
        verbose_name = _("历史记录")
        indexes = [models.Index(fields=["county_id", "source", "until"], name="past_row_by_instant")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sweep(models.Model):
    """When each sweep last ran, and by whom: Celery or the standby."""

    name = models.CharField(primary_key=True, max_length=40)
    ran_at = models.DateTimeField()
    ran_by = models.CharField(max_length=12)
    handled = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("巡检")

    def __str__(self) -> str:
        return self.name


class Finding(models.Model):
    """What the self-audit found wrong and hasn't seen mended. One row per invariant and object."""

    invariant = models.CharField(max_length=4)
    object_id = models.CharField(max_length=64)
    text = models.CharField(max_length=300)
    found_at = models.DateTimeField()

    class Meta:
        verbose_name = _("自查发现")
        constraints = [models.UniqueConstraint(fields=["invariant", "object_id"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.invariant} {self.object_id}"

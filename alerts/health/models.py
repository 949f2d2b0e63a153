from typing import Self

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


class BackupQuerySet(models.QuerySet["Backup"]):
    def attempts(self) -> Self:
        return self.filter(is_restore=False)

    def made(self) -> Self:
        return self.attempts().filter(finished_at__isnull=False)


class Backup(models.Model):
    """One backup, one that failed (`finished_at` empty, `detail` says why), or that this database came from one."""

    taken_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    is_sealed = models.BooleanField(default=False)
    is_restore = models.BooleanField(default=False)
    detail = models.CharField(max_length=300, blank=True)

    objects = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = _("备份")
        indexes = [models.Index(fields=["-taken_at"], name="backup_newest")]

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

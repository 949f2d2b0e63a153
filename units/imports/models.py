"""A table that somebody has handed in: kept until it is accepted, so that a reload loses nothing and it can be taken back."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.rows.keeping import USER, keeping, kept_words, reads_as_kept
from units.rows.sealed import SealedFileField, SealedJSONField

if TYPE_CHECKING:
    from units.counties.models.user import User

# What nobody has accepted by then is thrown away; what was accepted can be taken back as long.
KEPT_FOR = timedelta(days=30)

LONGEST_NAME = 200


class ImportState(models.TextChoices):
    WAITING = "waiting", _("待核对")
    ACCEPTED = "accepted", _("已接受")
    UNDONE = "undone", _("已撤销")


class SheetImportQuerySet(models.QuerySet["SheetImport"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, the unit's for its leader, none for anybody else."""
        rows = self.filter(county_id=user.county_id)
        if user.sees_whole_county:
            return rows
        return rows.filter(unit__in=user.unit_ids or ()) if user.leads_unit else rows.none()


@reads_as_kept("created_by")
class SheetImport(models.Model):
    """表格导入. `unit`: whose sheet it is, None for one of the county. `columns`: what the clerk says columns hold.

    `understood` is what was read of the file, `outcome` what accepting it has changed and how to take it back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("内容"), max_length=20)
    file_name = models.CharField(_("文件"), max_length=LONGEST_NAME)
    content = SealedFileField()
    options = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    understood = SealedJSONField(default=dict)
    outcome = SealedJSONField(default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    words = kept_words()

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("表格导入")
        ordering = ["-created_at"]
        triggers = [keeping(created_by=USER)]
        indexes = [
            models.Index(fields=["county", "-created_at"], name="sheet_import_by_county"),
            models.Index(fields=["expires_at"], name="sheet_import_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_waiting(self) -> bool:
        return self.state == ImportState.WAITING


class RememberedColumns(models.Model):
    """What a unit's clerk has said that columns hold, for the next sheet of the same heads."""

    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    columns: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("列的对应")
        constraints = [
            models.UniqueConstraint(
                fields=["county", "unit", "kind"], name="remembered_columns_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.kind

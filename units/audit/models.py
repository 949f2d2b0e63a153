import uuid
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.rows.keeping import UNIT, keeping, kept_words, reads_as_kept
from units.when import local_minute

if TYPE_CHECKING:
    from units.counties.models.user import User


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: "User") -> Self:
        """The office and the auditor read the county's trail; nobody else reads any of it."""
        if user.is_county_office or user.is_auditor:
            events = self.filter(county_id=user.county_id)
            return events if user.unit_ids is None else events.filter(unit_id__in=user.unit_ids)
        return self.none()

    def acts(self) -> Self:
        """What somebody did, without the parts that one act such as an import consists of."""
        return self.filter(part_of__isnull=True)


@reads_as_kept("unit")
class AuditEvent(models.Model):
    """Who did what to which row, for whom, when. Append-only: the database refuses update and delete."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, null=True, related_name="+")
    # A unit entered by mistake goes (`services/removals.py`), what was done about it stays: no constraint in the database.
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    at = models.DateTimeField(_("时间"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(_("操作人"), max_length=150)
    on_behalf_of = models.CharField(_("代谁办理"), max_length=150, blank=True)
    # The act that this is a part of: an import with each seat it has filled. It is written last, in the same transaction.
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    action = models.CharField(_("动作"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField(_("对象"), max_length=200)
    reason = models.CharField(_("事由"), max_length=500, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    words = kept_words()

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        indexes = [
            models.Index(fields=["county", "-at"], name="audit_by_county"),
            # The page shows acts alone; an import of thousands of rows lies between two of them.
            models.Index(fields=["county", "-at"], name="audit_acts_by_county", condition=models.Q(part_of=None)),
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_by_object"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            keeping(unit=UNIT),
            # Into what waits to be sealed (units/sealing), one statement for an import of thousands.
            pgtrigger.Trigger(
                name="to_be_sealed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="fresh"),
                func=(
                    "INSERT INTO units_unsealed (event_id, chain)"
                    " SELECT id, COALESCE(county_id, '00000000-0000-0000-0000-000000000000') FROM fresh; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{local_minute(self.at)} {self.action}"

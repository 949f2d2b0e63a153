import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from rostering.rosters.models.touching import OF_PERIOD, PERIODS_COUNTY
from units.rows.keeping import USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


@reads_as_kept("published_by")
class RosterRevision(models.Model):
    """第 n 版: what was published or amended when, by whom. Append-only.

    Of the first: `exception_reason` and who signed it, where it was published with gaps or before units had confirmed, and
    `unconfirmed`, the units whose word was missing, as {code, name, state} at that time.
    The first keeps in `words` what the days of the period were called: rostering/seats/services/kept_words.py.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("版次"))
    published_at = models.DateTimeField(_("发布时间"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("事由"), max_length=500, blank=True)
    exception_reason = models.CharField(_("发布说明"), max_length=500, blank=True, db_default=Value(""))
    exception_by = models.CharField(_("签署人"), max_length=150, blank=True, db_default=Value(""))
    unconfirmed = models.JSONField(default=list, blank=True, db_default=Value([], output_field=models.JSONField()))
    words = kept_words()

    class Meta:
        verbose_name = _("发布版次")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["period", "number"], name="revision_number_once")]
        triggers = [APPEND_ONLY, keeping(published_by=USER), *moving(OF_PERIOD), *remembering(PERIODS_COUNTY)]

    def __str__(self) -> str:
        return f"#{self.number}"


class RevisionEntry(models.Model):
    """A shift as a revision left it. Revision 1 has every shift, later ones only those they changed.

    `holders` is a list of {person: id|null, name, position, start, end} (RFC 3339), names as they were.
    """

    revision = models.ForeignKey(RosterRevision, on_delete=models.PROTECT, related_name="entries")
    shift = models.ForeignKey("rostering.Shift", on_delete=models.PROTECT, related_name="revision_entries")
    holders = models.JSONField()

    class Meta:
        verbose_name = _("版次内容")
        constraints = [models.UniqueConstraint(fields=["revision", "shift"], name="revision_entry_once")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.shift_id}"

import uuid
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.rows.keeping import USER, keeping, kept_words, reads_as_kept

if TYPE_CHECKING:
    from units.models import User


class CircularQuerySet(models.QuerySet["Circular"]):
    def visible_to(self, user: "User") -> Self:
        """The county office writes and reads them; what it issues goes out as a document."""
        return self.filter(county_id=user.county_id) if user.sees_whole_county else self.none()


class Circular(models.Model):
    """通报: a text about a range of duty days, with figures named in braces: those of the rows until it is dated, then
    those it was dated with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="circulars")
    title = models.CharField(_("标题"), max_length=120)
    document_number = models.CharField(_("文号"), max_length=60, blank=True)
    addressees = models.CharField(_("主送"), max_length=200)
    issuer = models.CharField(_("落款"), max_length=120)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"))
    body = models.TextField(_("正文"), max_length=20_000)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = _("通报")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="circular_days_ordered"
            )
        ]
        indexes = [models.Index(fields=["county", "-updated_at"], name="circular_by_county")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_issued(self) -> bool:
        """Dated: it has left the house with the figures it had when it was last saved."""
        return self.issued_on is not None


@reads_as_kept("saved_by")
class CircularVersion(models.Model):
    """A circular as it was saved, with what its figures were then: {name: text}. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("稿次"))
    title = models.CharField(max_length=120)
    body = models.TextField()
    figures = models.JSONField()
    saved_at = models.DateTimeField(_("保存时间"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()

    class Meta:
        verbose_name = _("通报稿次")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["circular", "number"], name="circular_version_once")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="goes_with_circular",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM rostering_circular WHERE id = OLD.circular_id) THEN"
                    " RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END IF; RETURN OLD;"
                ),
            ),
            keeping(saved_by=USER),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.number}"

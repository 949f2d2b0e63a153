import uuid
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.labels import CARD_PART_LABELS
from alerts.rows import TOUCHED, Mirrored
from units.rows.keeping import USER, keeping, kept_words, reads_as_kept

if TYPE_CHECKING:
    from units.models import User

LONGEST_STEP = 300


class ResponseCardQuerySet(models.QuerySet["ResponseCard"]):
    def visible_to(self, user: "User") -> Self:
        """Everybody on duty in the county reads them, the auditor doesn't."""
        return self.none() if user.is_auditor else self.filter(county_id=user.county_id)


class ResponseCard(Mirrored):
    """One 处置卡. `kinds`: the kinds of incident it is for; `code`: which of those that ship it was, "" for a county's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, blank=True)
    title = models.CharField(_("名称"), max_length=60)
    kinds = ArrayField(models.CharField(max_length=60), verbose_name=_("适用事件种类"), default=list)
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = ResponseCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("处置卡")
        triggers = [TOUCHED]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "title"],
                name="response_card_title_once",
                violation_error_message=_("已有同名的处置卡"),
                violation_error_code="card_title_taken",
            )
        ]

    def __str__(self) -> str:
        return self.title


class CardStep(models.Model):
    """A line of a card. One to call names a unit, or what it is called where the county has no such unit, and a post: "" is
    whoever is to be asked first. A line that was taken out stays for what was ticked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    card = models.ForeignKey(ResponseCard, on_delete=models.PROTECT, related_name="steps")
    part = models.CharField(max_length=8, choices=list(CARD_PART_LABELS.items()))
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("内容"), max_length=LONGEST_STEP)
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("单位")
    )
    unit_name = models.CharField(max_length=100, blank=True)
    post = models.CharField(_("岗位"), max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("处置步骤")
        ordering = ["order"]
        indexes = [models.Index(fields=["card", "order"], name="card_step_by_card")]

    def __str__(self) -> str:
        return self.text


@reads_as_kept("done_by")
class CardTick(models.Model):
    """That a step was done on an incident: who, when, in the words it had. Taken back, it stays with the time of that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("alerts.Incident", on_delete=models.PROTECT, related_name="card_ticks")
    step = models.ForeignKey(CardStep, on_delete=models.PROTECT, related_name="ticks")
    text = models.CharField(max_length=LONGEST_STEP)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("完成时间"))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    words = kept_words()

    class Meta:
        verbose_name = _("处置记录")
        ordering = ["done_at"]
        triggers = [keeping(done_by=USER), pgtrigger.Protect(name="stands", operation=pgtrigger.Delete)]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "step"], condition=models.Q(undone_at__isnull=True), name="card_step_done_once"
            )
        ]

    def __str__(self) -> str:
        return self.text

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.reviews.models.review import TierReview
from units.rows.keeping import UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.stored_files import StoredFile

if TYPE_CHECKING:
    from units.counties.models.user import User


class FunctionTransferQuerySet(models.QuerySet["FunctionTransfer"]):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(retracted_at__isnull=True)

    def visible_to(self, user: "User") -> Self:
        """All of the reviews of one's own; of those in which one's unit is only asked, what concerns it."""
        rows = self.filter(review__in=TierReview.objects.visible_to(user))
        if user.unit_ids is None:
            return rows
        own = user.managed_unit_ids or ()
        return rows.filter(models.Q(review__unit__in=own) | models.Q(from_unit__in=own) | models.Q(to_unit__in=own))


@reads_as_kept("from_unit", "to_unit", "added_by")
class FunctionTransfer(StoredFile):
    """职能划转文件: one document that moved one function from a unit to another, with the file itself."""

    folder, kept_with = "reviews", "review_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(TierReview, on_delete=models.PROTECT, related_name="transfers")
    document_number = models.CharField(_("文号"), max_length=100)
    document_date = models.DateField(_("日期"))
    function = models.CharField(_("职能"), max_length=200)
    from_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("划出单位"))
    to_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("划入单位"))
    words = kept_words()

    objects = FunctionTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("职能划转文件")
        triggers = [keeping(from_unit=UNIT, to_unit=UNIT, added_by=USER)]
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "document_number", "function"],
                condition=models.Q(retracted_at__isnull=True),
                name="transfer_once_per_review",
                violation_error_message=_("这份文件的这项职能已经提交过"),
                violation_error_code="evidence_duplicate",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_unit=models.F("to_unit")), name="transfer_between_two_units"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_number} {self.function}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, user: "User") -> Self:
        """All of the reviews of one's own; of those in which one's unit is only asked, its own word."""
        rows = self.filter(review__in=TierReview.objects.visible_to(user))
        if user.unit_ids is None:
            return rows
        own = user.managed_unit_ids or ()
        return rows.filter(models.Q(review__unit__in=own) | models.Q(unit__in=own))


@reads_as_kept("unit", "recorded_by")
class Consultation(models.Model):
    """走访对接: what a related unit said. `covers`, that it takes the function around the clock, only it can say itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(TierReview, on_delete=models.PROTECT, related_name="consultations")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("走访单位"))
    consulted_at = models.DateTimeField(_("走访时间"))
    person_name = models.CharField(_("走访对象"), max_length=100)
    opinion = models.CharField(_("意见"), max_length=1000)
    covers = models.BooleanField(_("24 小时承接"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    words = kept_words()

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("走访意见")
        triggers = [keeping(unit=UNIT, recorded_by=USER)]
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["review", "recorded_at"], name="consultation_by_review")]

    def __str__(self) -> str:
        return f"{self.unit} {self.person_name}"


@reads_as_kept("opened_by", "closed_by")
class DeliberationRound(models.Model):
    """论证轮次: numbered from 1; one at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(TierReview, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("轮次"))
    question = models.CharField(_("问题"), max_length=1000)
    finding = models.CharField(_("结论"), max_length=1000, blank=True)
    open_points = models.CharField(_("待解决事项"), max_length=1000, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    words = kept_words()

    class Meta:
        verbose_name = _("论证轮次")
        triggers = [keeping(opened_by=USER, closed_by=USER)]
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="round_numbered_once"),
            models.UniqueConstraint(
                fields=["review"],
                condition=models.Q(closed_at__isnull=True),
                name="round_one_at_a_time",
                violation_error_message=_("上一轮论证尚未结束"),
                violation_error_code="round_open",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(finding=""), name="round_closed_with_finding"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} {self.number}"

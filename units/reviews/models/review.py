import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.enums import Stage
from units.labels import STAGE_LABELS, TIER_LABELS
from units.reviews.rules.stages import ASKED, ENDED, IN_HAND
from units.rows.keeping import UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.counties.models.user import User


class TierReviewQuerySet(models.QuerySet["TierReview"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office; for a leader the own unit's, and those in which the unit is asked."""
        reviews = self.filter(county_id=user.county_id)
        if user.is_county_office and user.unit_ids is None:
            return reviews
        units = user.managed_unit_ids or ()
        named = models.Q(transfers__from_unit__in=units) | models.Q(transfers__to_unit__in=units)
        asked = self.model.objects.filter(named, transfers__retracted_at__isnull=True, stage__in=ASKED)
        return reviews.filter(models.Q(unit__in=units) | models.Q(pk__in=asked.values("pk")))

    def open(self) -> Self:
        """Not ended: being worked on, or decided and waiting for its date."""
        return self.exclude(stage__in=ENDED)

    def in_hand(self) -> Self:
        return self.filter(stage__in=IN_HAND)


@reads_as_kept("unit", "applicant", "decided_by")
class TierReview(models.Model):
    """类别调整: one application, from its reason to its effect. Functions count; there is no field for rank or seniority."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="reviews")
    current_tier = models.CharField(_("现行类别"), max_length=32)
    wanted_tier = models.CharField(_("拟调类别"), max_length=32)
    reason = models.CharField(_("申请理由"), max_length=1000)
    by_office = models.BooleanField(_("两办启动"), default=False)
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stage = models.CharField(_("环节"), max_length=16, choices=list(STAGE_LABELS.items()), default=Stage.SUBMITTED)
    stage_since = models.DateTimeField()
    step_due_at = models.DateTimeField(_("办理期限"), null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    document_number = models.CharField(_("决定文号"), max_length=100, blank=True)
    decision_reason = models.CharField(_("决定理由"), max_length=1000, blank=True)
    effective_date = models.DateField(_("生效日期"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("撤回理由"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)
    words = kept_words()

    objects = TierReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("类别调整")
        triggers = [keeping(unit=UNIT, applicant=USER, decided_by=USER), *TOUCHED, *moving()]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=~models.Q(stage__in=ENDED),
                name="review_one_open_per_unit",
                violation_error_message=_("该单位已有一件类别调整在办"),
                violation_error_code="review_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(current_tier=models.F("wanted_tier")), name="review_wants_another_tier"
            ),
            models.CheckConstraint(
                condition=~models.Q(stage__in=[Stage.DECIDED, Stage.EFFECTIVE])
                | (models.Q(effective_date__isnull=False) & ~models.Q(document_number="")),
                name="review_decided_with_date_and_number",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "-created_at"], name="review_by_county"),
            models.Index(fields=["unit", "-created_at"], name="review_by_unit"),
            models.Index(fields=["step_due_at"], condition=models.Q(stage__in=IN_HAND), name="review_step_due"),
            models.Index(
                fields=["effective_date"], condition=models.Q(stage=Stage.DECIDED), name="review_takes_effect"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {TIER_LABELS[self.current_tier]} → {TIER_LABELS[self.wanted_tier]}"

    @property
    def is_in_hand(self) -> bool:
        return self.stage in IN_HAND

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.enums import SuggestionState
from units.labels import CAUSE_LABELS, SUGGESTION_STATE_LABELS
from units.rows.keeping import UNIT, USER, keeping, kept_words, reads_as_kept

if TYPE_CHECKING:
    from units.counties.models.user import User


class ReviewSuggestionQuerySet(models.QuerySet["ReviewSuggestion"]):
    def visible_to(self, user: "User") -> Self:
        """The office decides about them; nobody else sees any."""
        if not user.is_county_office:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        return rows if user.unit_ids is None else rows.filter(unit__in=user.unit_ids)

    def open(self) -> Self:
        return self.filter(state=SuggestionState.OPEN)


@reads_as_kept("unit", "settled_by")
class ReviewSuggestion(models.Model):
    """筛查建议: facts diverge from a unit's tier. At most one open per unit and cause; the same facts are never said twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(_("缘由"), max_length=16, choices=list(CAUSE_LABELS.items()))
    tier = models.CharField(_("现行类别"), max_length=32)
    wanted_tier = models.CharField(_("建议类别"), max_length=32, blank=True)
    since = models.DateField()
    figures = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=list(SUGGESTION_STATE_LABELS.items()), default=SuggestionState.OPEN)
    reason = models.CharField(_("不采纳理由"), max_length=500, blank=True)
    review = models.ForeignKey("units.TierReview", on_delete=models.PROTECT, null=True, related_name="suggestions")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    words = kept_words()

    objects = ReviewSuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("筛查建议")
        triggers = [keeping(unit=UNIT, settled_by=USER)]
        constraints = [
            models.UniqueConstraint(fields=["unit", "cause", "fingerprint"], name="suggestion_once_per_facts"),
            models.UniqueConstraint(
                fields=["unit", "cause"],
                condition=models.Q(state=SuggestionState.OPEN),
                name="suggestion_one_open_per_cause",
            ),
        ]
        indexes = [models.Index(fields=["county", "state", "-found_at"], name="suggestion_by_county")]

    def __str__(self) -> str:
        return self.unit.name


class ScreeningNight(models.Model):
    """A county is screened once per night, however often the tick comes."""

    county = models.ForeignKey("units.County", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    found = models.PositiveIntegerField(default=0)
    ran_at = models.DateTimeField()

    class Meta:
        verbose_name = _("夜间筛查")
        constraints = [models.UniqueConstraint(fields=["county", "day"], name="screening_once_per_night")]

    def __str__(self) -> str:
        return f"{self.county} {self.day}"

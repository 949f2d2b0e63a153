import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.rows.keeping import USER, keeping, kept_words, reads_as_kept

if TYPE_CHECKING:
    from units.models import User

MOST = 1000


def _per_month(label: object) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(label, validators=[MaxValueValidator(MOST)])  # type: ignore[arg-type]


class BurdenBudgetQuerySet(models.QuerySet["BurdenBudget"]):
    def visible_to(self, user: "User") -> Self:
        """A promise to everybody of the county."""
        return self.filter(county_id=user.county_id)


@reads_as_kept("published_by")
class BurdenBudget(models.Model):
    """What the county promises to ask at most, per person in duty and month. Each publication is a row of its own; the
    latest holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    messages = _per_month(_("消息（条）"))
    taps = _per_month(_("点按（次）"))
    fields = _per_month(_("填报（项）"))
    checks = _per_month(_("查岗（次）"))
    nights = _per_month(_("夜间打扰（夜）"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("公布时间"))
    words = kept_words()

    objects = BurdenBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("减负预算")
        triggers = [keeping(published_by=USER)]
        indexes = [models.Index(fields=["county", "-published_at"], name="burden_budget_latest")]

    def __str__(self) -> str:
        return str(self.published_at.date())

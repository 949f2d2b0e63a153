import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.labels import RANK_LABELS


class Grade(models.Model):
    """职级对照: a grade this county writes besides the usual ones, or ranks otherwise (`units.spelling.grades`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="grades")
    name = models.CharField(_("职级写法"), max_length=40)
    # The spelling that is compared: one entry for all of them.
    key = models.CharField(max_length=40, editable=False)
    rank = models.PositiveSmallIntegerField(_("归入"), choices=list(RANK_LABELS.items()))

    class Meta:
        verbose_name = _("职级对照")
        constraints = [models.UniqueConstraint(fields=["county", "key"], name="grade_once_per_county")]

    def __str__(self) -> str:
        return self.name

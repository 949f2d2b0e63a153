from django.db import models
from django.utils.translation import gettext_lazy as _


class CountyVersion(models.Model):
    """A part of a county's version, which is the sum of `moved` over its rows; `units_move` counts up one that nobody
    holds and adds a row when all are held (units/rows/moving.py). Never counted down, never deleted."""

    county_id = models.UUIDField(db_index=True)
    moved = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("县数据版本")

    def __str__(self) -> str:
        return f"{self.county_id} {self.moved}"

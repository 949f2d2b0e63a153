"""The scoping that rows of `alerts` share: a county, and the units a reader may see."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from units.models import User

Row = TypeVar("Row", bound=models.Model)


class UnitScopedQuerySet(models.QuerySet[Row]):
    """Rows with `county` and `unit`: the county's for the office, the unit's for its people, none for the auditor."""

    def visible_to(self, user: "User") -> Self:
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        return rows if user.unit_ids is None else rows.filter(unit_id__in=user.unit_ids)

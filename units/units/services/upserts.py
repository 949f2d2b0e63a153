"""A unit as another system keeps it: under its code, written again and again as it is there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import lock, write
from units.enums import Outcome
from units.errors import InvalidInput
from units.permissions import check_manage_county
from units.units.services.units import create_unit, update_unit


@write
def upsert_unit(
    *,
    county: County,
    code: str,
    values: Mapping[str, Any],
    by: User,
    tier: str = "",
    tier_from: date | None = None,
    reason: str = "",
) -> tuple[Unit, Outcome]:
    """What is already so writes nothing. `tier` and `tier_from` are what a new unit begins with; of one that stands they say
    nothing, for its tier changes by a review.

    Raises NotAllowed, InvalidInput `tier_wanted` and those of adding and changing a unit.
    """
    check_manage_county(by, county)
    lock(f"units:{county.pk}")
    unit = Unit.objects.filter(county=county, code=code).select_related("county", "parent").first()
    if unit is None:
        if not tier or tier_from is None:
            said = _("新单位须写明值守类别和生效日期")
            raise InvalidInput("tier_wanted", said, field="tier_from" if tier else "tier")
        made = create_unit(
            county=county, code=code, values=values, tier=tier, tier_from=tier_from, by=by, reason=reason
        )
        return made, Outcome.CREATED
    changes = {name: value for name, value in values.items() if getattr(unit, name) != value}
    if not changes:
        return unit, Outcome.UNCHANGED
    return update_unit(unit=unit, changes=changes, by=by, reason=reason), Outcome.CHANGED

"""Adding and changing units."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from units.audit import services as audit
from units.consequences import Scope, watched
from units.counties.models.county import County
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.user import User
from units.db import lock, write
from units.permissions import check_manage_county
from units.plausible import check_day
from units.units.services.tiers import YEARS_AHEAD, YEARS_BACK

AUDITED = (
    "code",
    "name",
    "short_name",
    "protocol_order",
    "duty_phone",
    "fax",
    "address",
    "latitude",
    "longitude",
    "is_active",
)


@write
def create_unit(
    *,
    county: County,
    code: str,
    values: Mapping[str, Any],
    tier: str,
    tier_from: date,
    by: User | None,
    reason: str = "",
) -> Unit:
    """A unit with the first entry of its tier history. `values` are checked fields of Unit."""
    check_manage_county(by, county)
    check_day(tier_from, field="tier_from", today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)
    unit = Unit.objects.create(county=county, code=code, **values)
    UnitTier.objects.create(unit=unit, tier=tier, valid=DateRange(tier_from, None), reason=reason)
    after = {**audit.snapshot(unit, AUDITED), "tier": tier, "tier_from": str(tier_from)}
    audit.record(by=by, action="unit.created", row=unit, county=county, unit=unit, after=after, reason=reason)
    return unit


@write
def update_unit(*, unit: Unit, changes: Mapping[str, Any], by: User | None, reason: str = "") -> Unit:
    """Sets the given fields; the tier has its own service. What a closed unit still owes is announced."""
    check_manage_county(by, unit.county)
    lock(unit)
    unit.refresh_from_db()
    before = audit.snapshot(unit, changes)
    for name, value in changes.items():
        setattr(unit, name, value)
    with watched(Scope(unit.county_id, unit_ids=frozenset({unit.pk})), by=by):
        unit.save(update_fields=list(changes))
    audit.record(
        by=by,
        action="unit.changed",
        row=unit,
        county=unit.county_id,
        unit=unit,
        before=before,
        after=audit.snapshot(unit, changes),
        reason=reason,
    )
    return unit


@write
def set_lead_office(*, county: County, unit: Unit, by: User | None, reason: str = "") -> County:
    """The unit that rosters the county leaders from the next opened period on."""
    check_manage_county(by, county)
    lock(county)
    county.refresh_from_db()
    before = {"lead_office": county.lead_office.code if county.lead_office else None}
    county.lead_office = unit
    county.save(update_fields=["lead_office"])
    audit.record(
        by=by,
        action="county.lead_office_set",
        row=county,
        county=county,
        before=before,
        after={"lead_office": unit.code},
        reason=reason,
    )
    return county

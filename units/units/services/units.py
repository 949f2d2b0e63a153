"""Adding and changing units."""

from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.consequences import Scope, watched
from units.counties.models.county import County
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.user import User
from units.db import lock, write
from units.enums import Tier
from units.errors import InvalidInput, RuleViolation
from units.labels import TIER_LABELS
from units.people.rules import ORDER_STEP
from units.permissions import check_manage_county
from units.plausible import check_day
from units.spelling.pinyin import initials
from units.units.services.tiers import YEARS_AHEAD, YEARS_BACK

# Addresses of pages stand where the code of a unit does.
RESERVED_CODES = frozenset({"new", "order", "first-tiers"})
LONGEST_STEM = 28
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
    "parent",
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
    """A unit with the first entry of its tier history. `values` are checked fields of Unit.

    Without `code` it is the first letters of the name's pinyin, with a number where that is taken; without
    `protocol_order` it follows the last one. It takes part in duty from the next period on that is opened.
    Raises NotAllowed, InvalidInput `unit_code_taken`, `unit_name_taken`, `unknown_tier`, those of `parent` and for days nobody
    means.
    """
    check_manage_county(by, county)
    check_day(tier_from, field="tier_from", today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)
    if tier not in TIER_LABELS:
        raise InvalidInput("unknown_tier", _("没有这一值守类别"), field="tier")
    lock(f"units:{county.pk}")
    values = {**values, "protocol_order": _place(county, values.get("protocol_order"))}
    code = code or proposed_code(county, values["name"])
    _check_names(county, {**values, "code": code})
    _check_parent(county, values.get("parent"))
    unit = Unit.objects.create(county=county, code=code, **values)
    UnitTier.objects.create(unit=unit, tier=tier, valid=DateRange(tier_from, None), reason=reason)
    after = {**audit.snapshot(unit, AUDITED), "tier": tier, "tier_from": str(tier_from)}
    audit.record(by=by, action="unit.created", row=unit, county=county, unit=unit, after=after, reason=reason)
    return unit


@write
def update_unit(*, unit: Unit, changes: Mapping[str, Any], by: User | None, reason: str = "") -> Unit:
    """Sets the given fields; the tier has its own service, and so has its end. What a closed unit still owes is announced.

    Raises NotAllowed, InvalidInput `unit_name_taken` and those of `parent`.
    """
    check_manage_county(by, unit.county)
    lock(unit, f"units:{unit.county_id}")
    unit.refresh_from_db()
    _check_names(unit.county, changes, but=unit)
    if unit.parent_id != getattr(changes.get("parent"), "pk", None):
        _check_parent(unit.county, changes.get("parent"), but=unit)
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


def proposed_code(county: County, name: str) -> str:
    """`应急管理局` → `yjglj`, `yjglj2` where another unit has that. One query."""
    stem = initials(name)[:LONGEST_STEM].strip("-_") or "unit"
    taken = set(Unit.objects.filter(county=county, code__startswith=stem).values_list("code", flat=True))
    taken |= RESERVED_CODES
    numbered = (f"{stem}{number}" for number in count(2))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)


def _place(county: County, place: int | None) -> int:
    if place is not None:
        return place
    last: int | None = Unit.objects.filter(county=county).aggregate(last=Max("protocol_order"))["last"]
    return (last or 0) + ORDER_STEP


def _check_names(county: County, values: Mapping[str, Any], but: Unit | None = None) -> None:
    """Two units of one name can't be told apart on paper. What stays as it is isn't asked again."""
    others = Unit.objects.filter(county=county)
    others = others.exclude(pk=but.pk) if but else others
    code, name = values.get("code"), values.get("name")
    if code in RESERVED_CODES or (code and others.filter(code=code).exists()):
        raise InvalidInput("unit_code_taken", _now("代码 %(code)s 已被占用，请另取一个") % {"code": code}, field="code")
    if name and (but is None or but.name != name) and others.filter(name=name).exists():
        raise InvalidInput("unit_name_taken", _now("已有名为“%(name)s”的单位") % {"name": name}, field="name")


def _check_parent(county: County, parent: Unit | None, but: Unit | None = None) -> None:
    """Of the same county, in use, and nothing below what is below itself. Two queries where there is one.

    Raises InvalidInput `unknown_parent`, `parent_is_below`, `has_units_below`.
    """
    if parent is None:
        return
    above = Unit.objects.filter(county=county, pk=parent.pk).active().first()
    if above is None or above.closed_from is not None or (but is not None and above.pk == but.pk):
        raise InvalidInput("unknown_parent", _("上级单位须是本县在用的另一个单位"), field="parent")
    if above.parent_id is not None:
        sentence = _now("%(name)s自己有上级单位，不能再有下级单位") % {"name": above.name}
        raise InvalidInput("parent_is_below", sentence, field="parent")
    if but is not None and but.below.exists():
        sentence = _now("%(name)s有下级单位，不能再列入其他单位之下") % {"name": but.name}
        raise InvalidInput("has_units_below", sentence, field="parent")


@write
def set_lead_office(*, county: County, unit: Unit, by: User | None, reason: str = "") -> County:
    """The unit that rosters the county leaders from the next opened period on. Raises RuleViolation `lead_office_not_hub`."""
    check_manage_county(by, county)
    lock(county)
    if unit.tiers.order_by("-valid").values_list("tier", flat=True).first() != Tier.HUB:
        raise RuleViolation("lead_office_not_hub", _("牵头办公室须是中枢统筹类单位"))
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

"""A unit's tier from a day on."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.consequences import Scope, watched
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.user import User
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.labels import TIER_LABELS
from units.permissions import check_manage_county
from units.plausible import check_day
from units.signals import tier_changed, tier_entered
from units.spelling.years import TIER

YEARS_BACK, YEARS_AHEAD = TIER


@write
def set_tier(
    *, unit: Unit, tier: str, effective_from: date, by: User | None, reason: str = "", document_number: str = ""
) -> UnitTier:
    """Closes the tier in force and opens `tier` on `effective_from`.

    Raises NotAllowed for anybody but the county's office, RuleViolation `tier_in_past` when a later or equal entry already exists, `tier_unchanged` when it is the same.
    """
    check_manage_county(by, unit.county)
    check_day(effective_from, field="effective_from", today=timezone.localdate(), back=YEARS_BACK, ahead=YEARS_AHEAD)
    previous = unit.tier_on(effective_from)
    new = enter_tier(
        unit=unit, tier=tier, effective_from=effective_from, by=by, reason=reason, document_number=document_number
    )
    tier_changed.send(
        sender=Unit,
        unit=unit,
        tier=tier,
        previous=previous,
        effective_date=effective_from,
        document_number=document_number,
        now=timezone.now(),
    )
    return new


@write
def enter_tier(
    *, unit: Unit, tier: str, effective_from: date, by: User | None, reason: str, document_number: str
) -> UnitTier:
    """The entry itself, for services that have asked who may: `set_tier` and the decision of a review.

    Raises InvalidInput `unknown_tier` for one that neither ships nor stands in a policy.
    """
    if tier not in TIER_LABELS:
        raise InvalidInput("unknown_tier", _("没有这一值守类别"), field="tier")
    lock(unit)
    last = unit.tiers.order_by("-valid").first()
    if last is not None:
        _refuse_rewriting(last, tier, effective_from)
    new = UnitTier(
        unit=unit, tier=tier, valid=DateRange(effective_from, None), reason=reason, document_number=document_number
    )
    with watched(Scope(unit.county_id, unit_ids=frozenset({unit.pk})), by=by):
        if last is not None:
            last.valid = DateRange(last.valid.lower, effective_from)
            last.save(update_fields=["valid"])
        new.save()
    audit.record(
        by=by,
        action="unit.tier_changed",
        row=unit,
        county=unit.county_id,
        unit=unit,
        before={"tier": last.tier if last else None},
        after={"tier": tier, "effective_from": str(effective_from)},
        reason=reason,
    )
    tier_entered.send(sender=Unit, unit=unit, tier=tier, effective_date=effective_from, by=by, now=timezone.now())
    return new


def _refuse_rewriting(last: UnitTier, tier: str, effective_from: date) -> None:
    if effective_from <= last.valid.lower:
        raise RuleViolation("tier_in_past", _("类别沿革只能向后续写，不能改写已有记录"))
    if last.tier == tier:
        raise RuleViolation("tier_unchanged", _("该单位已是这一类别"))

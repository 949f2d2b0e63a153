"""First tiers decided for many units at once: the first entry of each history, with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.consequences import Scope, watched
from units.counties.models.county import County
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.user import User
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.first_tiers.queries import Row, sheet_of
from units.labels import TIER_LABELS
from units.permissions import check_manage_county
from units.plausible import check_day
from units.signals import tier_changed, tier_entered
from units.spelling.years import TIER

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """By the unit's code."""

    code: str
    tier: str
    reason: str


@write
def decide_first_tiers(
    *, county: County, decisions: Iterable[Decision], effective_from: date, by: User
) -> list[UnitTier]:
    """Writes the first entry of each unit's history, from `effective_from` on; an entry that stood there before anybody
    decided is replaced and keeps its date, as long as nothing rests on it. Units that aren't named stay open.

    Raises NotAllowed for anybody but the county's office, InvalidInput for an unknown unit or tier, no reason or nothing
    to decide, RuleViolation `tier_needs_review` where something rests on the tier: then a review is the way.
    """
    check_manage_county(by, county)
    check_day(effective_from, field="effective_from", today=timezone.localdate(), back=TIER[0], ahead=TIER[1])
    wanted = list(decisions)
    if not wanted:
        raise InvalidInput("nothing_decided", _("没有选定任何单位的类别"))
    lock(f"first-tiers:{county.pk}", *Unit.objects.filter(county=county, code__in=[one.code for one in wanted]))
    now = timezone.now()
    rows = {row.unit.code: row for row in sheet_of(county, now)}
    for one in wanted:
        _check(one, rows.get(one.code))
    units = frozenset(rows[one.code].unit.pk for one in wanted)
    with watched(Scope(county.pk, unit_ids=units), by=by, now=now):
        entries = [_enter(rows[one.code], one, effective_from, now) for one in wanted]
    for one, entry in zip(wanted, entries, strict=True):
        _announce(rows[one.code], entry, by, now)
    return entries


def _check(one: Decision, row: Row | None) -> None:
    if row is None:
        raise InvalidInput("unknown_unit", _("没有这个单位：%(code)s") % {"code": one.code}, field=f"tier-{one.code}")
    if one.tier not in TIER_LABELS:
        raise InvalidInput("unknown_tier", _("没有这一值守类别"), field=f"tier-{one.code}")
    words = {"unit": row.unit.name}
    if row.bar:
        words["why"] = row.bar_text
        raise RuleViolation("tier_needs_review", _("%(unit)s：%(why)s") % words, {"unit": one.code})
    if not one.reason.strip():
        raise InvalidInput("required", _("请写明%(unit)s的理由") % words, field=f"reason-{one.code}")
    if len(one.reason) > LONGEST_REASON:
        raise InvalidInput("too_long", _("%(unit)s的理由太长，最多 500 字") % words, field=f"reason-{one.code}")


def _enter(row: Row, one: Decision, effective_from: date, now: datetime) -> UnitTier:
    entry = row.entry or UnitTier(unit=row.unit, valid=DateRange(effective_from, None))
    entry.tier, entry.reason, entry.decided_at = one.tier, one.reason.strip(), now
    entry.save()
    return entry


def _announce(row: Row, entry: UnitTier, by: User, now: datetime) -> None:
    begins = entry.valid.lower
    previous = row.tally.tier
    audit.record(
        by=by,
        action="unit.first_tier_decided",
        row=row.unit,
        county=row.unit.county_id,
        unit=row.unit,
        before={"tier": previous},
        after={"tier": entry.tier, "effective_from": str(begins)},
        reason=entry.reason,
        now=now,
    )
    if entry.tier != previous:
        tier_entered.send(sender=Unit, unit=row.unit, tier=entry.tier, effective_date=begins, by=by, now=now)
        tier_changed.send(
            sender=Unit,
            unit=row.unit,
            tier=entry.tier,
            previous=previous,
            effective_date=begins,
            document_number="",
            now=now,
        )

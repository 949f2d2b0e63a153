"""Nightly screening of a whole county in one batch: suggestions where facts diverge from a tier (domain §6)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _now

from units import facts
from units.audit import services as audit
from units.counties.models.county import County
from units.counties.models.settings import CountySettings
from units.counties.models.unit import Unit
from units.db import lock, write
from units.enums import SuggestionState
from units.reviews.models.review import TierReview
from units.reviews.models.suggestion import ReviewSuggestion, ScreeningNight
from units.reviews.rules.screening import CALL_OUT, HOLIDAY, INCIDENT, MISSED, Finding, Seen, Thresholds, findings

LOOKED_AT = frozenset({HOLIDAY, INCIDENT, CALL_OUT, MISSED})


def screen_tonight(*, now: datetime) -> int:
    """Every county that hasn't been screened since the hour of the settings. Returns how many suggestions are new."""
    local = timezone.localtime(now)
    if local.hour < settings.SCREENING_HOUR:
        return 0
    done = ScreeningNight.objects.filter(day=local.date()).values("county")
    return sum(_screen_once(county=county, now=now) for county in County.objects.exclude(pk__in=done))


@write
def _screen_once(*, county: County, now: datetime) -> int:
    """Night and suggestions stand or fall together."""
    lock(f"screening:{county.pk}")
    day = timezone.localdate(now)
    if ScreeningNight.objects.filter(county=county, day=day).exists():
        return 0
    new = screen_county(county=county, now=now)
    ScreeningNight.objects.create(county=county, day=day, found=len(new), ran_at=now)
    return len(new)


@write
def screen_county(*, county: County, now: datetime) -> list[ReviewSuggestion]:
    """Suggestions that are new; an open one of the same cause gets the figures of today. Units under review are left
    alone. As many queries as the sources of facts take, and a handful."""
    rules = CountySettings.of(county.pk)
    limits = Thresholds(
        quiet_holidays=rules.screening_quiet_holidays,
        missed=rules.screening_missed,
        routine_call_outs=rules.screening_call_outs,
        window_days=rules.screening_window_days,
    )
    today = timezone.localdate(now)
    busy = TierReview.objects.filter(county=county).open().values("unit")
    units = list(Unit.objects.filter(county=county).active().exclude(pk__in=busy).with_tier_on(today))
    known = list(ReviewSuggestion.objects.filter(unit__in=units))
    found = list(_found(units, limits, now))
    return _write(county, units, known, found, now)


def _found(units: Iterable[Unit], limits: Thresholds, now: datetime) -> Iterator[tuple[Unit, Finding]]:
    units = list(units)
    seen = facts.collect([unit.pk for unit in units], now - timedelta(days=limits.window_days), now)
    for unit in units:
        tier: str | None = unit.tier  # type: ignore[attr-defined]  # annotated by with_tier_on
        if tier is not None:
            for finding in findings(
                tier, [_seen(one) for one in seen.get(unit.pk, ()) if one.kind in LOOKED_AT], limits
            ):
                yield unit, finding


def _seen(fact: facts.Fact) -> Seen:
    return Seen(fact.kind, timezone.localtime(fact.at), fact.path)


def _write(
    county: County, units: list[Unit], known: list[ReviewSuggestion], found: list[tuple[Unit, Finding]], now: datetime
) -> list[ReviewSuggestion]:
    said = {(row.unit_id, row.cause, row.fingerprint) for row in known}
    still_open = {(row.unit_id, row.cause): row for row in known if row.state == SuggestionState.OPEN}
    fresh, changed = [], []
    for unit, finding in found:
        row = still_open.pop((unit.pk, str(finding.cause)), None)
        if (unit.pk, finding.cause, finding.fingerprint) in said:
            continue
        if row is None:
            fresh.append(ReviewSuggestion(county=county, unit=unit, **_values(unit, finding, now)))
        else:
            for name, value in _values(unit, finding, now).items():
                setattr(row, name, value)
            changed.append(row)
    _drop(still_open, now)
    ReviewSuggestion.objects.bulk_update(changed, ["tier", "wanted_tier", "since", "figures", "fingerprint"])
    ReviewSuggestion.objects.bulk_create(fresh)
    audit.record_many(_event(row, "suggestion.found", now) for row in fresh)
    return fresh


def _values(unit: Unit, finding: Finding, now: datetime) -> dict[str, Any]:
    return {
        "cause": str(finding.cause),
        "tier": unit.tier,  # type: ignore[attr-defined]  # annotated by with_tier_on
        "wanted_tier": finding.wanted or "",
        "since": finding.since,
        "figures": dict(finding.figures),
        "fingerprint": finding.fingerprint,
        "found_at": now,
    }


def _drop(no_longer: Mapping[tuple[UUID, str], ReviewSuggestion], now: datetime) -> None:
    """Open ones whose facts don't hold any more, because something has happened since."""
    rows = list(no_longer.values())
    for row in rows:
        row.state, row.reason, row.settled_at = SuggestionState.DISMISSED, _now("事实已变化，建议不再成立"), now
    ReviewSuggestion.objects.bulk_update(rows, ["state", "reason", "settled_at"])
    audit.record_many(_event(row, "suggestion.lapsed", now) for row in rows)


def _event(row: ReviewSuggestion, action: str, now: datetime) -> Any:
    after = {"cause": row.cause, **row.figures}
    return audit.event(by=None, action=action, row=row, county=row.county_id, unit=row.unit_id, after=after, now=now)

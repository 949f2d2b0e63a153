"""Screening 筛查: where facts diverge from the tier a review is suggested. Facts and figures only; a person decides."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from units.enums import Cause, Tier

# Codes of the facts that are looked at; whoever brings them registers them in units/facts.py.
HOLIDAY, INCIDENT, CALL_OUT, MISSED = "holiday_served", "incident", "call_out", "missed"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Local settings (L). `quiet_holidays` in a row; the others within `window_days` before the night."""

    quiet_holidays: int = 12
    missed: int = 2
    routine_call_outs: int = 3
    window_days: int = 1100


@dataclass(frozen=True, slots=True)
class Seen:
    """One fact: what, when, and what tells it from another of the same moment."""

    kind: str
    at: datetime
    path: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`wanted` is the tier the facts point to; None = a person has to say. `basis` are the facts it rests on."""

    cause: Cause
    wanted: Tier | None
    since: date
    figures: Mapping[str, int]
    basis: tuple[Seen, ...] = field(repr=False, default=())

    @property
    def fingerprint(self) -> str:
        """The same for the same facts, whichever night they are looked at."""
        facts = sorted([one.kind, one.at.isoformat(), one.path] for one in self.basis)
        return hashlib.sha256(json.dumps([self.cause, facts]).encode()).hexdigest()


def findings(tier: str, facts: Sequence[Seen], limits: Thresholds) -> Iterator[Finding]:
    """At most one per cause. `facts` of one unit, in order of time, within the window; times by the county's clock."""
    by_kind = {kind: [one for one in facts if one.kind == kind] for kind in (HOLIDAY, INCIDENT, CALL_OUT, MISSED)}
    if tier == Tier.EMERGENCY_RESPONSE:
        yield from _quiet(by_kind, limits)
    yield from _missed(by_kind, limits)
    if tier == Tier.ROUTINE_SUPPORT:
        yield from _called_out(by_kind, limits)


def _quiet(by_kind: Mapping[str, list[Seen]], limits: Thresholds) -> Iterator[Finding]:
    """The last N holidays served, and since the first of them nothing happened."""
    holidays = by_kind[HOLIDAY][-limits.quiet_holidays :]
    if limits.quiet_holidays < 1 or len(holidays) < limits.quiet_holidays:
        return
    since = holidays[0].at
    if any(one.at >= since for one in (*by_kind[INCIDENT], *by_kind[CALL_OUT])):
        return
    figures = {"holidays": len(holidays), "incidents": 0, "call_outs": 0}
    yield Finding(Cause.QUIET, Tier.ROUTINE_SUPPORT, since.date(), figures, tuple(holidays))


def _missed(by_kind: Mapping[str, list[Seen]], limits: Thresholds) -> Iterator[Finding]:
    missed = by_kind[MISSED]
    if missed and len(missed) >= limits.missed > 0:
        figures = {"missed": len(missed), "call_outs": len(by_kind[CALL_OUT])}
        yield Finding(Cause.MISSED, None, missed[0].at.date(), figures, tuple(missed))


def _called_out(by_kind: Mapping[str, list[Seen]], limits: Thresholds) -> Iterator[Finding]:
    calls = by_kind[CALL_OUT]
    if calls and len(calls) >= limits.routine_call_outs > 0:
        figures = {"call_outs": len(calls), "incidents": len(by_kind[INCIDENT])}
        yield Finding(Cause.CALLED_OUT, Tier.EMERGENCY_RESPONSE, calls[0].at.date(), figures, tuple(calls))

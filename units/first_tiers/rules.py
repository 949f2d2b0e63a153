"""Which tier a unit's past points to: by the one question whether it carries emergency tasks. A person decides."""

from dataclasses import dataclass
from enum import StrEnum

from units.enums import Tier


class Ground(StrEnum):
    """What a suggestion rests on."""

    LEADS_COUNTY = "leads_county"
    ALREADY_HUB = "already_hub"
    HOLIDAY_INCIDENTS = "holiday_incidents"
    CALLED_OUT = "called_out"
    FUNCTIONS = "functions"
    QUIET = "quiet"
    NO_RECORDS = "no_records"


class Bar(StrEnum):
    """Why a unit's first tier can't be decided here any more; the way is a review."""

    HISTORY = "history"
    REVIEWED = "reviewed"
    ON_DUTY = "on_duty"


@dataclass(frozen=True, slots=True)
class Tally:
    """A unit's past in figures. `has_records`: whether the county has any incident on record at all."""

    tier: str | None
    leads_county: bool
    has_records: bool
    incidents: int = 0
    on_holidays: int = 0
    call_outs: int = 0
    gained: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Threshold:
    """Local settings (L): so many emergencies on holidays, or call-outs, are a task that somebody has to be there for."""

    holiday_incidents: int = 1
    call_outs: int = 1


def suggestion(tally: Tally, threshold: Threshold) -> tuple[Tier | None, Ground]:
    """None where nothing is on record: without facts nothing is suggested."""
    if tally.leads_county:
        return Tier.HUB, Ground.LEADS_COUNTY
    # Coordinating is a function of the offices, which no list of incidents shows.
    if tally.tier == Tier.HUB:
        return Tier.HUB, Ground.ALREADY_HUB
    if tally.on_holidays >= threshold.holiday_incidents:
        return Tier.EMERGENCY_RESPONSE, Ground.HOLIDAY_INCIDENTS
    if tally.call_outs >= threshold.call_outs:
        return Tier.EMERGENCY_RESPONSE, Ground.CALLED_OUT
    if tally.gained > tally.lost:
        return Tier.EMERGENCY_RESPONSE, Ground.FUNCTIONS
    return (Tier.ROUTINE_SUPPORT, Ground.QUIET) if tally.has_records else (None, Ground.NO_RECORDS)


def bar(*, entries: int, has_review: bool, is_on_roster: bool) -> Bar | None:
    """None while the one entry of a history, or none at all, has nothing resting on it."""
    if entries > 1:
        return Bar.HISTORY
    if has_review:
        return Bar.REVIEWED
    return Bar.ON_DUTY if entries and is_on_roster else None

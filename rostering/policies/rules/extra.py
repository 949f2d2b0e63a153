"""增派: what somebody owes on a seat that an order adds beside the regular ones (domain §2)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from rostering.enums import ExtraKind, LeavingRule, PlaceLimit, Posture
from rostering.policies.rules.policy import Obligation, Phase, PostRule, clip, cut_phases, local_instant

# Local settings: a second line stays near its phone in the county town, a field team stays where it was sent.
BACKUP = Obligation(Posture.PHONE_STANDBY, PlaceLimit.COUNTY_TOWN, None, 30)
FIELD_TEAM = Obligation(Posture.ON_SITE, PlaceLimit.POST, LeavingRule.ONLY_WHEN_RELIEVED, 0)


def phases_of_extra(
    kind: str, rule: PostRule, day: date, start: datetime, end: datetime, zone: ZoneInfo
) -> tuple[Phase, ...]:
    """Partitions `[start, end)`, a part of duty day `day`. Further leaders and staff owe what the post owes at that hour."""
    if kind == ExtraKind.BACKUP:
        return (Phase(start, end, BACKUP),)
    if kind == ExtraKind.FIELD_TEAM:
        return (Phase(start, end, FIELD_TEAM),)
    begins = min(start, local_instant(day, rule.phases[0].starts_at, zone))
    return clip(cut_phases(rule, day, begins, end, zone), start, end)


def phases_by_policy(
    kind: str, rule: PostRule, day: date, start: datetime, end: datetime, zone: ZoneInfo
) -> tuple[Phase, ...]:
    """What a seat owes before any order raises it; `kind` "" is a regular one."""
    if kind:
        return phases_of_extra(kind, rule, day, start, end, zone)
    return cut_phases(rule, day, start, end, zone)


def is_raised(kind: str) -> bool:
    """Whether orders raise it: whoever stands in reserve is raised by being called in."""
    return kind != ExtraKind.BACKUP

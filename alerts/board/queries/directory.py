"""值班通讯录: every unit of the directory with its duty phone and who is on duty, tier by tier in protocol order."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from rostering.on_duty.queries.resolver import OnDuty, on_duty_at
from units.labels import TIER_LABELS
from units.models import Unit, User


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit with the holders of its posts at the instant; vacancies are left out, nobody can be called there."""

    unit: Unit
    holders: tuple[OnDuty, ...]


def duty_directory(user: User, now: datetime) -> list[tuple[str, list[Entry]]]:
    """(tier, entries). Mobiles only where the resolver gives them to this reader (domain §9). Two queries."""
    holders: dict[str, list[OnDuty]] = defaultdict(list)
    for row in on_duty_at(now, user=user):
        if row.person_id is not None:
            holders[row.unit_code].append(row)
    units = Unit.objects.in_directory_of(user).active().with_tier_on(timezone.localdate(now)).in_protocol_order()
    found: dict[str, list[Entry]] = defaultdict(list)
    for unit in units:
        found[vars(unit)["tier"] or ""].append(Entry(unit, tuple(holders[unit.code])))
    return sorted(found.items(), key=lambda one: TIER_LABELS.position(one[0]))

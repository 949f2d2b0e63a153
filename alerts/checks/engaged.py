"""What the subjects above tell of a check: who is being called out, how often others have checked, which days are quiet."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from uuid import UUID

from units.hooks import Hook

# Of these people, those who are sent for. One query.
CALLED: Hook[Callable[[Collection[UUID]], set[UUID]]] = Hook("who is being called out")

# How often others have checked, of (unit, period).
OTHERS: Hook[Callable[[Collection[tuple[UUID, UUID]]], Mapping[tuple[UUID, UUID], int]]] = Hook("checks of others")
# Whether nobody of the county is checked on a day.
QUIET_DAYS: Hook[Callable[[UUID, date], bool]] = Hook("days without checks")


def called_of(person_ids: Collection[UUID]) -> set[UUID]:
    """Those of them who are being called out, by whatever call-out that isn't a drill."""
    return {pk for called in CALLED for pk in called(person_ids)}


def by_others(pairs: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], int]:
    """Of each (unit, period), how often somebody else has checked the unit in it."""
    told = [others(pairs) for others in OTHERS]
    return {pair: sum(one.get(pair, 0) for one in told) for pair in pairs}


def is_quiet_day(county_id: UUID, day: date) -> bool:
    return any(is_quiet(county_id, day) for is_quiet in QUIET_DAYS)

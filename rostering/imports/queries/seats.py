"""Seats of the days and units that a sheet speaks of, and the calendar of days that have none."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from rostering.enums import PeriodState
from rostering.imports.rules.placing import COUNTY_LEADER, LEADER, STAFF, SeatAt
from rostering.labels import is_county_wide, is_leading
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import local_instant
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from units.models import County, User


@dataclass(frozen=True, slots=True)
class Held:
    """A seat as it is stored, for comparing and for writing."""

    at: SeatAt
    assignment: Assignment

    @property
    def state(self) -> str:
        return self.assignment.shift.period.state


@dataclass(slots=True)
class Seats:
    """By unit and day; `county` holds those that are staffed once for the county, by day."""

    of_units: Mapping[tuple[UUID, date], list[Held]]
    of_county: Mapping[date, list[Held]]
    by_key: Mapping[UUID, Held]

    def on(self, unit_id: UUID | None, day: date, role: str) -> list[Held]:
        if role == COUNTY_LEADER:
            return self.of_county.get(day, [])
        return self.of_units.get((unit_id, day), []) if unit_id else []


def seats_on(county: County, days: Collection[date], period_id: UUID | None) -> Seats:
    """Of opened periods; where two have the day, of the chosen one, else of the later made. One query and the phases' none."""
    rows = Assignment.objects.active().filter(
        shift__period__county=county, shift__day__in=days, shift__is_released=False
    )
    rows = rows.exclude(shift__period__state=PeriodState.DRAFT)
    if period_id is not None:
        rows = rows.filter(shift__period=period_id)
    rows = rows.select_related(
        "shift__roster", "shift__unit", "shift__period__county", "shift__period__policy", "person"
    )
    of_units: dict[tuple[UUID, date], list[Held]] = defaultdict(list)
    of_county: dict[date, list[Held]] = defaultdict(list)
    for row in _of_one_period(
        list(rows.prefetch_related("shift__phases").order_by("shift__post_order", "shift__seat", "start"))
    ):
        held = Held(_seat(row), row)
        if held.at.role == COUNTY_LEADER:
            of_county[row.shift.day].append(held)
        else:
            of_units[row.shift.unit_id, row.shift.day].append(held)
    every = [*of_units.values(), *of_county.values()]
    return Seats(of_units, of_county, {held.assignment.pk: held for group in every for held in group})


def _of_one_period(rows: list[Assignment]) -> list[Assignment]:
    latest: dict[tuple[UUID, date], tuple[Any, UUID]] = {}
    for row in rows:
        shift = row.shift
        made = (shift.period.created_at, shift.period_id)
        latest[shift.unit_id, shift.day] = max(latest.get((shift.unit_id, shift.day), made), made)
    return [row for row in rows if latest[row.shift.unit_id, row.shift.day][1] == row.shift.period_id]


def _seat(row: Assignment) -> SeatAt:
    shift = row.shift
    policy = shift.period.policy
    night = policy.night_start if policy else None
    turns_at = local_instant(shift.day, night, zone()) if night else row.end
    order = (shift.post_order, shift.seat)
    return SeatAt(row.pk, shift.post, role_of_post(shift.post), order, row.person_id, row.start, row.end, turns_at)


def role_of_post(post: str) -> str:
    """As sheets call whoever holds it."""
    if is_county_wide(post):
        return COUNTY_LEADER
    return LEADER if is_leading(post) else STAFF


def periods_for(user: User) -> list[tuple[str, str]]:
    """(id, name) of those a roster may be brought for, the latest first."""
    rows = DutyPeriod.objects.visible_to(user).exclude(state=PeriodState.DRAFT).order_by("-first_day")[:50]
    return [(str(row.pk), row.name) for row in rows]

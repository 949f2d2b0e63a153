"""Who is on duty now, read once for all who see the same of it, until a duty or an obligation begins or ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from rostering.enums import PeriodState
from rostering.on_duty.queries.resolver import LOOK_AHEAD, OnDuty, on_duty_at
from rostering.rosters.models.shift import Shift
from units.counties.remembered import Memory, Remembered, version_of
from units.enums import Scope
from units.models import User

_rows: Memory[tuple[OnDuty, ...]] = Memory()
_of_units: Memory[tuple[OnDuty, ...]] = Memory(512)


@dataclass(frozen=True, slots=True)
class Sight:
    """What decides what somebody sees of the county's duty: all who are alike in it see the same. None is every unit."""

    county_id: UUID
    units: frozenset[UUID] | None
    contacts: frozenset[UUID] | None
    sees_duty_numbers: bool

    @classmethod
    def of(cls, user: User) -> "Sight":
        """Of somebody with a county."""
        if user.county_id is None:
            raise AssertionError("permissions refuse a user without a county")
        contacts = user.managed_unit_ids if user.has_scope(Scope.CONTACTS_READ) else frozenset[UUID]()
        return cls(user.county_id, user.directory_unit_ids, contacts, user.may_see_duty_numbers)

    @property
    def directory(self) -> tuple[UUID, frozenset[UUID] | None]:
        """What decides everything but the numbers."""
        return self.county_id, self.units

    def numbers_of(self, units: Iterable[UUID]) -> tuple[bool, tuple[UUID, ...]]:
        """What decides which numbers of these units they see: equal for two readers who see the same ones."""
        seen = (unit for unit in set(units) if self.contacts is None or unit in self.contacts)
        return self.sees_duty_numbers, tuple(sorted(seen))


def on_duty_now(user: User, now: datetime) -> Remembered[tuple[OnDuty, ...]]:
    """As `on_duty_at(now)` for somebody with a county. One query while nothing has moved, else three."""
    sight = Sight.of(user)

    def build() -> tuple[tuple[OnDuty, ...], datetime]:
        rows = tuple(on_duty_at(now, user=user))
        return rows, next_edge(rows, sight.county_id, now)

    return _rows.recall(sight, version=version_of(sight.county_id), now=now, build=build)


def unit_now(user: User, now: datetime, unit_code: str, *, include_next: bool) -> Remembered[tuple[OnDuty, ...]]:
    """As `on_duty_at(now)` of one unit, for somebody with a county. One query while nothing has moved, else three or five."""
    sight = Sight.of(user)

    def build() -> tuple[tuple[OnDuty, ...], datetime]:
        rows = tuple(on_duty_at(now, user=user, unit_code=unit_code, include_next=include_next))
        edges = [next_edge(rows, sight.county_id, now), *(row.held_from for row in rows if row.is_next)]
        return rows, min(edges + ([_next_in_view(sight, now)] if include_next else []))

    key = (sight, unit_code, include_next)
    return _of_units.recall(key, version=version_of(sight.county_id), now=now, build=build)


def _next_in_view(sight: Sight, now: datetime) -> datetime:
    """When a duty that is too far ahead now comes into view. One query."""
    beyond = Shift.objects.filter(
        period__county_id=sight.county_id,
        period__state__in=(PeriodState.PUBLISHED, PeriodState.CLOSED),
        period__last_day__gte=timezone.localdate(now),
        start__gt=now + LOOK_AHEAD,
    )
    first: datetime | None = beyond.aggregate(first=Min("start"))["first"]
    return first - LOOK_AHEAD if first else now + LOOK_AHEAD


def next_edge(rows: Iterable[OnDuty], county_id: UUID, now: datetime) -> datetime:
    """When, if nobody changes anything, somebody's duty or obligation begins or ends next; at midnight at the latest, when
    the day has another name. One query."""
    coming: datetime | None = Shift.objects.filter(
        period__county_id=county_id,
        period__state__in=(PeriodState.PUBLISHED, PeriodState.CLOSED),
        period__last_day__gte=timezone.localdate(now) - timedelta(days=2),
        start__gt=now,
        start__lte=now + LOOK_AHEAD,
    ).aggregate(first=Min("start"))["first"]
    midnight: datetime = (timezone.localtime(now) + timedelta(days=1)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    edges = [midnight, *(row.until for row in rows)]
    return min([*edges, coming] if coming else edges)

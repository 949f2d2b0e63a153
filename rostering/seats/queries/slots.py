"""Seats of rosters as slots of the engine, with what their rows need to be written. One query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from rostering.engine.problem import DutyClass, Slot
from units.enums import Rank, Tier

DAY_LONG = timedelta(hours=24)
# Local setting: a hub's vacancy is worse than a routine unit's, a leader's worse than a clerk's.
TIER_WEIGHTS: Mapping[str, int] = {Tier.HUB: 6, Tier.EMERGENCY_RESPONSE: 4, Tier.ROUTINE_SUPPORT: 2}


@dataclass(frozen=True, slots=True)
class Seat:
    """An active assignment of the rosters."""

    assignment_id: UUID
    roster_id: UUID
    version: int
    person_id: UUID | None
    is_pinned: bool
    is_designated: bool
    post_order: int
    slot: Slot


class Row(NamedTuple):
    """The columns of SEATS."""

    pk: UUID
    roster_id: UUID
    version: int
    person_id: UUID | None
    is_pinned: bool
    is_designated: bool
    post_order: int
    unit_id: UUID
    tier: str
    post: str
    seat: int
    day: date
    start: datetime
    end: datetime
    min_rank: int
    points: Decimal
    exclusive: bool
    duty_class: str
    festival: str
    response: int | None
    on_site: bool | None


SEATS = """
    SELECT a.id, s.roster_id, a.version, a.person_id, a.is_pinned, EXISTS (
            SELECT 1 FROM rostering_designation d
            WHERE d.period_id = s.period_id AND d.unit_id = s.unit_id AND d.day = s.day AND d.post = s.post
                AND d.seat = s.seat AND d.person_id = a.person_id
        ) AS designated, s.post_order, s.unit_id, s.tier, s.post, s.seat, s.day,
        a.start, a."end", s.min_rank, a.points, a.is_exclusive, s.duty_class, s.festival, owed.response, owed.on_site
    FROM rostering_assignment a
    JOIN rostering_shift s ON s.id = a.shift_id
    CROSS JOIN LATERAL (
        SELECT min(p.response_minutes) FILTER (WHERE p.response_minutes > 0) AS response,
            bool_and(p.posture = 'on_site') AS on_site
        FROM rostering_shiftphase p WHERE p.shift_id = s.id AND p.start < a."end" AND p."end" > a.start
    ) owed
    WHERE a.is_active AND s.roster_id = ANY(%s)
    ORDER BY a.id
"""


def seats_of(roster_ids: Collection[UUID]) -> dict[str, Seat]:
    """Every active assignment of the rosters, by slot id."""
    with connection.cursor() as cursor:
        cursor.execute(SEATS, [list(roster_ids)])
        rows = [Row(*row) for row in cursor.fetchall()]
    return {
        str(row.pk): Seat(
            assignment_id=row.pk,
            roster_id=row.roster_id,
            version=row.version,
            person_id=row.person_id,
            is_pinned=row.is_pinned,
            is_designated=row.is_designated,
            post_order=row.post_order,
            slot=_slot(row),
        )
        for row in rows
    }


def _slot(row: Row) -> Slot:
    return Slot(
        id=str(row.pk),
        unit_id=str(row.unit_id),
        tier=row.tier,
        post=row.post,
        seat=row.seat,
        day=row.day,
        start=row.start,
        end=row.end,
        min_rank=row.min_rank,
        response_minutes=row.response,
        points=int(row.points * 100),
        exclusive=row.exclusive,
        on_site_all_day=bool(row.on_site) and row.end - row.start >= DAY_LONG,
        duty_class=DutyClass(row.duty_class),
        festival=row.festival,
        weight=TIER_WEIGHTS.get(row.tier, 2) + (row.min_rank >= Rank.SECTION_CHIEF),
    )

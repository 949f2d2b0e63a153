"""New seats as rows: a shift, its phases and a vacant assignment each, written by the database from what they have in common.

A county's month has eighteen hundred seats and four hundred patterns: what would be text for every seat is so for every pattern.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from json import dumps
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from rostering.policies.rules.policy import Phase
from rostering.rosters.models.period import DutyPeriod
from units.copying import array_of

NOT_GENERATED = [{"code": "not_generated"}]

SHIFTS = """
    INSERT INTO rostering_shift (
        id, period_id, roster_id, unit_id, tier, seat, post, post_order, min_rank, is_exclusive, day, day_kind, duty_class,
        festival, start, "end", points
    )
    SELECT s.id, r.period_id, r.id, r.unit_id, r.tier, s.seat, p.post, p.post_order, p.min_rank, p.is_exclusive, p.day,
        p.day_kind, p.duty_class, p.festival, p.start, p."end", p.points
    FROM unnest(%(ids)s::uuid[], %(rosters)s::uuid[], %(patterns)s::int[], %(seats)s::int[]) AS s(id, roster_id, n, seat)
    JOIN rostering_roster r ON r.id = s.roster_id
    JOIN jsonb_to_recordset(%(shared)s) AS p(
        n int, post text, post_order int, min_rank int, is_exclusive bool, day date, day_kind text, duty_class text,
        festival text, start timestamptz, "end" timestamptz, points numeric
    ) ON p.n = s.n
"""
PHASES = """
    INSERT INTO rostering_shiftphase (
        shift_id, start, "end", posture, place_limit, leaving_rule, response_minutes, exception
    )
    SELECT s.id, p.start, p."end", p.posture, p.place_limit, p.leaving_rule, p.response_minutes, p.exception
    FROM unnest(%(ids)s::uuid[], %(patterns)s::int[]) AS s(id, n)
    JOIN jsonb_to_recordset(%(owed)s) AS p(
        n int, start timestamptz, "end" timestamptz, posture text, place_limit text, leaving_rule text,
        response_minutes int, exception text
    ) ON p.n = s.n
"""
VACANT = """
    INSERT INTO rostering_assignment
        (id, shift_id, start, "end", is_active, is_pinned, is_exclusive, points, vacancy_causes, version, updated_at)
    SELECT gen_random_uuid(), s.id, s.start, s."end", true, false, s.is_exclusive, s.points, %s::jsonb, 1, %s
    FROM rostering_shift s
    WHERE period_id = %s AND NOT EXISTS (SELECT FROM rostering_assignment a WHERE a.shift_id = s.id)
"""


@dataclass
class NewSeats:
    """Seats to be written. `ids`, `rosters`, `patterns` and `seats` are columns of the same length; a pattern is what its
    seats have in common, named by its number."""

    ids: list[UUID] = field(default_factory=list)
    rosters: list[UUID] = field(default_factory=list)
    patterns: list[int] = field(default_factory=list)
    seats: list[int] = field(default_factory=list)
    shared: list[dict[str, Any]] = field(default_factory=list)
    owed: list[dict[str, Any]] = field(default_factory=list)

    def pattern(self, phases: Sequence[Phase], **shared: Any) -> int:
        """A new one: columns of the shift, and what is owed."""
        number = len(self.shared)
        self.shared.append({"n": number, **shared})
        self.owed += [_owed(number, phase) for phase in phases]
        return number

    def add(self, roster_id: UUID, pattern: int, seat: int) -> None:
        self.ids.append(uuid4())
        self.rosters.append(roster_id)
        self.patterns.append(pattern)
        self.seats.append(seat)

    def write(self, period: DutyPeriod, now: datetime) -> None:
        """Three statements, and a vacant assignment for each shift of the period that has none yet."""
        values = {
            "ids": array_of(self.ids),
            "rosters": array_of(self.rosters),
            "patterns": array_of(self.patterns),
            "seats": array_of(self.seats),
            "shared": dumps(self.shared, default=str),
            "owed": dumps(self.owed, default=str),
        }
        with connection.cursor() as cursor:
            cursor.execute(SHIFTS, values)
            cursor.execute(PHASES, values)
            cursor.execute(VACANT, [dumps(NOT_GENERATED), now, period.pk])


def _owed(number: int, phase: Phase) -> dict[str, Any]:
    owed = phase.obligation
    return {
        "n": number,
        "start": phase.start,
        "end": phase.end,
        "posture": owed.posture,
        "place_limit": owed.place_limit or "",
        "leaving_rule": owed.leaving_rule or "",
        "response_minutes": owed.response_minutes,
        "exception": owed.exception,
    }

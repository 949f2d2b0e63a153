"""Plans as rows: saved in one statement while what they were made for still holds, their objective kept and added up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from json import dumps
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from rostering.engine.plan import Plan, Vacancy
from rostering.enums import RosterState
from rostering.fairness.models.absence import Absence
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Assignment
from rostering.rosters.models.step import SeatBefore
from rostering.seats.queries.problem import Loaded
from rostering.seats.queries.slots import Seat
from units.db import lock
from units.models import Person


class Changed(Exception):
    """Somebody has changed the seats or the leave that the plan was made for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What was read, and the plan made for it. `present`: what the seats come to as they stand, for those who compare."""

    loaded: Loaded
    plan: Plan
    present: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class SeatWrite:
    """What a seat becomes; `version` is the one it was read with."""

    assignment_id: UUID
    person_id: UUID | None
    is_pinned: bool
    causes: list[dict[str, Any]]
    version: int


def save_plan(piece: Piece, now: datetime) -> list[SeatBefore]:
    """Writes the plan in one statement, within the caller's transaction. Returns the seats changed, as they were.

    Raises Changed when it isn't true any more.
    """
    loaded = piece.loaded
    rosters = sorted({seat.roster_id for seat in loaded.seats.values()})
    # The locks that a change by hand takes: whichever comes second finds what the first has written.
    lock(*(Roster(pk=pk) for pk in rosters), *(Person(pk=pk) for pk in loaded.person_ids))
    if Roster.objects.filter(pk__in=rosters, state=RosterState.DRAFT).count() != len(rosters):
        raise Changed
    _refuse_changed_leave(loaded)
    changed = _write(loaded, piece.plan, now)
    Roster.objects.filter(pk__in=rosters).update(version=F("version") + 1, updated_at=now)
    return changed


def result_of(piece: Piece | None) -> dict[str, Any]:
    """What is kept of a plan beside its seats: the objective with its bounds, and the work done. None = no plan."""
    if piece is None:
        return {"tiers": [], "seats": 0, "vacancies": 0, "people": 0}
    plan = piece.plan
    return {
        "tiers": [
            {"name": tier.name.value, "value": tier.value, "bound": tier.bound, "proven": tier.proven}
            for tier in plan.objective
        ],
        "seats": len(plan.assignments) + len(plan.vacancies),
        "vacancies": len(plan.vacancies),
        "people": len(piece.loaded.problem.people),
        "present": _present(piece),
        "work": asdict(plan.work),
    }


def _present(piece: Piece) -> dict[str, int] | None:
    if piece.present is None:
        return None
    empty = sum(1 for seat in piece.loaded.seats.values() if seat.person_id is None)
    return {**piece.present, "empty": empty}


def holders_of(piece: Piece) -> dict[str, str | None]:
    """Who would sit where, None = nobody, by assignment id."""
    placed = {placement.slot_id: placement.person_id for placement in piece.plan.assignments}
    return {slot_id: placed.get(slot_id) for slot_id in piece.loaded.seats}


def summed(results: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The results of the pieces as those of the whole: values and bounds add up, proven is what all have proven."""
    tiers: dict[str, dict[str, Any]] = {}
    total: dict[str, Any] = {"tiers": [], "seats": 0, "vacancies": 0, "people": 0}
    for result in results:
        total["seats"] += result["seats"]
        total["vacancies"] += result["vacancies"]
        total["people"] += result.get("people", 0)
        if result.get("present"):
            present = total.setdefault("present", {})
            present |= {name: present.get(name, 0) + value for name, value in result["present"].items()}
        for tier in result["tiers"]:
            entry = tiers.setdefault(tier["name"], {"name": tier["name"], "value": 0, "bound": 0, "proven": True})
            entry["value"] += tier["value"]
            entry["bound"] += tier["bound"]
            entry["proven"] = entry["proven"] and tier["proven"]
    return total | {"tiers": list(tiers.values())}


def _refuse_changed_leave(loaded: Loaded) -> None:
    """Leave is entered under the lock of the person: what binds now is what binds when this commits."""
    slots = loaded.problem.slots
    start, end = min(slot.start for slot in slots), max(slot.end for slot in slots)
    rows = Absence.objects.binding().overlapping(start, end).filter(person_id__in=loaded.person_ids)
    known = {absence.id for absence in loaded.problem.absences if absence.start < end and start < absence.end}
    if {str(pk) for pk in rows.values_list("pk", flat=True)} != known:
        raise Changed


WRITE = """
    UPDATE rostering_assignment a
    SET person_id = v.person, is_pinned = v.pinned, vacancy_causes = v.causes::jsonb, version = a.version + 1,
        updated_at = %s, acknowledged_at = NULL, acknowledged_by_id = NULL
    FROM unnest(%s::uuid[], %s::uuid[], %s::bool[], %s::text[], %s::int[]) AS v(id, person, pinned, causes, version)
    WHERE a.id = v.id AND a.version = v.version AND a.is_active
"""


def write_seats(rows: Sequence[SeatWrite], now: datetime) -> None:
    """In one statement. Raises Changed when one of them isn't what was read any more."""
    columns = (
        [row.assignment_id for row in rows],
        [row.person_id for row in rows],
        [row.is_pinned for row in rows],
        [dumps(row.causes) for row in rows],
        [row.version for row in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [now, *columns])
        if cursor.rowcount != len(rows):
            raise Changed


def _write(loaded: Loaded, plan: Plan, now: datetime) -> list[SeatBefore]:
    holders = {placement.slot_id: placement.person_id for placement in plan.assignments}
    causes = {vacancy.slot_id: _causes(vacancy) for vacancy in plan.vacancies}
    seats = [seat for seat in loaded.seats.values() if not _is_settled(seat, holders)]
    before = _as_they_are([seat.assignment_id for seat in seats])
    write_seats([_seat_write(seat, holders, causes) for seat in seats], now)
    untouched = {seat.assignment_id: seat.version for seat in loaded.seats.values() if _is_settled(seat, holders)}
    standing = dict(Assignment.objects.active().filter(pk__in=untouched).values_list("pk", "version"))
    if standing != untouched:
        raise Changed
    return [seat | {"now": holders.get(seat["seat"])} for seat in before if seat["person"] != holders.get(seat["seat"])]


def _seat_write(seat: Seat, holders: Mapping[str, str], causes: Mapping[str, list[dict[str, Any]]]) -> SeatWrite:
    person = holders.get(seat.slot.id)
    return SeatWrite(
        assignment_id=seat.assignment_id,
        person_id=UUID(person) if person else None,
        is_pinned=False,
        causes=causes.get(seat.slot.id, []),
        version=seat.version,
    )


def _as_they_are(ids: Sequence[UUID]) -> list[SeatBefore]:
    """Seats before they change, `now` still to be told. One query."""
    rows = Assignment.objects.filter(pk__in=ids).values_list("pk", "person_id", "is_pinned", "vacancy_causes")
    return [
        SeatBefore(seat=str(pk), person=str(person) if person else None, pinned=pinned, causes=causes, now=None)
        for pk, person, pinned, causes in rows
    ]


def _is_settled(seat: Seat, holders: dict[str, str]) -> bool:
    """A seat set by hand, or one that keeps its holder: nothing to write."""
    return seat.person_id is not None and holders.get(seat.slot.id) == str(seat.person_id)


def _causes(vacancy: Vacancy) -> list[dict[str, Any]]:
    return [{"code": str(reason.code), "params": dict(reason.params)} for reason in vacancy.causes]

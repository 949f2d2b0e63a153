"""Plans as rows: saved in one statement while what they were made for still holds, their objective kept and added up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from json import dumps, loads
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F

from rostering.engine.plan import Plan, Vacancy
from rostering.enums import RosterState
from rostering.fairness.models.absence import Absence
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.step import SeatBefore
from rostering.seats.queries.problem import Loaded
from rostering.seats.queries.slots import Seat
from units.copying import array_of
from units.db import lock, lock_keys
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
    """What a seat becomes, keys as text; `version` is the one it was read with."""

    seat: str
    person: str | None
    is_pinned: bool
    causes: list[dict[str, Any]]
    version: int


def lock_pieces(pieces: Iterable[Piece]) -> None:
    """The locks that a change by hand takes: whichever comes second finds what the first has written."""
    loaded = [piece.loaded for piece in pieces]
    rosters = {seat.roster_id for one in loaded for seat in one.seats.values()}
    people = {pk for one in loaded for pk in one.person_ids}
    lock(*lock_keys(Roster, rosters), *lock_keys(Person, people))


def save_plan(piece: Piece, now: datetime) -> list[SeatBefore]:
    """Writes one plan as `save_plans`, within the caller's transaction. Raises Changed when it isn't true any more."""
    lock_pieces([piece])
    (changed,) = save_plans([piece], now)
    if changed is None:
        raise Changed
    return changed


def save_plans(pieces: Sequence[Piece], now: datetime) -> list[list[SeatBefore] | None]:
    """Writes the plans in one statement, within the caller's transaction and under `lock_pieces`.

    Of each the seats changed, as they were; None for one that isn't true any more, of which nothing is written.
    """
    rosters = {seat.roster_id for piece in pieces for seat in piece.loaded.seats.values()}
    drafts = Roster.objects.filter(pk__in=rosters, state=RosterState.DRAFT)
    present = _Present(
        drafts=frozenset(drafts.values_list("pk", flat=True)),
        leave=_leave_now([piece.loaded for piece in pieces]),
        seats=_seats_now([slot_id for piece in pieces for slot_id in piece.loaded.seats]),
    )
    changed = [_changed_seats(piece, present) if _holds(piece.loaded, present) else None for piece in pieces]
    true = [piece for piece, seats in zip(pieces, changed, strict=True) if seats is not None]
    write_seats([row for piece in true for row in _seat_writes(piece)], now)
    written = {seat.roster_id for piece in true for seat in piece.loaded.seats.values()}
    Roster.objects.filter(pk__in=written).update(version=F("version") + 1, updated_at=now)
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


class SeatNow(NamedTuple):
    """An active assignment as it stands; the person as text, `causes` as JSON text."""

    version: int
    person: str | None
    is_pinned: bool
    causes: str


@dataclass(frozen=True, slots=True)
class _Present:
    """What plans are held against: rosters still drafts, binding leave by person (id, start, end), seats by id."""

    drafts: frozenset[UUID]
    leave: Mapping[UUID, Sequence[tuple[str, datetime, datetime]]]
    seats: Mapping[str, SeatNow]


def _holds(loaded: Loaded, present: _Present) -> bool:
    """Leave is entered under the lock of the person: what binds now is what binds when this commits."""
    if not loaded.seats:
        return True
    start, end = _span([loaded])
    leave = (one for pk in loaded.person_ids for one in present.leave.get(pk, ()))
    binding = {pk for pk, begins, ends in leave if begins < end and start < ends}
    known = {absence.id for absence in loaded.problem.absences if absence.start < end and start < absence.end}
    stands = all(
        seat.roster_id in present.drafts
        and (now := present.seats.get(slot_id)) is not None
        and now.version == seat.version
        for slot_id, seat in loaded.seats.items()
    )
    return stands and binding == known


def _span(loaded: Sequence[Loaded]) -> tuple[datetime, datetime]:
    slots = [slot for one in loaded for slot in one.problem.slots]
    return min(slot.start for slot in slots), max(slot.end for slot in slots)


def _leave_now(loaded: Sequence[Loaded]) -> Mapping[UUID, Sequence[tuple[str, datetime, datetime]]]:
    """One query."""
    loaded = [one for one in loaded if one.seats]
    if not loaded:
        return {}
    people = {pk for one in loaded for pk in one.person_ids}
    rows = Absence.objects.binding().overlapping(*_span(loaded)).filter(person_id__in=people)
    found: dict[UUID, list[tuple[str, datetime, datetime]]] = defaultdict(list)
    for pk, person_id, start, end in rows.values_list("pk", "person_id", "start", "end"):
        found[person_id].append((str(pk), start, end))
    return found


# Keys as text: a plan has them so, and thousands need not become something else on their way.
SEATS_NOW = """
    SELECT id::text, version, person_id::text, is_pinned, vacancy_causes::text FROM rostering_assignment
    WHERE id = ANY(%s::uuid[]) AND is_active
"""


def _seats_now(ids: Sequence[str]) -> dict[str, SeatNow]:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(SEATS_NOW, [array_of(ids)])
        return {pk: SeatNow(*row) for pk, *row in cursor.fetchall()}


WRITE = """
    UPDATE rostering_assignment a
    SET person_id = v.person, is_pinned = v.pinned, vacancy_causes = v.causes::jsonb, version = a.version + 1,
        updated_at = %s, acknowledged_at = NULL, acknowledged_by_id = NULL
    FROM unnest(%s::uuid[], %s::uuid[], %s::bool[], %s::text[], %s::int[]) AS v(id, person, pinned, causes, version)
    WHERE a.id = v.id AND a.version = v.version AND a.is_active
"""


def write_seats(rows: Sequence[SeatWrite], now: datetime) -> None:
    """In one statement, none without rows. Raises Changed when one of them isn't what was read any more."""
    if not rows:
        return
    columns = (
        array_of(row.seat for row in rows),
        array_of(row.person for row in rows),
        [row.is_pinned for row in rows],
        [dumps(row.causes) for row in rows],
        [row.version for row in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [now, *columns])
        if cursor.rowcount != len(rows):
            raise Changed


def _seat_writes(piece: Piece) -> list[SeatWrite]:
    holders = {placement.slot_id: placement.person_id for placement in piece.plan.assignments}
    causes = {vacancy.slot_id: _causes(vacancy) for vacancy in piece.plan.vacancies}
    seats = piece.loaded.seats.values()
    return [_seat_write(seat, holders, causes) for seat in seats if not _is_settled(seat, holders)]


def _seat_write(seat: Seat, holders: Mapping[str, str], causes: Mapping[str, list[dict[str, Any]]]) -> SeatWrite:
    slot_id = seat.slot.id
    return SeatWrite(slot_id, holders.get(slot_id), False, causes.get(slot_id, []), seat.version)


def _changed_seats(piece: Piece, present: _Present) -> list[SeatBefore]:
    """The seats that have come to somebody else, as they were."""
    holders = {placement.slot_id: placement.person_id for placement in piece.plan.assignments}
    # Most say the same.
    parsed = cache(loads)
    found = []
    for slot_id in piece.loaded.seats:
        before, now = present.seats[slot_id], holders.get(slot_id)
        if before.person != now:
            seat = SeatBefore(
                seat=slot_id, person=before.person, pinned=before.is_pinned, causes=parsed(before.causes), now=now
            )
            found.append(seat)
    return found


def _is_settled(seat: Seat, holders: dict[str, str]) -> bool:
    """A seat set by hand, or one that keeps its holder: nothing to write."""
    return seat.person_id is not None and holders.get(seat.slot.id) == str(seat.person_id)


def _causes(vacancy: Vacancy) -> list[dict[str, Any]]:
    return [{"code": str(reason.code), "params": dict(reason.params)} for reason in vacancy.causes]

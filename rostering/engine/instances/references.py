"""What a single field can't show: names that must exist, be unique, or come in order."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from rostering.engine.instances.shape import InvalidInstance
from rostering.engine.problem import PairKind, Problem


def check_references(problem: Problem) -> None:
    """Raises InvalidInstance for the first name or range that can't be."""
    _once("slots", problem.slots, lambda one: one.id, "id")
    _once("people", problem.people, lambda one: one.id, "id")
    _once("fixed", problem.fixed, lambda one: one.slot_id, "slot_id")
    _once("shown", problem.shown, lambda one: one.slot_id, "slot_id")
    _once("ledger", problem.ledger, lambda one: (one.person_id, one.duty_class), "person_id and duty_class")
    _named(problem)
    for name, rows in (("slots", problem.slots), ("absences", problem.absences), ("duties", problem.duties)):
        _in_order(name, [(row.start, row.end) for row in rows])
    _in_order("preferences", [(row.start, row.end) for row in problem.preferences])
    _valid_people(problem)
    _pairs(problem)
    _kinds(problem)


def _named(problem: Problem) -> None:
    people = frozenset(person.id for person in problem.people)
    slots = frozenset(slot.id for slot in problem.slots)
    for name in ("absences", "duties", "fixed", "ledger", "preferences", "shown"):
        _exist(name, "person_id", getattr(problem, name), people)
    for name in ("fixed", "shown"):
        _exist(name, "slot_id", getattr(problem, name), slots)
    for field in ("first_id", "second_id"):
        _exist("pairs", field, problem.pairs, people)


def _exist(name: str, field: str, rows: Iterable[Any], known: frozenset[str]) -> None:
    for index, row in enumerate(rows):
        if getattr(row, field) not in known:
            raise InvalidInstance(f"{name}[{index}].{field}", f"there is no {getattr(row, field)!r}")


def _once(name: str, rows: Sequence[Any], key: Callable[[Any], Hashable], field: str) -> None:
    seen: set[Hashable] = set()
    for index, row in enumerate(rows):
        if key(row) in seen:
            raise InvalidInstance(f"{name}[{index}]", f"{field} was given before")
        seen.add(key(row))


def _in_order(name: str, spans: Iterable[tuple[date, date] | tuple[datetime, datetime]]) -> None:
    for index, (start, end) in enumerate(spans):
        if end <= start:
            raise InvalidInstance(f"{name}[{index}].end", "must come after start")


def _valid_people(problem: Problem) -> None:
    for index, person in enumerate(problem.people):
        if not person.id:
            raise InvalidInstance(f"people[{index}].id", "must not be empty")
        if person.valid_to is not None and person.valid_to < person.valid_from:
            raise InvalidInstance(f"people[{index}].valid_to", "must not come before valid_from")
    for index, slot in enumerate(problem.slots):
        if not slot.id:
            raise InvalidInstance(f"slots[{index}].id", "must not be empty")


def _pairs(problem: Problem) -> None:
    for index, pair in enumerate(problem.pairs):
        if pair.first_id == pair.second_id:
            raise InvalidInstance(f"pairs[{index}].second_id", "must be somebody else")
        if pair.kind == PairKind.BOTH_AWAY and not pair.unit_id:
            raise InvalidInstance(f"pairs[{index}].unit_id", "must name the unit from which not both may be away")


def _kinds(problem: Problem) -> None:
    """A slot's class is a class of days; a fixed placement says whether it is pinned or published."""
    for index, slot in enumerate(problem.slots):
        if slot.duty_class == "points":
            raise InvalidInstance(f"slots[{index}].duty_class", "'points' is a column of the ledger, no class of days")
    for index, placement in enumerate(problem.fixed):
        if not placement.kind:
            raise InvalidInstance(f"fixed[{index}].kind", "expected 'pinned' or 'published'")
    for index, entry in enumerate(problem.ledger):
        if entry.duty_class == "ordinary":
            raise InvalidInstance(f"ledger[{index}].duty_class", "ordinary days aren't counted in the ledger")

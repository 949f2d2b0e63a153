"""Splits a problem into pools of seats and people that share nobody, and before it the units of a period: each is solved by itself."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from rostering.engine.eligibility import post_rules, strength_of
from rostering.engine.fair_shares import with_shares
from rostering.engine.problem import Problem, Slot, Strength

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)
NO_PART = ""


def components(problem: Problem) -> list[Problem]:
    """Parts in the order of their first slot; people who can't hold any slot are a part without slots."""
    roots: _Roots[str] = _Roots()
    _tie_seats(problem, roots)
    for pair in problem.pairs:
        roots.join(f"person {pair.first_id}", f"person {pair.second_id}")
    seats = {slot.id: _seats(slot) for slot in problem.slots}
    for placement in problem.fixed:
        roots.join(f"person {placement.person_id}", seats[placement.slot_id])
    return _split(problem, roots)


def tied_units(units: Sequence[Key], shared: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """Units that are rostered together because they share people, directly or through others: in groups, each in the
    order given, groups by their first unit. `shared` pairs outside `units` don't tie."""
    roots: _Roots[Key] = _Roots()
    known = set(units)
    for one, other in shared:
        if {one, other} <= known:
            roots.join(one, other)
    groups: dict[Key, list[Key]] = {}
    for unit in units:
        groups.setdefault(roots.find(unit), []).append(unit)
    return list(groups.values())


class _Roots(Generic[Key]):
    """Union-find."""

    def __init__(self) -> None:
        self.parent: dict[Key, Key] = {}

    def find(self, name: Key) -> Key:
        while self.parent.setdefault(name, name) != name:
            self.parent[name] = self.parent[self.parent[name]]
            name = self.parent[name]
        return name

    def join(self, one: Key, other: Key) -> None:
        self.parent[self.find(one)] = self.find(other)


def _seats(slot: Slot) -> str:
    """What the same people may hold, days aside."""
    return f"seats {slot.unit_id} {slot.post} {slot.min_rank} {slot.response_minutes}"


def _tie_seats(problem: Problem, roots: _Roots[str]) -> None:
    """Ties each person to the seats they may hold."""
    kinds: dict[str, dict[str, Slot]] = defaultdict(dict)
    for slot in problem.slots:
        kinds[slot.unit_id].setdefault(_seats(slot), slot)
    for person in problem.people:
        for unit_id in sorted(person.unit_ids):
            for name, slot in kinds[unit_id].items():
                strengths = (strength_of(reason.code, problem.rules) for reason in post_rules(person, slot))
                if Strength.HARD not in strengths:
                    roots.join(f"person {person.id}", name)


def _split(problem: Problem, roots: _Roots[str]) -> list[Problem]:
    slot_part = {slot.id: roots.find(_seats(slot)) for slot in problem.slots}
    used = set(slot_part.values())
    found = {person.id: roots.find(f"person {person.id}") for person in problem.people}
    person_part = {person_id: part if part in used else NO_PART for person_id, part in found.items()}
    in_order = sorted(problem.slots, key=lambda s: (s.unit_id, s.day, s.post, s.seat, s.id))
    slots = _sorted(in_order, lambda slot: slot_part[slot.id])
    people = _sorted(problem.people, lambda person: person_part[person.id])
    absences = _sorted(problem.absences, lambda a: person_part.get(a.person_id, NO_PART))
    duties = _sorted(problem.duties, lambda d: person_part.get(d.person_id, NO_PART))
    ledger = _sorted(with_shares(problem), lambda e: person_part.get(e.person_id, NO_PART))
    wishes = _sorted(problem.preferences, lambda w: person_part.get(w.person_id, NO_PART))
    pairs = _sorted(problem.pairs, lambda p: person_part.get(p.first_id, NO_PART))
    fixed = _sorted(problem.fixed, lambda p: slot_part[p.slot_id])
    shown = _sorted(problem.shown, lambda k: slot_part.get(k.slot_id, NO_PART))
    return [
        replace(
            problem,
            slots=slots[part],
            people=people[part],
            absences=absences[part],
            duties=duties[part],
            fixed=fixed[part],
            ledger=ledger[part],
            pairs=pairs[part],
            preferences=wishes[part],
            shown=shown[part],
        )
        for part in [*slots, *([NO_PART] if NO_PART in people else [])]
    ]


def _sorted(rows: Iterable[Row], part: Callable[[Row], str]) -> dict[str, tuple[Row, ...]]:
    """Rows by their part, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[part(row)].append(row)
    return defaultdict(tuple, {name: tuple(rows) for name, rows in found.items()})

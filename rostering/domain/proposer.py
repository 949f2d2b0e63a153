"""The roster proposer behind the interface of the engine: pure, deterministic, one problem in, one plan out.

Every seat that can be filled is filled: within a duty day seats are matched to people along augmenting paths.
Among those who may, the one with fewest duties in this plan comes first, then the least loaded by the ledger.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from itertools import groupby

from rostering.domain.eligibility import Busy, Candidate, Reason, Slot, refusals, warnings


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to try; the simple proposer needs no limit."""

    deterministic_time: float = 1.0


@dataclass(frozen=True, slots=True)
class Placement:
    slot_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Vacancy:
    """An unfilled seat; `causes` counts the people each rule kept off it."""

    slot_id: str
    causes: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Seats, people and what already stands. `fixed` placements stay as they are."""

    slots: tuple[Slot, ...]
    people: tuple[Candidate, ...]
    fixed: tuple[Placement, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    assignments: tuple[Placement, ...]
    vacancies: tuple[Vacancy, ...]


@dataclass(slots=True)
class _State:
    """What grows while days are filled."""

    seed: int
    holder: dict[str, str] = field(default_factory=dict)
    duties: Counter[str] = field(default_factory=Counter)
    points: dict[str, float] = field(default_factory=dict)
    days: dict[str, set[date]] = field(default_factory=dict)


def solve(problem: Problem, *, seed: int, effort: Effort | None = None) -> Plan:
    """Fills the slots of `problem`. The same problem and seed give the same plan, whatever the input order."""
    state = _State(seed)
    slots = {slot.id: slot for slot in problem.slots}
    for placement in problem.fixed:
        _seat(state, slots[placement.slot_id], placement.person_id)
    people = {person.id: person for person in problem.people}
    open_slots = sorted((s for s in problem.slots if s.id not in state.holder), key=lambda s: (s.day, s.id))
    fixed_busy = _busy_by_fixed(problem, slots)
    vacancies: list[Vacancy] = []
    for _, same_day in groupby(open_slots, key=lambda s: s.day):
        vacancies += _fill_day(list(same_day), people, fixed_busy, state)
    order = {slot.id: index for index, slot in enumerate(problem.slots)}
    fixed_ids = {placement.slot_id for placement in problem.fixed}
    placed = [Placement(s, p) for s, p in state.holder.items() if s not in fixed_ids]
    return Plan(
        tuple(sorted(placed, key=lambda p: order[p.slot_id])), tuple(sorted(vacancies, key=lambda v: order[v.slot_id]))
    )


@dataclass(slots=True)
class _Day:
    """One duty day being matched: who may sit where, and who sits where so far."""

    slots: dict[str, Slot]
    allowed: dict[str, list[Candidate]]
    seat_of: dict[str, str] = field(default_factory=dict)


def _fill_day(
    slots: list[Slot], people: dict[str, Candidate], fixed_busy: dict[str, tuple[Busy, ...]], state: _State
) -> list[Vacancy]:
    """Matches one duty day's seats, hardest first; returns those nobody can take."""
    day = _Day(
        slots={slot.id: slot for slot in slots},
        allowed={
            slot.id: [p for p in people.values() if not refusals(p, slot, extra_busy=fixed_busy.get(p.id, ()))]
            for slot in slots
        },
    )
    hardest_first = sorted(slots, key=lambda s: (len(day.allowed[s.id]), -s.min_rank, s.unit_id, s.post, s.seat, s.id))
    unfilled = [slot for slot in hardest_first if not _augment(slot.id, day, state, tried=set())]
    for person_id, slot_id in day.seat_of.items():
        _seat(state, day.slots[slot_id], person_id)
    return [Vacancy(slot.id, _causes(slot, people.values(), fixed_busy)) for slot in unfilled]


def _augment(slot_id: str, day: _Day, state: _State, tried: set[str]) -> bool:
    """Kuhn's step: seats the preferred free person, or moves somebody so that one becomes free."""
    ordered = sorted(day.allowed[slot_id], key=_preference(day.slots[slot_id], state))
    for person in ordered:
        if person.id not in day.seat_of:
            day.seat_of[person.id] = slot_id
            return True
    for person in ordered:
        if person.id in tried:
            continue
        tried.add(person.id)
        if _augment(day.seat_of[person.id], day, state, tried):
            day.seat_of[person.id] = slot_id
            return True
    return False


def _preference(slot: Slot, state: _State) -> Callable[[Candidate], tuple[object, ...]]:
    """Fewest duties here, then who can come in time, not on neighbouring days, least loaded, then a fixed draw."""

    def key(person: Candidate) -> tuple[object, ...]:
        near = any(abs((day - slot.day).days) <= 1 for day in state.days.get(person.id, ()))
        load = round(person.past_points + state.points.get(person.id, 0.0), 4)
        return (state.duties[person.id], len(warnings(person, slot)), near, load, _draw(state.seed, person.id))

    return key


def _draw(seed: int, person_id: str) -> str:
    return blake2b(f"{seed}:{person_id}".encode(), digest_size=8).hexdigest()


def _seat(state: _State, slot: Slot, person_id: str) -> None:
    state.holder[slot.id] = person_id
    state.duties[person_id] += 1
    state.points[person_id] = state.points.get(person_id, 0.0) + slot.points / 100
    state.days.setdefault(person_id, set()).add(slot.day)


def _busy_by_fixed(problem: Problem, slots: dict[str, Slot]) -> dict[str, tuple[Busy, ...]]:
    busy: dict[str, tuple[Busy, ...]] = {}
    for placement in problem.fixed:
        slot = slots[placement.slot_id]
        if slot.exclusive:
            span = Busy(slot.start, slot.end, "duty")
            busy[placement.person_id] = (*busy.get(placement.person_id, ()), span)
    return busy


def _causes(slot: Slot, people: Iterable[Candidate], fixed_busy: dict[str, tuple[Busy, ...]]) -> tuple[Reason, ...]:
    """How many of the unit's people each rule keeps off; those who may but sit elsewhere count as on duty."""
    counts: Counter[str] = Counter()
    for person in people:
        if person.unit_id != slot.unit_id:
            continue
        found: Sequence[Reason] = refusals(person, slot, extra_busy=fixed_busy.get(person.id, ()))
        counts[found[0].code if found else "already_on_duty"] += 1
    return tuple(Reason(code, {"count": count}) for code, count in sorted(counts.items())) or (Reason("nobody"),)

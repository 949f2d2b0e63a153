"""Long problems stretch by stretch: each begins with what the one before has carried, then the whole is polished."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from rostering.domain.engine.compiling import Compiled, compiled
from rostering.domain.engine.proving import Proof, Watch, floor_of, prove
from rostering.domain.engine.relaxing import THOROUGH, Relaxed, warnings_before_fairness
from rostering.domain.engine.scoring import deviation_of, held_by, tier_values
from rostering.domain.engine.searching import construct, fill_vacancies, improve, restore
from rostering.domain.engine.shares import past_balance
from rostering.domain.engine.state import State
from rostering.domain.engine.tiers import FAIRNESS
from rostering.domain.engine.work import added
from rostering.domain.problem import LEDGER_CLASSES, Duty, Effort, LedgerEntry, Problem, Slot, Tier, TierValue, Work

SEATS_FIRST = (Tier.VACANCIES, Tier.WARNINGS)
"""What the exact solver is asked of a stretch; fairness is left to the search, and levels out over the stretches."""

STRETCH_PART = 0.3
"""Of the limit of the exact solver, for each of a dozen stretches."""


def is_long(problem: Problem, effort: Effort) -> bool:
    """Is it more than one stretch?"""
    days = [slot.day for slot in problem.slots]
    return bool(days) and (max(days) - min(days)).days >= effort.stretch_days


def roll(made: Compiled, *, order: Sequence[Tier], seed: int, effort: Effort, watch: Watch) -> Proof:
    """Solves `made` stretch by stretch and polishes the whole. Bounds are of the whole problem."""
    rolling = _Rolling(made, seed, effort, watch)
    for slots in _stretches(made, effort):
        rolling.add(slots)
    state = State(made, order)
    restore(state, rolling.holder)
    fill_vacancies(state)
    work = added(rolling.work, improve(state, rng=Random(seed), moves=effort.moves))  # noqa: S311 - a repeatable draw
    return _judged(made, list(state.holder), order, seed, rolling.vacant_at_least, work)


def _stretches(made: Compiled, effort: Effort) -> list[list[int]]:
    """Slots by calendar month if a month is a stretch, by runs of days otherwise."""
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    first = made.day[0]
    for slot, day in enumerate(made.day):
        on = date.fromordinal(day)
        key = (on.year, on.month) if effort.stretch_days >= 31 else ((day - first) // max(effort.stretch_days, 1),)
        found[key].append(slot)
    return list(found.values())


class _Rolling:
    """What has been placed so far, and everybody's balance by now."""

    def __init__(self, made: Compiled, seed: int, effort: Effort, watch: Watch) -> None:
        self.made = made
        self.seed, self.effort, self.watch = seed, effort, watch
        self.holder = [made.fixed.get(slot, -1) for slot in range(len(made.slots))]
        self.index = {slot.id: i for i, slot in enumerate(made.slots)}
        self.number = {person.id: p for p, person in enumerate(made.people)}
        balance = past_balance(made.problem)
        self.balance = [[balance.get((person.id, c), 0) for c in LEDGER_CLASSES] for person in made.people]
        self.vacant_at_least = 0
        self.work = Work()

    def add(self, slots: Sequence[int]) -> None:
        """Fills one stretch beside everything placed before and everything fixed after it."""
        made = self._compiled(slots, self._duties(set(slots)))
        state = State(made, tuple(Tier))
        construct(state)
        fill_vacancies(state)
        moves = min(self.effort.moves, 6 * len(slots))
        self.work = added(self.work, improve(state, rng=Random(self.seed), moves=moves))  # noqa: S311 - repeatable
        holder = list(state.holder)
        if self.effort.exact and not _seats_settled(made, holder):
            proof = self._proven(made, holder)
            holder = proof.holder
            self.vacant_at_least += self._floor(slots, made, proof)
        else:
            self.vacant_at_least += floor_of(made, Tier.VACANCIES)
        self._take_over(made, holder)

    def _proven(self, made: Compiled, holder: Sequence[int]) -> Proof:
        limit = self.effort.exact * STRETCH_PART
        proof = prove(made, holder, order=SEATS_FIRST, seed=self.seed, limit=limit, watch=self.watch)
        self.work = added(self.work, proof.work)
        return proof

    def _floor(self, slots: Sequence[int], made: Compiled, proof: Proof) -> int:
        """Vacancies of the stretch that no choice before it could have spared: proven without what was placed."""
        if not proof.objective[0].value:
            return 0
        alone = self._compiled(slots, self.made.problem.duties)
        state = State(alone, tuple(Tier))
        construct(state)
        fill_vacancies(state)
        proven = prove(
            alone,
            state.holder,
            order=SEATS_FIRST[:1],
            seed=self.seed,
            limit=self.effort.exact * STRETCH_PART,
            watch=self.watch,
        )
        self.work = added(self.work, proven.work)
        return proven.objective[0].bound

    def _compiled(self, slots: Sequence[int], duties: Sequence[Duty]) -> Compiled:
        problem = self.made.problem
        chosen = tuple(self.made.slots[slot] for slot in slots)
        ids = {slot.id for slot in chosen}
        start, end = min(slot.start for slot in chosen), max(slot.end for slot in chosen)
        made = compiled(
            replace(
                problem,
                slots=chosen,
                absences=tuple(a for a in problem.absences if a.start < end and start < a.end),
                duties=tuple(duties),
                fixed=tuple(f for f in problem.fixed if f.slot_id in ids),
                shown=tuple(k for k in problem.shown if k.slot_id in ids),
                ledger=tuple(self._entries()),
            )
        )
        made.used = self._used(made, ids)
        return made

    def _used(self, made: Compiled, ids: set[str]) -> list[int]:
        used = dict.fromkeys((person.id for person in made.people), 0)
        for slot, person in enumerate(self.holder):
            if person >= 0 and self.made.slots[slot].id not in ids:
                used[self.made.people[person].id] += 1
        return [used[person.id] for person in made.people]

    def _entries(self) -> list[LedgerEntry]:
        return [
            LedgerEntry(person.id, klass, amount, share=0)
            for person, row in zip(self.made.people, self.balance, strict=True)
            for klass, amount in zip(LEDGER_CLASSES, row, strict=True)
            if amount
        ]

    def _duties(self, inside: set[int]) -> list[Duty]:
        """What stands elsewhere, and what is placed outside the stretch."""
        placed = [
            _as_duty(self.made.slots[slot], self.made.people[person].id)
            for slot, person in enumerate(self.holder)
            if person >= 0 and slot not in inside
        ]
        return [*self.made.problem.duties, *placed]

    def _take_over(self, made: Compiled, holder: Sequence[int]) -> None:
        for slot, person in enumerate(holder):
            if person >= 0:
                self.holder[self.index[made.slots[slot].id]] = self.number[made.people[person].id]
        for person, slots in enumerate(held_by(made, holder)):
            self.balance[self.number[made.people[person].id]] = deviation_of(made, person, slots)


def _seats_settled(made: Compiled, holder: Sequence[int]) -> bool:
    values = tier_values(made, holder)
    return all(values[tier] <= floor_of(made, tier) for tier in SEATS_FIRST)


def _as_duty(slot: Slot, person_id: str) -> Duty:
    return Duty(
        person_id,
        slot.unit_id,
        slot.day,
        slot.start,
        slot.end,
        exclusive=slot.exclusive,
        on_site_all_day=slot.on_site_all_day,
    )


def _judged(
    made: Compiled, holder: list[int], order: Sequence[Tier], seed: int, vacant_at_least: int, work: Work
) -> Proof:
    """The plan with bounds of the whole problem."""
    values = tier_values(made, holder)
    relaxed = Relaxed(made, holder, vacancies=values[Tier.VACANCIES], warnings=warnings_before_fairness(order, values))
    found = []
    for tier in order:
        value = values[tier]
        bound = max(floor_of(made, tier), vacant_at_least if tier == Tier.VACANCIES else 0) if value else value
        if tier in FAIRNESS:
            bound = relaxed.bound(tier, holder, value, seed=seed, limit=THOROUGH)
            relaxed.keep(tier, value)
        found.append(TierValue(tier, value, min(bound, value), proven=value <= bound))
    return Proof(holder, found, work)

"""Long problems stretch by stretch: each begins with what the one before has carried, then the whole is polished."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from rostering.engine.compiling import Compiled, compiled
from rostering.engine.fair_shares import past_balance
from rostering.engine.groups import groups_of
from rostering.engine.network import Network
from rostering.engine.plan import WorkDone, added
from rostering.engine.problem import (
    COUNTED_CLASSES,
    LEDGER_CLASSES,
    ONE_DUTY,
    Duty,
    DutyClass,
    Effort,
    LedgerEntry,
    Problem,
    Slot,
)
from rostering.engine.proving import Proof, Watch, floor_of, prove
from rostering.engine.scoring import deviation_of, held_by, tier_values
from rostering.engine.searching import construct, construct_as_shown, fill_vacancies, improve, restore
from rostering.engine.state import NOBODY, POINTS, State
from rostering.engine.tiers import FAIRNESS, Tier, TierValue

SEATS_FIRST = (Tier.VACANCIES, Tier.WARNINGS)
"""What the exact solver is asked of a stretch; fairness is left to the search, and levels out over the stretches."""
RARE_FIRST = (*SEATS_FIRST, Tier.EVE, Tier.FESTIVAL, Tier.STATUTORY)
"""What it is asked of the few days that are rare, all at once: no stretch could make good what another does there."""
RARE = tuple(COUNTED_CLASSES.index(klass) for klass in (DutyClass.EVE, DutyClass.FESTIVAL, DutyClass.STATUTORY))

STRETCH_PART = 0.3
"""Of the limit of the exact solver, for each of a dozen stretches."""
MOVES_PER_SLOT = 3
"""Of the search in a stretch; the whole is polished once more."""
MENDED_DAYS = 10
"""Before and after a vacant seat."""
LEVELLED_DAYS = 7
"""Before and after a holiday."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Proven of some slots by themselves: at least so many vacancies (by weight) and, with no more, warnings."""

    rare: bool
    vacancies: int
    warnings: int

    def of(self, tier: Tier) -> int:
        return self.vacancies if tier == Tier.VACANCIES else self.warnings


def is_long(problem: Problem, effort: Effort) -> bool:
    """Is it more than one stretch?"""
    days = [slot.day for slot in problem.slots]
    return bool(days) and (max(days) - min(days)).days >= effort.stretch_days


def roll(made: Compiled, *, order: Sequence[Tier], seed: int, effort: Effort, watch: Watch) -> Proof:
    """Solves `made` stretch by stretch and polishes the whole. Bounds are of the whole problem.

    What people have already seen is another beginning: the only one where that comes before fairness, else the better of
    the two is taken, so that nothing gets worse by solving again.
    """
    rolling, states = _Rolling(made, seed, effort, watch), []
    if made.shown:
        states.append(State(made, order))
        construct_as_shown(states[-1])
    if not made.shown or order.index(Tier.STABILITY) > order.index(Tier.EVE):
        _plan_anew(rolling, effort)
        states.append(State(made, order))
        restore(states[-1], rolling.holder)
    work = rolling.work
    for state in states:
        fill_vacancies(state)
        work = added(work, improve(state, rng=Random(seed), moves=effort.moves))  # noqa: S311 - a repeatable draw
    best = min(states, key=lambda state: state.cost)
    return _judged(made, list(best.holder), order, rolling, work)


def _plan_anew(rolling: "_Rolling", effort: Effort) -> None:
    made = rolling.made
    rolling.add([slot for slot in range(len(made.slots)) if _is_rare(made, slot)], RARE_FIRST)
    for slots in _stretches(made, effort):
        rolling.add([slot for slot in slots if not _is_rare(made, slot)], SEATS_FIRST)
    if effort.exact:
        rolling.mend()
        rolling.level()


def _is_rare(made: Compiled, slot: int) -> bool:
    return made.klass[slot] in RARE


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
        self.floors: list[Floor] = []
        self.rare: tuple[TierValue, ...] = ()
        self.work = WorkDone()

    def add(self, slots: Sequence[int], order: Sequence[Tier]) -> None:
        """Fills some slots beside everything placed before and everything fixed; the exact solver is asked for `order`."""
        if not slots:
            return
        made = self._compiled(slots, self._duties(set(slots)))
        state = State(made, tuple(Tier))
        construct(state)
        fill_vacancies(state)
        moves = min(self.effort.moves, MOVES_PER_SLOT * len(slots))
        self.work = added(self.work, improve(state, rng=Random(self.seed), moves=moves))  # noqa: S311 - repeatable
        holder = list(state.holder)
        settled = _seats_settled(made, holder)
        if self.effort.exact and not (order == SEATS_FIRST and settled):
            proof = self._proven(made, holder, order)
            holder = proof.holder
            if order == RARE_FIRST:
                self.rare = tuple(proof.objective)
        self.floors.append(self._floor(slots, made, settled=settled or _seats_settled(made, holder)))
        self._take_over(made, holder)

    def mend(self) -> None:
        """Looks again at the days around vacant seats that no stretch by itself need leave vacant."""
        least = sum(floor.vacancies for floor in self.floors)
        seen: set[int] = set()
        while tier_values(self.made, self.holder)[Tier.VACANCIES] > least:
            vacant = (self.made.day[slot] for slot, person in enumerate(self.holder) if person == NOBODY)
            day = next((day for day in vacant if day not in seen), None)
            if day is None:
                return
            seen.add(day)
            self._again(self._near({day}, MENDED_DAYS), RARE_FIRST)

    def level(self) -> None:
        """Looks again at each holiday and the days around it, if the rare days are less fair than they were by themselves."""
        values = tier_values(self.made, self.holder)
        if all(values[tier.name] <= tier.value for tier in self.rare if tier.name in FAIRNESS):
            return
        for days in self._holidays():
            self._again(self._near(days, LEVELLED_DAYS), RARE_FIRST)

    def _holidays(self) -> Iterable[set[int]]:
        """Rare days, those of one holiday together."""
        together: set[int] = set()
        for day in sorted({self.made.day[slot] for slot in range(len(self.made.slots)) if _is_rare(self.made, slot)}):
            if together and day > max(together) + LEVELLED_DAYS:
                yield together
                together = set()
            together.add(day)
        if together:
            yield together

    def _near(self, days: Collection[int], most: int) -> list[int]:
        first, last = min(days) - most, max(days) + most
        return [slot for slot, day in enumerate(self.made.day) if first <= day <= last]

    def _again(self, slots: Sequence[int], order: Sequence[Tier]) -> None:
        """Solves some slots again beside everything else; takes over what is better in `order`."""
        held = {self.made.slots[slot].id: self.holder[slot] for slot in slots}
        self._book(slots, -1)
        part = self._compiled(slots, self._duties(set(slots)))
        # What excuses people from these slots has been credited when they were first filled.
        part.deviation = [list(self.balance[self.number[person.id]]) for person in part.people]
        index = {self.number[person.id]: p for p, person in enumerate(part.people)} | {NOBODY: NOBODY}
        before = [index[held[slot.id]] for slot in part.slots]
        proof = self._proven(part, before, order)
        better = _worth(part, proof.holder, order) < _worth(part, before, order)
        self._seat(part, proof.holder if better else before)
        self._book(slots, 1)

    def _book(self, slots: Iterable[int], sign: int) -> None:
        for slot in slots:
            if self.holder[slot] != NOBODY:
                row = self.balance[self.holder[slot]]
                row[POINTS] += sign * self.made.points[slot]
                if self.made.klass[slot] >= 0:
                    row[self.made.klass[slot]] += sign * ONE_DUTY

    def _proven(self, made: Compiled, holder: Sequence[int], order: Sequence[Tier]) -> Proof:
        limit = self.effort.exact * STRETCH_PART
        proof = prove(made, holder, order=order, seed=self.seed, limit=limit, watch=self.watch)
        self.work = added(self.work, proof.work)
        return proof

    def _floor(self, slots: Sequence[int], made: Compiled, *, settled: bool) -> Floor:
        """What no choice before or after could have spared these slots: proven without what is placed elsewhere."""
        rare = _is_rare(self.made, slots[0])
        if settled or not self.effort.exact:
            return Floor(rare, floor_of(made, Tier.VACANCIES), 0)
        alone = self._compiled(slots, self.made.problem.duties)
        state = State(alone, tuple(Tier))
        construct(state)
        fill_vacancies(state)
        vacancies, warnings = self._proven(alone, state.holder, SEATS_FIRST).objective
        return Floor(rare, vacancies.bound, warnings.bound if vacancies.proven else 0)

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
        self._seat(made, holder)
        for person, slots in enumerate(held_by(made, holder)):
            self.balance[self.number[made.people[person].id]] = deviation_of(made, person, slots)

    def _seat(self, made: Compiled, holder: Sequence[int]) -> None:
        for slot, person in enumerate(holder):
            number = NOBODY if person == NOBODY else self.number[made.people[person].id]
            self.holder[self.index[made.slots[slot].id]] = number


def _seats_settled(made: Compiled, holder: Sequence[int]) -> bool:
    return _worth(made, holder, SEATS_FIRST) <= tuple(floor_of(made, tier) for tier in SEATS_FIRST)


def _worth(made: Compiled, holder: Sequence[int], order: Sequence[Tier]) -> tuple[int, ...]:
    values = tier_values(made, holder)
    return tuple(values[tier] for tier in order)


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


def _judged(made: Compiled, holder: list[int], order: Sequence[Tier], rolling: _Rolling, work: WorkDone) -> Proof:
    """The plan with bounds of the whole problem."""
    values = tier_values(made, holder)
    seats = {tier: sum(floor.of(tier) for floor in rolling.floors) for tier in SEATS_FIRST}
    if values[Tier.VACANCIES] > seats[Tier.VACANCIES]:
        # A stretch with a vacancy to spare may spare itself warnings.
        seats[Tier.WARNINGS] = 0
    elsewhere = {tier: sum(floor.of(tier) for floor in rolling.floors if not floor.rare) for tier in SEATS_FIRST}
    most_rare = {tier: values[tier] - (elsewhere[tier] if seats[tier] else 0) for tier in SEATS_FIRST}
    network = Network(made, groups_of(made))
    proven = _proven_of_rare(order, rolling.rare, values | most_rare)
    found = []
    for tier in order:
        value = values[tier]
        counted = network.bound(tier)
        bound = max(floor_of(made, tier), seats.get(tier, 0), proven.get(tier, 0), counted or 0)
        if counted is not None:
            network.keep(value)
        found.append(TierValue(tier, value, min(bound, value), proven=value <= bound))
    return Proof(holder, found, work)


def _proven_of_rare(order: Sequence[Tier], rare: Sequence[TierValue], values: Mapping[Tier, int]) -> dict[Tier, int]:
    """What the rare days cost at least by themselves, as long as no tier before has been given up for it.

    `values`: of the whole plan in fairness; what at most it may have of vacancies and warnings on rare days.
    """
    found: dict[Tier, int] = {}
    if tuple(order[: len(rare)]) != tuple(tier.name for tier in rare):
        return found
    for tier in rare:
        if tier.name in FAIRNESS:
            found[tier.name] = tier.bound
        if not tier.proven or values[tier.name] != tier.value:
            break
    return found

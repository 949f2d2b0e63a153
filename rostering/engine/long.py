"""Long problems: rare days at once and by themselves, everything else around them, then a second look where a bound isn't reached."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from rostering.engine.compiling import Compiled, compiled
from rostering.engine.groups import groups_of
from rostering.engine.network import Network
from rostering.engine.plan import WorkDone, added
from rostering.engine.problem import COUNTED_CLASSES, Duty, DutyClass, Effort, Problem, Slot
from rostering.engine.proving import Proof, Watch, floor_of, prove
from rostering.engine.scoring import deviation_of, tier_values
from rostering.engine.searching import construct, construct_as_shown, fill_vacancies, improve, restore
from rostering.engine.state import NOBODY, State
from rostering.engine.tiers import FAIRNESS, Tier, TierValue
from rostering.engine.uneven import points_bound

SEATS_FIRST = (Tier.VACANCIES, Tier.WARNINGS)
RARE_FIRST = (*SEATS_FIRST, Tier.EVE, Tier.FESTIVAL, Tier.STATUTORY)
"""What the exact solver is asked of the few days that are rare: nothing else could make good what is lost there."""
COUNTS = (*SEATS_FIRST, *FAIRNESS)
RARE = tuple(COUNTED_CLASSES.index(klass) for klass in (DutyClass.EVE, DutyClass.FESTIVAL, DutyClass.STATUTORY))

SMALL = 2000
"""Pairs of a seat and a person up to which all days are solved at once."""
EVEN = 1.001
"""Times its bound, weekends and points are good enough."""
WINDOW_PART = 0.3
"""Of the limit of the exact solver, for a part of the days."""
MENDED_DAYS = 10
"""Before and after a vacant seat."""
LEVELLED_DAYS = 7
"""Before and after a holiday."""
REACH = 14
"""Days before and after some days in which duties matter to them: rest, weeks, spacing."""
MOVES_PER_SLOT = 1


Part = tuple[list[int], dict[Tier, int]]
"""Some slots, and what they need at least in vacancies and warnings."""


def is_long(problem: Problem, effort: Effort) -> bool:
    """Is it more than one stretch?"""
    days = [slot.day for slot in problem.slots]
    return bool(days) and (max(days) - min(days)).days >= effort.stretch_days


def solve_long(made: Compiled, *, order: Sequence[Tier], seed: int, effort: Effort, watch: Watch) -> Proof:
    """A plan with bounds of the whole problem.

    What people have already seen is another beginning: the only one where that comes before fairness, else the better of
    the two is taken, so that nothing gets worse by solving again.
    """
    planner, states = _Planner(made, seed, effort, watch), []
    if made.shown:
        states.append(State(made, order))
        construct_as_shown(states[-1])
    if not made.shown or order.index(Tier.STABILITY) > order.index(Tier.EVE):
        planner.plan()
        states.append(State(made, order))
        restore(states[-1], planner.holder)
    work, moves = WorkDone(), min(effort.moves, MOVES_PER_SLOT * len(made.slots))
    for state in states:
        fill_vacancies(state)
        work = added(work, improve(state, rng=Random(seed), moves=moves))  # noqa: S311 - a repeatable draw
    best = min(states, key=lambda state: state.cost)
    holder = best.holder
    if effort.exact and tuple(order[: len(COUNTS)]) == COUNTS:
        holder = planner.even_out(holder)
    return Proof(list(holder), _judged(made, holder, order, planner), added(work, planner.work))


class _Planner:
    """The plan so far, and what has been proven on the way: of rare days by themselves, of parts of the days, or of all."""

    def __init__(self, made: Compiled, seed: int, effort: Effort, watch: Watch) -> None:
        self.made, self.seed, self.effort, self.watch = made, seed, effort, watch
        self.holder = [made.fixed.get(slot, NOBODY) for slot in range(len(made.slots))]
        self.rare = {slot for slot, klass in enumerate(made.klass) if klass in RARE}
        self.proven: list[Sequence[TierValue]] = []
        """Bounds of the whole, each as long as the tiers before it are worth what they were."""
        self.floors = dict.fromkeys(SEATS_FIRST, 0)
        """Proven of parts of the days, added up."""
        self.elsewhere = 0
        """Vacancies proven of days that aren't rare."""
        self.network = Network(made, groups_of(made))
        self.work = WorkDone()

    def plan(self) -> None:
        if self.rare:
            self._begin(sorted(self.rare))
        # What rare days have stays: nothing else could make good what is lost there.
        settled = {slot: self.holder[slot] for slot in self.rare if self.holder[slot] != NOBODY}
        state = State(replace(self.made, fixed=self.made.fixed | settled), tuple(Tier))
        construct(state)
        fill_vacancies(state)
        self.holder = list(state.holder)
        if self.effort.exact:
            self._settle()
            self._level()
            self._look_elsewhere()

    def _begin(self, slots: Sequence[int]) -> None:
        part = self._part(slots)
        proof = self._constructed(part, RARE_FIRST)
        self._seat(slots, proof.holder)
        self.proven.append(proof.objective)

    def _settle(self) -> None:
        """Looks again at seats vacant or warned of more often than the counts ask for."""
        values = self._values()
        for tier in SEATS_FIRST:
            self.floors[tier] = self.network.bound(tier) or 0
            self.network.keep(self.floors[tier])
        self.network.widen()
        if all(values[tier] <= self.floors[tier] for tier in SEATS_FIRST):
            return
        if sum(len(people) for people in self.made.allowed) <= SMALL:
            proof = self._proven(self.made, self.holder, COUNTS)
            self.holder = list(proof.holder)
            self.proven.append(proof.objective)
            return
        parts = [(slots, dict.fromkeys(SEATS_FIRST, 0)) for slots in _months(self.made)]
        again: Sequence[int] = range(len(parts))
        for place in again:
            self._settle_part(*parts[place])
        parts, again = self._joined(parts)
        for place in again:
            self._settle_part(*parts[place])
        vacancies, warnings = (sum(floors[tier] for _, floors in parts) for tier in SEATS_FIRST)
        if vacancies >= self.floors[Tier.VACANCIES]:
            # With no vacancy to spare each part has just its own, and what it then needs in warnings.
            self.floors = {Tier.VACANCIES: vacancies, Tier.WARNINGS: max(warnings, self.floors[Tier.WARNINGS])}
        self._mend()

    def _settle_part(self, slots: Sequence[int], floors: dict[Tier, int]) -> None:
        """Proves what some days need by themselves, and brings them there beside the others if that can be."""
        if self._is_settled(slots, floors):
            return
        alone = self._constructed(self._part(slots, beside=False), SEATS_FIRST).objective
        for tier in alone:
            floors[tier.name] = tier.bound
            if not tier.proven:
                break
        if not self._is_settled(slots, floors):
            self._again([slot for slot in slots if slot not in self.rare], SEATS_FIRST)
        if not self._is_settled(slots, floors):
            self._again(slots, RARE_FIRST)

    def _is_settled(self, slots: Sequence[int], floors: Mapping[Tier, int]) -> bool:
        now = tier_values(self._part(slots), [self.holder[slot] for slot in slots])
        return all(now[tier] <= floors[tier] for tier in SEATS_FIRST)

    def _joined(self, parts: Sequence[Part]) -> tuple[list[Part], list[int]]:
        """Parts that need more beside their neighbours than by themselves joined with them; where those are now."""
        found: list[Part] = []
        again: list[int] = []
        is_open = False
        for slots, floors in parts:
            settled = self._is_settled(slots, floors)
            if is_open:
                found[-1] = (sorted({*found[-1][0], *slots}), dict.fromkeys(SEATS_FIRST, 0))
                again.append(len(found) - 1)
                is_open = False
            else:
                found.append((slots, floors))
                is_open = not settled
        return found, again

    def _mend(self) -> None:
        """Looks again at the days around vacant seats that no part by itself need leave vacant."""
        seen: set[int] = set()
        while self._values()[Tier.VACANCIES] > self.floors[Tier.VACANCIES]:
            vacant = (self.made.day[slot] for slot, person in enumerate(self.holder) if person == NOBODY)
            day = next((day for day in vacant if day not in seen), None)
            if day is None:
                return
            seen.add(day)
            self._again(self._near({day}, MENDED_DAYS), COUNTS)

    def _level(self) -> None:
        """Looks again at each holiday and the days around it, if the rare days are less fair than they were by themselves."""
        values = self._values()
        if not self.rare or all(values[tier.name] <= tier.value for tier in self.proven[0] if tier.name in FAIRNESS):
            return
        for days in self._holidays():
            self._again(self._near(days, LEVELLED_DAYS), RARE_FIRST)

    def even_out(self, holder: Sequence[int]) -> list[int]:
        """Solves the ordinary days and weekends of each month again, if these are less fair than the counts would let them be."""
        self.holder = list(holder)
        values = self._values()
        for tier in COUNTS:
            bound = self.network.bound(tier)
            self.network.keep(values[tier])
            if tier in (Tier.WEEKEND, Tier.POINTS) and bound is not None and values[tier] > bound * EVEN:
                for slots in _months(self.made):
                    self._again([slot for slot in slots if slot not in self.rare], COUNTS)
                break
        self.network.widen()
        return self.holder

    def _values(self) -> dict[Tier, int]:
        return tier_values(self.made, self.holder)

    def _holidays(self) -> Iterable[set[int]]:
        """Rare days, those of one holiday together."""
        together: set[int] = set()
        for day in sorted({self.made.day[slot] for slot in self.rare}):
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
        """Solves some slots again beside everything else; takes over what is better."""
        if not slots:
            return
        part, before = self._part(slots), [self.holder[slot] for slot in slots]
        proof = self._proven(part, before, order)
        if _worth(part, proof.holder, order) < _worth(part, before, order):
            self._seat(slots, proof.holder)

    def _look_elsewhere(self) -> None:
        """How many of the vacancies the days around them ask for, rare days left out: so many are no matter of these."""
        vacant = [slot for slot, person in enumerate(self.holder) if person == NOBODY and slot not in self.rare]
        days = {self.made.day[slot] for slot in vacant}
        if not days or not self.rare:
            return
        near = {slot for day in days for slot in self._near({day}, MENDED_DAYS)} - self.rare
        proof = self._constructed(self._part(sorted(near), beside=False), (Tier.VACANCIES,))
        self.elsewhere = proof.objective[0].bound

    def _constructed(self, part: Compiled, order: Sequence[Tier]) -> Proof:
        state = State(part, tuple(Tier))
        construct(state)
        fill_vacancies(state)
        if not self.effort.exact:
            values = tier_values(part, state.holder)
            return Proof(state.holder, [TierValue(t, values[t], floor_of(part, t), proven=False) for t in order])
        return self._proven(part, state.holder, order)

    def _proven(self, part: Compiled, holder: Sequence[int], order: Sequence[Tier]) -> Proof:
        limit = self.effort.exact * WINDOW_PART
        proof = prove(part, holder, order=order, seed=self.seed, limit=limit, watch=self.watch)
        self.work = added(self.work, proof.work)
        return proof

    def _seat(self, slots: Sequence[int], holder: Sequence[int]) -> None:
        for slot, person in zip(slots, holder, strict=True):
            self.holder[slot] = person

    def _part(self, slots: Sequence[int], *, beside: bool = True) -> Compiled:
        """Some slots by themselves, people in the same order; `beside` what is placed elsewhere, or as if nothing were."""
        problem, inside = self.made.problem, set(slots)
        chosen = tuple(self.made.slots[slot] for slot in slots)
        ids = {slot.id for slot in chosen}
        start, end = min(slot.start for slot in chosen), max(slot.end for slot in chosen)
        held = [(s, p) for s, p in enumerate(self.holder) if p >= 0 and s not in inside] if beside else []
        reach = max(REACH, problem.rules.spacing_days)
        near = range(self.made.day[slots[0]] - reach, self.made.day[slots[-1]] + reach + 1)
        placed = [_as_duty(self.made.slots[s], self.made.people[p].id) for s, p in held if self.made.day[s] in near]
        elsewhere: dict[int, list[int]] = defaultdict(list)
        for slot, person in held:
            elsewhere[person].append(slot)
        people = range(len(self.made.people))
        part = compiled(
            replace(
                problem,
                slots=chosen,
                absences=tuple(a for a in problem.absences if a.start < end and start < a.end),
                duties=(*problem.duties, *placed),
                fixed=tuple(f for f in problem.fixed if f.slot_id in ids),
                shown=tuple(k for k in problem.shown if k.slot_id in ids),
            ),
            [deviation_of(self.made, person, elsewhere[person]) for person in people],
        )
        part.used = [len(elsewhere[person]) for person in people]
        return part


def _months(made: Compiled) -> list[list[int]]:
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for slot, day in enumerate(made.day):
        on = date.fromordinal(day)
        found[on.year, on.month].append(slot)
    return list(found.values())


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


def _judged(made: Compiled, holder: Sequence[int], order: Sequence[Tier], planner: _Planner) -> list[TierValue]:
    """The tiers with bounds of the whole problem: by the flow, by parts of the days, or by what was proven on the way."""
    values, network = tier_values(made, holder), planner.network
    floors = dict(planner.floors)
    if values[Tier.VACANCIES] > floors[Tier.VACANCIES]:
        # A part with a vacancy to spare may spare itself warnings.
        floors[Tier.WARNINGS] = 0
    most_rare = dict(values) | {Tier.VACANCIES: values[Tier.VACANCIES] - planner.elsewhere}
    proven = [_still_proven(order, told, most_rare) for told in planner.proven[:1]]
    proven += [_still_proven(order, told, values) for told in planner.proven[1:]]
    found = []
    for tier in order:
        counted = network.bound(tier)
        network.keep(values[tier])
        if counted is None:
            counted = points_bound(network) if tier == Tier.POINTS else floor_of(made, tier)
        bound = max(counted, floors.get(tier, counted), *(told.get(tier, counted) for told in proven))
        found.append(TierValue(tier, values[tier], min(bound, values[tier]), proven=values[tier] <= bound))
    return found


def _still_proven(order: Sequence[Tier], told: Sequence[TierValue], values: Mapping[Tier, int]) -> dict[Tier, int]:
    """Bounds proven under the tiers before: as long as these are worth what they were worth then, and no less could be."""
    found: dict[Tier, int] = {}
    if tuple(order[: len(told)]) != tuple(tier.name for tier in told):
        return found
    for tier in told:
        found[tier.name] = tier.bound
        if not tier.proven or values[tier.name] != tier.value:
            break
    return found

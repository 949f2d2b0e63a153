"""A good plan in milliseconds: greedy construction, vacancies filled along chains, then take out and put back better."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from random import Random

from rostering.engine.compiling import Compiled
from rostering.engine.plan import WorkDone
from rostering.engine.problem import COUNTED_CLASSES, DutyClass
from rostering.engine.state import NOBODY, State
from rostering.engine.tiers import Tier

CHAIN_DEPTH = 4
CHAIN_STEPS = 400
MOST_TAKEN = 5
CLASSES = len(COUNTED_CLASSES) + 1
RARE = COUNTED_CLASSES.index(DutyClass.WEEKEND)
"""Classes before this one have few days and are looked at more often."""


def construct(state: State) -> None:
    """Seats somebody on every empty slot it can: rare days first, their tiers come first; within a class the hardest."""
    made = state.made
    for slot, person in sorted(made.fixed.items()):
        if state.holder[slot] == NOBODY:
            state.put(person, slot)
    free = [slot for slot in range(len(made.slots)) if state.holder[slot] == NOBODY]
    for slot in sorted(free, key=lambda s: (made.klass[s] % CLASSES, len(made.allowed[s]), s)):
        _seat_cheapest(state, slot)


def construct_as_shown(state: State) -> None:
    """Seats everybody where people have already seen them, as far as the rules of now let them; the rest stays empty."""
    made = state.made
    for slot, person in [*sorted(made.fixed.items()), *sorted(made.shown.items())]:
        if state.holder[slot] != NOBODY:
            continue
        if slot in made.fixed or (person in made.allowed[slot] and state.may(person, slot)):
            state.put(person, slot)


def _seat_cheapest(state: State, slot: int, shy: Random | None = None) -> bool:
    """Puts whoever costs least on the slot; with `shy` sometimes the second. False when nobody may."""
    best, second = state.cheapest(slot)
    if best == NOBODY:
        return False
    if shy is not None and second != NOBODY and shy.random() < 0.1:
        best = second
    state.put(best, slot)
    return True


def fill_vacancies(state: State) -> None:
    """Frees people for vacant slots by moving others, as far as short chains reach."""
    for slot in range(len(state.made.slots)):
        if state.holder[slot] == NOBODY:
            _Chain(state).fill(slot)


class _Chain:
    """Kuhn's step with rules: whoever stands in the way of a candidate is moved to other people, a few deep."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.steps = CHAIN_STEPS

    def fill(self, slot: int, depth: int = 0, settled: frozenset[int] = frozenset()) -> bool:
        """True when the slot is filled and nothing else became vacant; False leaves all as it was."""
        state = self.state
        if _seat_cheapest(state, slot):
            return True
        if depth >= CHAIN_DEPTH:
            return False
        for person in state.made.allowed[slot]:
            self.steps -= 1
            if self.steps < 0:
                return False
            if self._make_way(person, slot, depth, settled | {slot}):
                return True
        return False

    def _make_way(self, person: int, slot: int, depth: int, settled: frozenset[int]) -> bool:
        state = self.state
        moved = self._in_the_way(person, slot)
        if not moved or len(moved) > 2 or not settled.isdisjoint(moved) or any(s in state.made.fixed for s in moved):
            return False
        for other in moved:
            state.take(other)
        if state.may(person, slot):
            state.put(person, slot)
            before = list(state.holder)
            if all(self.fill(other, depth + 1, settled) for other in moved):
                return True
            restore(state, before)
            state.take(slot)
        for other in moved:
            state.put(person, other)
        return False

    def _in_the_way(self, person: int, slot: int) -> list[int]:
        """The person's own seats that clash with the slot, or the nearest one when it is the week or the period."""
        state, made = self.state, self.state.made
        held = state.held[person]
        clashing = sorted(held.intersection(made.clashing[slot]))
        if clashing or not held:
            return clashing
        return [min(held, key=lambda s: (abs(made.day[s] - made.day[slot]), s))]


def restore(state: State, holder: Sequence[int]) -> None:
    """Brings the state back to `holder`."""
    changed = [slot for slot, person in enumerate(holder) if state.holder[slot] != person]
    for slot in changed:
        if state.holder[slot] != NOBODY:
            state.take(slot)
    for slot in changed:
        if holder[slot] != NOBODY:
            state.put(holder[slot], slot)


def improve(state: State, *, rng: Random, moves: int) -> WorkDone:
    """Takes a few seats out and puts them back better, `moves` times; never ends worse than it began."""
    made = state.made
    free = [slot for slot in range(len(made.slots)) if slot not in made.fixed and made.allowed[slot]]
    if len(free) < 2:
        return WorkDone()
    rare = [slot for slot in free if 0 <= made.klass[slot] < RARE] or free
    improved = 0
    for _ in range(moves):
        before = state.cost
        taken = _some(state, free, rare if rng.random() < 0.3 else free, rng)
        holders = [(slot, state.take(slot)) for slot in taken if state.holder[slot] != NOBODY]
        rng.shuffle(taken)
        for slot in taken:
            _seat_cheapest(state, slot, rng)
        if state.cost > before:
            _put_back(state, taken, holders)
        improved += state.cost < before
    return WorkDone(moves=moves, improved=improved)


def polished(made: Compiled, holder: Sequence[int], order: Sequence[Tier], *, seed: int, moves: int) -> State:
    """`holder` as a state, improved in `order`: an exact plan for one tier is careless of those after it."""
    state = State(made, (*order, *(tier for tier in Tier if tier not in order)))
    restore(state, holder)
    improve(state, rng=Random(seed), moves=moves)  # noqa: S311 - a repeatable draw
    return state


def _put_back(state: State, taken: Sequence[int], holders: Sequence[tuple[int, int]]) -> None:
    for slot in taken:
        if state.holder[slot] != NOBODY:
            state.take(slot)
    for slot, person in holders:
        state.put(person, slot)


def _some(state: State, free: Sequence[int], firsts: Sequence[int], rng: Random) -> list[int]:
    """One of `firsts` and a few that have to do with it: near in time, or anywhere."""
    made, first = state.made, firsts[int(rng.random() * len(firsts))]
    count = 2 + int(rng.random() * (MOST_TAKEN - 1))
    chosen = {first}
    low, high = 0, len(free)
    if rng.random() < 0.6:
        low = bisect_left(free, bisect_left(made.day, made.day[first] - 2))
        high = bisect_right(free, bisect_right(made.day, made.day[first] + 2) - 1)
    for _ in range(count - 1):
        chosen.add(free[low + int(rng.random() * (high - low))])
    return sorted(chosen)

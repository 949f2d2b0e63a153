"""Seats that differ in nothing but their number, as one group with several places: no permutation of them is looked at twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rostering.engine.compiling import Compiled
from rostering.engine.eligibility import rest_after
from rostering.engine.problem import Strength
from rostering.engine.state import NOBODY


@dataclass(slots=True)
class Group:
    """Equal seats. `shown` are the people whom the public knows on them."""

    slots: list[int]
    people: list[int]
    first: int
    shown: list[int] = field(default_factory=list)


def groups_of(made: Compiled) -> list[Group]:
    """Equal exclusive seats together, in order of day; a fixed one by itself. Seats that nobody may hold are left out."""
    found: dict[tuple[object, ...], Group] = {}
    for slot, facts in enumerate(made.slots):
        if not made.allowed[slot]:
            continue
        alone = slot if slot in made.fixed or not facts.exclusive else -1
        kind = (
            facts.start,
            facts.end,
            facts.points,
            facts.on_site_all_day,
            facts.duty_class,
            facts.festival,
            facts.weight,
        )
        key = (facts.day, facts.unit_id, facts.post, facts.min_rank, facts.response_minutes, alone, *kind)
        group = found.setdefault(key, Group([], made.allowed[slot], slot))
        group.slots.append(slot)
        if slot in made.shown:
            group.shown.append(made.shown[slot])
    return list(found.values())


def holder_of(made: Compiled, groups: Sequence[Group], chosen: Callable[[tuple[int, int]], bool]) -> list[int]:
    """The plan of chosen (group, person): who is known on a seat of the group stays on it."""
    holder = [NOBODY] * len(made.slots)
    for g, group in enumerate(groups):
        people = [p for p in group.people if chosen((g, p))]
        empty = []
        for slot in group.slots:
            known = made.shown.get(slot)
            if known in people:
                people.remove(known)
                holder[slot] = known
            else:
                empty.append(slot)
        for slot, person in zip(empty, people, strict=False):
            holder[slot] = person
    return holder


def most_of(made: Compiled, slots: Sequence[int]) -> int:
    """At most so many of `slots`, in order of day, can one person have, by the shortest rest among them."""
    rules = made.problem.rules
    if rules.rest != Strength.HARD:
        return len(slots)
    rest = min((rest_after(made.slots[slot], rules) for slot in slots), default=0)
    facts = [slot for slot in slots if slot in made.fixed]
    if _spaced(made, facts, rest) < len(facts):
        # What is published may break the rule by now: it counts in full.
        return len(facts) + _spaced(made, [slot for slot in slots if slot not in made.fixed], rest)
    return _spaced(made, slots, rest)


def _spaced(made: Compiled, slots: Sequence[int], rest: int) -> int:
    count, free_from = 0, 0
    for slot in slots:
        if not made.clashing[slot]:
            count += 1
        elif made.day[slot] >= free_from:
            count, free_from = count + 1, made.day[slot] + rest + 1
    return count

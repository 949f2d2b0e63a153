"""Why this person on this seat: everybody who could be asked about it, and what they would cost instead.

Looks at the plan as it stands, everybody else where they are. Brings no solver with it; `engine.vacating` says more about
seats that stay empty.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rostering.engine.compiling import compiled
from rostering.engine.fair_shares import with_shares
from rostering.engine.neighbours import Surroundings
from rostering.engine.problem import Person, Placement, Problem, Reason, Slot, Strength
from rostering.engine.scoring import tier_values, values_of_person
from rostering.engine.state import NOBODY
from rostering.engine.tiers import Tier


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much a tier becomes worse (+) or better (-) with this person instead of the present holder."""

    tier: Tier
    amount: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One person asked about: refused by `refused`, or allowed with `warnings` and `differences` in order of tiers.

    The present holder has no differences. The first difference decides: everything after it is less important.
    """

    person_id: str
    is_present: bool
    refused: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def decisive(self) -> Difference | None:
        """What decides against (or for) this person; None for the present holder and for an equal."""
        return self.differences[0] if self.differences else None


def choices(problem: Problem, placements: Iterable[Placement], slot_id: str) -> tuple[Choice, ...]:
    """Everybody of the slot's unit: the present holder, then the allowed from the best, then those refused.

    `placements` is the plan. Raises KeyError for an unknown slot.
    """
    placed = tuple(placements)
    part = around_slot(problem, placed, slot_id)
    around = Surroundings(part, [p for p in placed if p.slot_id in {slot.id for slot in part.slots}])
    slot = around.slots[slot_id]
    weighing = _Weighing(part, placed, slot_id)
    found = [_choice(person, slot, around, weighing) for person in part.people if slot.unit_id in person.unit_ids]
    return tuple(sorted(found, key=_order))


def around_slot(problem: Problem, placements: Sequence[Placement], slot_id: str) -> Problem:
    """The slot's unit by itself: its people, and every slot they may hold or hold, wherever it is."""
    unit_id = next((slot.unit_id for slot in problem.slots if slot.id == slot_id), None)
    if unit_id is None:
        raise KeyError(slot_id)
    ids = {person.id for person in problem.people if unit_id in person.unit_ids}
    partners = {p.second_id for p in problem.pairs if p.first_id in ids}
    partners |= {p.first_id for p in problem.pairs if p.second_id in ids}
    held = {placement.slot_id for placement in placements if placement.person_id in ids | partners}
    slots = tuple(slot for slot in problem.slots if slot.unit_id == unit_id or slot.id in held)
    inside = {slot.id for slot in slots}
    holders = {placement.person_id for placement in placements if placement.slot_id in inside}
    people = tuple(person for person in problem.people if person.id in ids | partners | holders)
    names = {person.id for person in people}
    return replace(
        problem,
        slots=slots,
        people=people,
        absences=tuple(a for a in problem.absences if a.person_id in names),
        duties=tuple(d for d in problem.duties if d.person_id in names),
        fixed=tuple(f for f in problem.fixed if f.slot_id in inside),
        ledger=tuple(e for e in with_shares(problem) if e.person_id in names),
        pairs=tuple(p for p in problem.pairs if p.first_id in names and p.second_id in names),
        preferences=tuple(p for p in problem.preferences if p.person_id in names),
        shown=tuple(k for k in problem.shown if k.slot_id in inside),
    )


def _choice(person: Person, slot: Slot, around: Surroundings, weighing: "_Weighing") -> Choice:
    if weighing.present == person.id:
        return Choice(person.id, is_present=True, warnings=tuple(around.warnings(person, slot)))
    refused = tuple(around.refusals(person, slot))
    if refused:
        return Choice(person.id, is_present=False, refused=refused)
    differences = weighing.differences(person.id)
    return Choice(person.id, False, warnings=tuple(around.warnings(person, slot)), differences=differences)


def _order(choice: Choice) -> tuple[object, ...]:
    tiers = list(Tier)
    amounts = [0] * len(tiers)
    for difference in choice.differences:
        amounts[tiers.index(difference.tier)] = difference.amount
    return (not choice.is_present, bool(choice.refused), len(choice.refused), amounts, choice.person_id)


class _Weighing:
    """What a slot costs in other hands."""

    def __init__(self, problem: Problem, placements: Sequence[Placement], slot_id: str) -> None:
        # What is fixed may be asked about too: the rules speak for themselves.
        self.made = compiled(replace(problem, fixed=()))
        index = {slot.id: i for i, slot in enumerate(self.made.slots)}
        self.number = {person.id: p for p, person in enumerate(self.made.people)}
        self.slot = index[slot_id]
        self.holder = [NOBODY] * len(self.made.slots)
        for placement in placements:
            if placement.slot_id in index:
                self.holder[index[placement.slot_id]] = self.number[placement.person_id]
        now = self.holder[self.slot]
        self.present = self.made.people[now].id if now != NOBODY else None
        rules = problem.rules
        # Pair rules tie people together: then only the whole plan says what a change costs.
        self.whole = bool(problem.pairs) and Strength.WARNING in (rules.pair_together, rules.pair_both_away)

    def differences(self, person_id: str) -> tuple[Difference, ...]:
        """Tiers that change when `person_id` takes the slot over, in their order."""
        before, after = self._values(self.holder, person_id), self._values(self._with(person_id), person_id)
        return tuple(Difference(tier, after[tier] - before[tier]) for tier in Tier if after[tier] != before[tier])

    def _with(self, person_id: str) -> list[int]:
        changed = list(self.holder)
        changed[self.slot] = self.number[person_id]
        return changed

    def _values(self, holder: Sequence[int], person_id: str) -> dict[Tier, int]:
        """The tiers as far as the two people and the slot have part in them."""
        if self.whole:
            return tier_values(self.made, holder)
        values = dict.fromkeys(Tier, 0)
        values[Tier.VACANCIES] = self.made.weight[self.slot] if holder[self.slot] == NOBODY else 0
        values[Tier.STABILITY] = int(self.slot in self.made.shown and self.made.shown[self.slot] != holder[self.slot])
        for person in {self.holder[self.slot], self.number[person_id]} - {NOBODY}:
            slots = [slot for slot, now in enumerate(holder) if now == person]
            for tier, value in values_of_person(self.made, person, slots).items():
                values[tier] += value
        return values

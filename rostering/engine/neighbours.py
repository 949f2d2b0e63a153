"""What stands around a person, given who holds which slot: for pins, causes of vacancies and explanations."""

from collections import defaultdict
from collections.abc import Iterable

from rostering.engine.eligibility import Around, Partner, broken_rules, hard, strength_of
from rostering.engine.problem import Absence, Duty, Pair, Person, Placement, Problem, Reason, Slot, Strength


class Surroundings:
    """Answers for any person and slot which rules speak against it, beside the placements given."""

    def __init__(self, problem: Problem, placements: Iterable[Placement]) -> None:
        self.problem = problem
        self.slots = {slot.id: slot for slot in problem.slots}
        self.people = {person.id: person for person in problem.people}
        self.absences: dict[str, list[Absence]] = defaultdict(list)
        self.duties: dict[str, list[Duty]] = defaultdict(list)
        self.held: dict[str, list[Slot]] = defaultdict(list)
        self.pairs: dict[str, list[tuple[str, Pair]]] = defaultdict(list)
        for absence in sorted(problem.absences, key=lambda a: (a.start, a.end, a.id)):
            self.absences[absence.person_id].append(absence)
        for duty in sorted(problem.duties, key=lambda d: (d.start, d.end, d.unit_id)):
            self.duties[duty.person_id].append(duty)
        for placement in sorted(placements, key=lambda p: p.slot_id):
            self.held[placement.person_id].append(self.slots[placement.slot_id])
        for pair in sorted(problem.pairs, key=lambda p: (p.first_id, p.second_id, p.kind)):
            self.pairs[pair.first_id].append((pair.second_id, pair))
            self.pairs[pair.second_id].append((pair.first_id, pair))

    def around(self, person_id: str, besides: Slot) -> Around:
        """Everything around a person but the slot asked about."""
        own = tuple(slot for slot in self.held[person_id] if slot.id != besides.id)
        partners = tuple(
            Partner(
                pair.kind,
                pair.unit_id,
                tuple(self.absences[other]),
                (*self.duties[other], *(slot for slot in self.held[other] if slot.id != besides.id)),
                label=other,
            )
            for other, pair in self.pairs[person_id]
        )
        return Around(tuple(self.absences[person_id]), (*self.duties[person_id], *own), partners)

    def broken(self, person: Person, slot: Slot) -> list[Reason]:
        """Every rule of any strength that the person on the slot would break."""
        own = sum(held.id != slot.id for held in self.held[person.id])
        return broken_rules(person, slot, self.around(person.id, slot), self.problem.rules, in_period=own)

    def refusals(self, person: Person, slot: Slot) -> list[Reason]:
        """The hard ones among them."""
        return hard(self.broken(person, slot), self.problem.rules)

    def warnings(self, person: Person, slot: Slot) -> list[Reason]:
        """Those to mind only."""
        rules = self.problem.rules
        return [r for r in self.broken(person, slot) if strength_of(r.code, rules) == Strength.WARNING]

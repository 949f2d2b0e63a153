"""Why a seat stays empty: the smallest set of rules that together forbid filling it, and the smallest ways out.

Asked of the days around the seat, everything else standing. Each rule hangs on a literal: assumed true, they contradict
"filled, and no other seat empty for it"; a core of that, thinned out, is the cause. The ways out are single things to give
up (a leave, a pin, somebody's rest, ...); where one isn't enough, the fewest together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ortools.sat.python import cp_model

from rostering.engine.eligibility import WEEK, OnDuty, at_once, clash, duty_rules, strength_of
from rostering.engine.explaining import around_slot
from rostering.engine.model import solve_model
from rostering.engine.neighbours import Surroundings
from rostering.engine.plan import Vacancy
from rostering.engine.problem import PairKind, Person, Placement, PlacementKind, Problem, Reason, Rule, Slot, Strength

DAYS_AROUND = 3
MOST_WAYS = 12
LIMIT = 0.5
PINNED = "pinned"
NOT_ENOUGH = "not_enough_people"
# Nobody can set these aside for a day.
LASTING = (Rule.OTHER_UNIT, Rule.NOT_IN_SERVICE, Rule.ALREADY_ON_DUTY)


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing that could be given up: `rule` says which kind, the ids whose (`absence_id` for a leave)."""

    rule: str
    person_id: str = ""
    absence_id: str = ""
    slot_id: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """`causes`: rules of which none is to spare. `ways`: each a smallest set of items that would let the seat be filled."""

    causes: tuple[Reason, ...]
    ways: tuple[tuple[Item, ...], ...]


def why_vacant(problem: Problem, placements: Iterable[Placement], slot_id: str) -> Blocked:
    """Of a vacant slot of a plan. Nothing in both for a slot that could be filled. Raises KeyError for an unknown one."""
    placed = tuple(placements)
    window = _Window(around_slot(problem, placed, slot_id), placed, slot_id)
    if not window.people:
        return Blocked((Reason("nobody"),), ())
    causes = _causes(window)
    return Blocked(causes, _ways(window) if causes else ())


class _Window:
    """The days around the slot: which of its seats are to be filled, by whom, and what each needs given up."""

    def __init__(self, problem: Problem, placements: Sequence[Placement], slot_id: str) -> None:
        slots = {slot.id: slot for slot in problem.slots}
        self.problem, self.target = problem, slots[slot_id]
        near = timedelta(days=DAYS_AROUND)
        same = (slot for slot in problem.slots if abs(slot.day - self.target.day) <= near)
        facts = {f.slot_id for f in problem.fixed if f.kind == PlacementKind.PUBLISHED}
        self.slots = sorted((s for s in same if s.id not in facts), key=lambda s: (s.day, s.unit_id, s.post, s.id))
        inside = {slot.id for slot in self.slots}
        self.outside = [p for p in placements if p.slot_id in slots and p.slot_id not in inside]
        self.around = Surroundings(problem, self.outside)
        self.present = {p.slot_id: p.person_id for p in placements if p.slot_id in inside}
        self.pins = {f.slot_id: f.person_id for f in problem.fixed if f.kind == PlacementKind.PINNED}
        unit_id = self.target.unit_id
        self.people = [person for person in self.around.people.values() if unit_id in person.unit_ids]
        self.needs = {
            (slot.id, person.id): needed
            for slot in self.slots
            for person in self.around.people.values()
            if (needed := self._needed(slot, person)) is not None
        }

    def _needed(self, slot: Slot, person: Person) -> frozenset[Item] | None:
        """What must be given up for the person to hold the slot; None when nothing helps."""
        items = set()
        for reason in self.around.refusals(person, slot):
            if reason.code in LASTING:
                return None
            if reason.code == Rule.ABSENT:
                absences = (a for a in self.around.absences[person.id] if at_once(slot, a))
                items |= {Item(Rule.ABSENT.value, person.id, absence.id) for absence in absences}
            else:
                items.add(Item(reason.code, person.id))
        return frozenset(items)


class _Model:
    """The window as constraints under switches: a rule holds while its switch is on."""

    def __init__(self, window: _Window, *, by_rule: bool) -> None:
        self.window = window
        self.by_rule = by_rule
        self.cp = cp_model.CpModel()
        self.switches: dict[Item, cp_model.IntVar] = {}
        self.seat = {key: self.cp.new_bool_var("") for key in sorted(window.needs)}
        self.of_person: dict[str, list[Slot]] = defaultdict(list)
        slots = {slot.id: slot for slot in window.slots}
        for slot_id, person_id in self.seat:
            self.of_person[person_id].append(slots[slot_id])
        self._fill()
        for (slot_id, person_id), items in sorted(window.needs.items()):
            for item in sorted(items):
                self.cp.add(self.seat[slot_id, person_id] == 0).only_enforce_if(self.switch(item))
        for person_id, held in self.of_person.items():
            self._apart(person_id, held)
            self._maxima(person_id, held)
        self._pairs()

    def switch(self, item: Item) -> cp_model.IntVar:
        """On = the rule holds. By rule there is one for all people."""
        key = Item(item.rule) if self.by_rule else item
        if key not in self.switches:
            self.switches[key] = self.cp.new_bool_var("")
        return self.switches[key]

    def _fill(self) -> None:
        """The target is filled, and the other seats lose nothing by it."""
        window, weights = self.window, []
        for slot in window.slots:
            inside = [variable for (slot_id, _), variable in self.seat.items() if slot_id == slot.id]
            self.cp.add_at_most_one(inside)
            if slot.id == window.target.id:
                self.cp.add(sum(inside) >= 1)
            else:
                weights += [(variable, slot.weight) for variable in inside]
            pinned = window.pins.get(slot.id)
            if pinned is not None and (slot.id, pinned) in self.seat:
                item = Item(PINNED, pinned, slot_id=slot.id)
                self.cp.add(self.seat[slot.id, pinned] == 1).only_enforce_if(self.switch(item))
        now = sum(slot.weight for slot in window.slots if slot.id in window.present and slot.id != window.target.id)
        self.cp.add(sum(variable * weight for variable, weight in weights) >= now)

    def _apart(self, person_id: str, held: Sequence[Slot]) -> None:
        rules = self.window.problem.rules
        for i, first in enumerate(held):
            for second in held[i + 1 :]:
                rule = clash(first, second, rules)
                if rule is None or strength_of(rule, rules) != Strength.HARD:
                    continue
                both = [self.seat[first.id, person_id], self.seat[second.id, person_id]]
                if rule == Rule.ALREADY_ON_DUTY:
                    self.cp.add_at_most_one(both)
                else:
                    self.cp.add(sum(both) <= 1).only_enforce_if(self.switch(Item(rule.value, person_id)))

    def _maxima(self, person_id: str, held: Sequence[Slot]) -> None:
        rules, around = self.window.problem.rules, self.window.around
        if rules.week == Strength.HARD:
            exclusive = [slot for slot in held if slot.exclusive]
            others: list[OnDuty] = [*around.duties[person_id], *around.held[person_id]]
            standing = [duty.day for duty in others if duty.exclusive]
            for begin in sorted({slot.day - timedelta(days=back) for slot in exclusive for back in range(WEEK)}):
                end = begin + timedelta(days=WEEK)
                inside = [self.seat[slot.id, person_id] for slot in exclusive if begin <= slot.day < end]
                free = rules.max_in_week - sum(begin <= day < end for day in standing)
                if len(inside) > free:
                    item = Item(Rule.TOO_MANY_IN_WEEK.value, person_id)
                    self.cp.add(sum(inside) <= max(free, 0)).only_enforce_if(self.switch(item))
        if rules.period == Strength.HARD and rules.max_in_period is not None:
            free = max(rules.max_in_period - len(around.held[person_id]), 0)
            item = Item(Rule.TOO_MANY_IN_PERIOD.value, person_id)
            total = sum(self.seat[slot.id, person_id] for slot in held)
            self.cp.add(total <= free).only_enforce_if(self.switch(item))

    def _pairs(self) -> None:
        rules = self.window.problem.rules
        for pair in self.window.problem.pairs:
            rule = Rule.PAIR_TOGETHER if pair.kind == PairKind.TOGETHER else Rule.PAIR_BOTH_AWAY
            if strength_of(rule, rules) != Strength.HARD:
                continue
            for first in self.of_person[pair.first_id]:
                for second in self.of_person[pair.second_id]:
                    home = rule == Rule.PAIR_BOTH_AWAY and pair.unit_id in (first.unit_id, second.unit_id)
                    if not home and at_once(first, second):
                        both = [self.seat[first.id, pair.first_id], self.seat[second.id, pair.second_id]]
                        self.cp.add(sum(both) <= 1).only_enforce_if(self.switch(Item(rule.value, pair.first_id)))


def _causes(window: _Window) -> tuple[Reason, ...]:
    """Rules that together forbid it, none to spare. Not enough people is what remains when no rule is needed."""
    model = _Model(window, by_rule=True)
    switches = dict(sorted(model.switches.items()))
    if _feasible(model, switches, tuple(switches)):
        return ()
    needed = list(switches)
    for item in list(switches):
        fewer = [other for other in needed if other != item]
        if not _feasible(model, switches, fewer):
            needed = fewer
    return tuple(Reason(item.rule) for item in needed) or (Reason(NOT_ENOUGH),)


def _feasible(model: _Model, switches: Mapping[Item, cp_model.IntVar], on: Sequence[Item]) -> bool:
    model.cp.clear_assumptions()
    model.cp.add_assumptions([switches[item] for item in on])
    _, status = solve_model(model.cp, seed=1, limit=LIMIT)
    return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _at_hand(window: _Window) -> list[tuple[Item, ...]]:
    """Single items that let somebody take the seat with nobody else moving: no solver needed for these."""
    rules, found = window.problem.rules, set()
    held = defaultdict(list)
    slots = {slot.id: slot for slot in window.slots}
    for slot_id, person_id in window.present.items():
        held[person_id].append(slots[slot_id])
    for person in window.people:
        needed = window.needs.get((window.target.id, person.id))
        if needed is not None and len(needed) == 1 and not list(duty_rules(window.target, held[person.id], rules)):
            found |= {item for item in needed if item.rule == Rule.ABSENT}
    return [(item,) for item in sorted(found)]


def _ways(window: _Window) -> tuple[tuple[Item, ...], ...]:
    """The smallest sets of items; singles all (at most MOST_WAYS), larger ones the first found."""
    found = _at_hand(window)
    if len(found) >= MOST_WAYS:
        return tuple(found[:MOST_WAYS])
    model = _Model(window, by_rule=False)
    for (item,) in found:
        model.cp.add(model.switches[item] == 1)
    off = {item: ~switch for item, switch in sorted(model.switches.items())}
    model.cp.minimize(sum(off.values()))
    while len(found) < MOST_WAYS:
        solver, status = solve_model(model.cp, seed=1, limit=LIMIT)
        if status != cp_model.OPTIMAL:
            break
        way = tuple(item for item, relaxed in off.items() if solver.boolean_value(relaxed))
        if not way or (found and len(way) > 1):
            break
        found.append(way)
        if len(way) > 1:
            break
        model.cp.add(model.switches[way[0]] == 1)
    return tuple(sorted(found))


def vacancies(problem: Problem, placements: Sequence[Placement], empty: Iterable[Slot]) -> list[Vacancy]:
    """The empty slots with their causes, given who sits elsewhere."""
    around = Surroundings(problem, placements)
    return [Vacancy(slot.id, _kept_off(slot, around)) for slot in empty]


def _kept_off(slot: Slot, around: Surroundings) -> tuple[Reason, ...]:
    """Per rule the people of the unit it keeps off first; who may but is needed elsewhere counts as on duty."""
    counts: Counter[str] = Counter()
    for person in around.problem.people:
        if slot.unit_id not in person.unit_ids:
            continue
        found = around.refusals(person, slot)
        counts[found[0].code if found else Rule.ALREADY_ON_DUTY.value] += 1
    return tuple(Reason(code, {"count": count}) for code, count in sorted(counts.items())) or (Reason("nobody"),)

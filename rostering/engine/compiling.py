"""A problem as numbered slots and people, everything the search asks for looked up instead of worked out."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rostering.engine.eligibility import (
    Around,
    OnDuty,
    Partner,
    at_once,
    clash,
    duty_rules,
    in_service,
    pair_rules,
    post_rules,
    strength_of,
)
from rostering.engine.fair_shares import deviations
from rostering.engine.problem import COUNTED_CLASSES, Absence, Duty, PairKind, Person, Problem, Rule, Slot, Strength

# Duty days further apart than this are neither at once (a shift spans at most two days) nor within rest.
NEAR_DAYS = 3
SOMEBODY_ELSE = -2
"""Shown on a seat, but nobody of this part: a change whatever happens."""
FESTIVAL_YEAR = (300, 430)
"""Days between the same festival of two years running: lunar ones move by up to a month, and runs are up to 9 days."""


@dataclass(slots=True)
class Compiled:
    """One problem by numbers. Slots are in order of day, unit, post, seat, id; people by what they are, then id."""

    problem: Problem
    slots: list[Slot]
    people: list[Person]
    around: list[Around]
    day: list[int]
    weight: list[int]
    klass: list[int]
    """Per slot: index into COUNTED_CLASSES, -1 = none."""
    points: list[int]
    allowed: list[list[int]]
    """Per slot: the people no rule keeps off whatever else they do here, in order."""
    fixed: dict[int, int]
    clashing: list[list[int]]
    """Per slot: the slots that one person can't have beside it, by a hard rule."""
    deviation: list[list[int]]
    """Per person: load minus fair share in each counted class and in points, if nothing were placed here."""
    standing_days: list[list[int]]
    """Per person: days of duties elsewhere, near the slots."""
    week_days: list[list[int]]
    """The exclusive ones among them."""
    partners: list[list[tuple[int, PairKind, str]]]
    warned: dict[tuple[int, int], int] = field(default_factory=dict)
    """Per slot and person: rules of strength warning broken whatever else the person does here."""
    soft_clashing: list[list[int]] = field(default_factory=list)
    repeated: set[tuple[int, int]] = field(default_factory=set)
    wished: dict[tuple[int, int], int] = field(default_factory=dict)
    shown: dict[int, int] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)
    """Per person: slots of the period already held elsewhere (earlier stretches)."""

    @property
    def most_in_period(self) -> int | None:
        """The hard maximum per person, None = no limit."""
        rules = self.problem.rules
        return rules.max_in_period if rules.period == Strength.HARD else None

    @property
    def warns_together(self) -> bool:
        """May several duties, or two people, break a rule of strength warning together?"""
        rules = self.problem.rules
        return Strength.WARNING in (rules.rest, rules.week, rules.period, rules.pair_together, rules.pair_both_away)


def compiled(problem: Problem, deviation: list[list[int]] | None = None) -> Compiled:
    """Numbers the slots and people of `problem`; `deviation` for those who know it better than its ledger."""
    people = sorted(problem.people, key=_person_key)
    slots = sorted(problem.slots, key=lambda s: (s.day, s.unit_id, s.post, s.seat, s.id))
    number = {person.id: index for index, person in enumerate(people)}
    around = _arounds(problem, people, number)
    index = {slot.id: i for i, slot in enumerate(slots)}
    made = Compiled(
        problem=problem,
        slots=slots,
        people=people,
        around=around,
        day=[slot.day.toordinal() for slot in slots],
        weight=[slot.weight for slot in slots],
        klass=[COUNTED_CLASSES.index(s.duty_class) if s.duty_class in COUNTED_CLASSES else -1 for s in slots],
        points=[slot.points for slot in slots],
        allowed=[[] for _ in slots],
        fixed={index[f.slot_id]: number[f.person_id] for f in problem.fixed},
        clashing=_clashing(slots, problem, Strength.HARD, frozenset(index[f.slot_id] for f in problem.fixed)),
        deviation=deviations(problem, people, slots) if deviation is None else deviation,
        standing_days=[sorted(d.day.toordinal() for d in a.duties) for a in around],
        week_days=[sorted(d.day.toordinal() for d in a.duties if d.exclusive) for a in around],
        partners=_partners(problem, number),
        used=[0] * len(people),
    )
    if problem.rules.rest == Strength.WARNING:
        made.soft_clashing = _clashing(slots, problem, Strength.WARNING)
    _allow(made)
    _likes(made, number, index)
    return made


def _person_key(person: Person) -> tuple[object, ...]:
    """By what a person is, names last, so that renaming people changes as little as can be."""
    valid_to = person.valid_to or date.max
    minutes = -1 if person.travel_minutes is None else person.travel_minutes
    posts = (sorted(person.unit_ids), sorted(person.eligible_posts))
    return (posts, person.rank, person.valid_from, valid_to, minutes, not person.reachable, person.id)


def _arounds(problem: Problem, people: Sequence[Person], number: Mapping[str, int]) -> list[Around]:
    """Absences and duties near the slots, per person."""
    absences: dict[str, list[Absence]] = defaultdict(list)
    duties: dict[str, list[Duty]] = defaultdict(list)
    if problem.slots:
        first, last = min(s.day for s in problem.slots), max(s.day for s in problem.slots)
        reach = max(
            7, problem.rules.spacing_days, problem.rules.rest_days_after_on_site + 1, problem.rules.rest_days + 1
        )
        for duty in problem.duties:
            if duty.person_id in number and (first - duty.day).days <= reach and (duty.day - last).days <= reach:
                duties[duty.person_id].append(duty)
    for absence in problem.absences:
        absences[absence.person_id].append(absence)
    return [
        Around(
            tuple(sorted(absences[p.id], key=lambda a: (a.start, a.end, a.id))),
            tuple(sorted(duties[p.id], key=lambda d: (d.day, d.start, d.end, d.unit_id))),
        )
        for p in people
    ]


def _partners(problem: Problem, number: Mapping[str, int]) -> list[list[tuple[int, PairKind, str]]]:
    partners: list[set[tuple[int, PairKind, str]]] = [set() for _ in number]
    for pair in problem.pairs:
        rule = Rule.PAIR_TOGETHER if pair.kind == PairKind.TOGETHER else Rule.PAIR_BOTH_AWAY
        both_here = pair.first_id in number and pair.second_id in number
        if both_here and strength_of(rule, problem.rules) != Strength.OFF:
            first, second = number[pair.first_id], number[pair.second_id]
            partners[first].add((second, pair.kind, pair.unit_id))
            partners[second].add((first, pair.kind, pair.unit_id))
    return [sorted(found) for found in partners]


def _clashing(
    slots: Sequence[Slot], problem: Problem, strength: Strength, facts: frozenset[int] = frozenset()
) -> list[list[int]]:
    """Per slot those that clash with it by a rule of this strength; `facts` among themselves don't."""
    rules = problem.rules
    found: list[list[int]] = [[] for _ in slots]
    days = [slot.day.toordinal() for slot in slots]
    reach = max(NEAR_DAYS, rules.rest_days, rules.rest_days_after_on_site)
    for i, slot in enumerate(slots):
        for j in range(i + 1, bisect_left(days, days[i] + reach + 1)):
            if not facts >= {i, j} and _clashes(slot, slots[j], problem, strength):
                found[i].append(j)
                found[j].append(i)
    return [sorted(near) for near in found]


def _clashes(first: OnDuty, second: OnDuty, problem: Problem, strength: Strength) -> bool:
    rule = clash(first, second, problem.rules)
    return rule is not None and strength_of(rule, problem.rules) == strength


def _allow(made: Compiled) -> None:
    """Fills `allowed` and `warned`: what the rules say of each person on each seat, everybody else's seats aside."""
    by_post: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    by_day: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for i, slot in enumerate(made.slots):
        if i in made.fixed:
            made.allowed[i] = [made.fixed[i]]
            _warn(
                made,
                i,
                made.fixed[i],
                _judged_post(made, slot, made.fixed[i])[1] + _judged_day(made, slot, made.fixed[i])[1],
            )
            continue
        post = (slot.unit_id, slot.post, slot.min_rank, slot.response_minutes)
        if post not in by_post:
            judged = ((p, *_judged_post(made, slot, p)) for p in range(len(made.people)))
            by_post[post] = [(p, warned) for p, may, warned in judged if may]
        key = (*post, slot.day, slot.start, slot.end, slot.exclusive, slot.on_site_all_day)
        if key not in by_day:
            days = ((p, before, *_judged_day(made, slot, p)) for p, before in by_post[post])
            by_day[key] = [(p, before + warned) for p, before, may, warned in days if may]
        for p, warned in by_day[key]:
            made.allowed[i].append(p)
            _warn(made, i, p, warned)


def _warn(made: Compiled, slot: int, person: int, warned: int) -> None:
    if warned:
        made.warned[slot, person] = warned


def _judged_post(made: Compiled, slot: Slot, person: int) -> tuple[bool, int]:
    """(may hold the post at all, warnings that costs)."""
    rules = made.problem.rules
    strengths = [strength_of(reason.code, rules) for reason in post_rules(made.people[person], slot)]
    return Strength.HARD not in strengths, strengths.count(Strength.WARNING)


def _judged_day(made: Compiled, slot: Slot, person: int) -> tuple[bool, int]:
    """(may hold the slot on its day, warnings that costs beside what stands)."""
    rules, around = made.problem.rules, made.around[person]
    may = in_service(made.people[person], slot.day) and not any(at_once(slot, absence) for absence in around.absences)
    strengths = []
    if around.duties:
        strengths += [strength_of(reason.code, rules) for reason in duty_rules(slot, around.duties, rules)]
    for other, kind, unit_id in made.partners[person]:
        partner = Partner(kind, unit_id, made.around[other].absences, made.around[other].duties)
        strengths += [strength_of(reason.code, rules) for reason in pair_rules(slot, partner)]
    return may and Strength.HARD not in strengths, _standing_warnings(slot, around, made, strengths)


def _standing_warnings(slot: Slot, around: Around, made: Compiled, strengths: list[Strength]) -> int:
    """Warnings of a seat beside standing duties; the week is counted by its windows, see scoring."""
    rules = made.problem.rules
    count = strengths.count(Strength.WARNING)
    if count and rules.week == Strength.WARNING:
        count -= sum(1 for reason in duty_rules(slot, around.duties, rules) if reason.code == Rule.TOO_MANY_IN_WEEK)
    return count


def _likes(made: Compiled, number: Mapping[str, int], index: Mapping[str, int]) -> None:
    """Fills wishes, festivals of the year before and what was shown."""
    problem = made.problem
    _wish(made, number)
    had: dict[str, list[Duty]] = defaultdict(list)
    for duty in problem.duties:
        if duty.festival and duty.person_id in number:
            had[duty.festival].append(duty)
    made.repeated = {
        (i, number[duty.person_id])
        for i, slot in enumerate(made.slots)
        for duty in had.get(slot.festival, ())
        if FESTIVAL_YEAR[0] <= (slot.day - duty.day).days <= FESTIVAL_YEAR[1]
    }
    made.shown = {index[s.slot_id]: number.get(s.person_id, SOMEBODY_ELSE) for s in problem.shown if s.slot_id in index}


def _wish(made: Compiled, number: Mapping[str, int]) -> None:
    for wish in made.problem.preferences:
        if wish.person_id not in number:
            continue
        first = bisect_left(made.day, wish.start.toordinal())
        for i in range(first, bisect_left(made.day, wish.end.toordinal())):
            key = (i, number[wish.person_id])
            made.wished[key] = made.wished.get(key, 0) + (-wish.weight if wish.gladly else wish.weight)

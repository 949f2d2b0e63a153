"""What would be fair, in the one reading that ledger and engine share: of duties before the problem the ledger says so, the problem's own are to level what people carry.

Whoever is excused or not in service on a day is credited with the part of that day's seats that would have been theirs,
so nobody has to catch up; an ordinary absence excuses nobody (or leave would be taken on holidays). Somebody who is there
all along is credited with nothing: another person never makes the optimum worse.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from rostering.engine.eligibility import at_once, in_service, post_rules, strength_of
from rostering.engine.problem import (
    COUNTED_CLASSES,
    LEDGER_CLASSES,
    ONE_DUTY,
    Absence,
    LedgerEntry,
    Person,
    Problem,
    Slot,
    Strength,
)


def deviations(problem: Problem, people: Sequence[Person], slots: Sequence[Slot]) -> list[list[int]]:
    """Per person and class of LEDGER_CLASSES: load minus fair share and plus credit, none of the slots placed."""
    credit = credits_of(problem, people, slots)
    before = past_balance(problem)
    return [
        [before.get((person.id, klass), 0) + credit[p][c] for c, klass in enumerate(LEDGER_CLASSES)]
        for p, person in enumerate(people)
    ]


def past_balance(problem: Problem) -> dict[tuple[str, str], int]:
    """Load minus fair share before the problem, per person and class."""
    return {(entry.person_id, str(entry.duty_class)): entry.load - (entry.share or 0) for entry in with_shares(problem)}


def with_shares(problem: Problem) -> list[LedgerEntry]:
    """The ledger of the problem's people, every share filled in. Pools may reach across components: call this first."""
    people = {person.id: person for person in problem.people}
    pools: dict[tuple[object, ...], list[LedgerEntry]] = defaultdict(list)
    found = []
    for entry in problem.ledger:
        if entry.person_id not in people:
            continue
        if entry.share is not None:
            found.append(entry)
        else:
            person = people[entry.person_id]
            pools[person.unit_ids, person.eligible_posts, str(entry.duty_class)].append(entry)
    for pool in pools.values():
        load = Fraction(sum(entry.load for entry in pool))
        shares = in_proportion(load, [entry.eligible_days for entry in pool])
        found += [replace(entry, share=round(share)) for entry, share in zip(pool, shares, strict=True)]
    return found


def in_proportion(load: Fraction, days: Sequence[int]) -> list[Fraction]:
    """What a pool carried together, for each of it by the days on which they could have; alike where there were none."""
    total = sum(days)
    return [load * own / total if total else load / len(days) for own in days]


def credits_of(problem: Problem, people: Sequence[Person], slots: Sequence[Slot]) -> list[list[int]]:
    """Per person and class: the part of the slots that would have been theirs, had they been there, in hundredths."""
    excused: dict[str, list[Absence]] = defaultdict(list)
    for absence in problem.absences:
        if absence.excused:
            excused[absence.person_id].append(absence)
    parts: list[dict[tuple[int, int], int]] = [Counter() for _ in people]
    memo: _Memo = {}
    points = len(COUNTED_CLASSES)
    for slot in slots:
        missing, among = _missing(problem, people, slot, excused, memo)
        klass = COUNTED_CLASSES.index(slot.duty_class) if slot.duty_class in COUNTED_CLASSES else None
        for p in missing:
            parts[p][points, among] += slot.points
            if klass is not None:
                parts[p][klass, among] += ONE_DUTY
    return [_rounded(part) for part in parts]


_Memo = dict[tuple[object, ...], tuple[list[int], int]]


def _missing(
    problem: Problem, people: Sequence[Person], slot: Slot, excused: dict[str, list[Absence]], memo: _Memo
) -> tuple[list[int], int]:
    """Who could hold the slot but is excused or not in service, and among how many it is split with one of them."""
    post = (slot.unit_id, slot.post, slot.min_rank, slot.response_minutes)
    if post not in memo:
        memo[post] = [p for p, person in enumerate(people) if _may(problem, person, slot)], 0
    key = (*post, slot.day, slot.start, slot.end)
    if key not in memo:
        able = memo[post][0]
        missing = [p for p in able if not _is_there(people[p], slot, excused)]
        memo[key] = missing, len(able) - len(missing) + 1
    return memo[key]


def _is_there(person: Person, slot: Slot, excused: dict[str, list[Absence]]) -> bool:
    return in_service(person, slot.day) and not any(at_once(slot, a) for a in excused.get(person.id, ()))


def _may(problem: Problem, person: Person, slot: Slot) -> bool:
    strengths = (strength_of(reason.code, problem.rules) for reason in post_rules(person, slot))
    return Strength.HARD not in strengths


def _rounded(parts: dict[tuple[int, int], int]) -> list[int]:
    total = [Fraction(0)] * len(LEDGER_CLASSES)
    for (klass, among), amount in parts.items():
        total[klass] += Fraction(amount, among)
    return [round(amount) for amount in total]

"""What would be fair: each duty is owed in equal parts by those who could have been on it.

Of duties before the problem the ledger says what was fair, or how long each person was eligible; of the problem's own
slots everybody owes a part who may hold the post and is in service that day. An ordinary absence excuses nobody (or
leave would be taken on holidays), an excused one does. So a newcomer owes nothing of what was before.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction

from rostering.domain.eligibility import at_once, in_service, post_rules, strength_of
from rostering.domain.problem import (
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
    """Per person and class of LEDGER_CLASSES: load minus fair share, the problem's slots owed but none placed."""
    owed = new_shares(problem, people, slots)
    before = past_balance(problem)
    return [
        [before.get((person.id, klass), 0) - owed[p][c] for c, klass in enumerate(LEDGER_CLASSES)]
        for p, person in enumerate(people)
    ]


def past_balance(problem: Problem) -> dict[tuple[str, str], int]:
    """Load minus fair share before the problem, per person and class."""
    people = {person.id: person for person in problem.people}
    pools: dict[tuple[object, ...], list[LedgerEntry]] = defaultdict(list)
    balance = {}
    for entry in problem.ledger:
        if entry.person_id not in people:
            continue
        if entry.share is not None:
            balance[entry.person_id, str(entry.duty_class)] = entry.load - entry.share
        else:
            person = people[entry.person_id]
            pools[person.unit_ids, person.eligible_posts, str(entry.duty_class)].append(entry)
    for pool in pools.values():
        load, days = sum(entry.load for entry in pool), sum(entry.eligible_days for entry in pool)
        for entry in pool:
            share = Fraction(load * entry.eligible_days, days) if days else Fraction(load, len(pool))
            balance[entry.person_id, str(entry.duty_class)] = entry.load - round(share)
    return balance


def new_shares(problem: Problem, people: Sequence[Person], slots: Sequence[Slot]) -> list[list[int]]:
    """Per person and class: the part of the problem's slots, in hundredths."""
    excused: dict[str, list[Absence]] = defaultdict(list)
    for absence in problem.absences:
        if absence.excused:
            excused[absence.person_id].append(absence)
    parts: list[dict[tuple[int, int], int]] = [Counter() for _ in people]
    memo: dict[tuple[object, ...], list[int]] = {}
    points = len(COUNTED_CLASSES)
    for slot in slots:
        owing = _owing(problem, people, slot, excused, memo)
        klass = COUNTED_CLASSES.index(slot.duty_class) if slot.duty_class in COUNTED_CLASSES else None
        for p in owing:
            parts[p][points, len(owing)] += slot.points
            if klass is not None:
                parts[p][klass, len(owing)] += ONE_DUTY
    return [_rounded(part) for part in parts]


def _owing(
    problem: Problem,
    people: Sequence[Person],
    slot: Slot,
    excused: dict[str, list[Absence]],
    memo: dict[tuple[object, ...], list[int]],
) -> list[int]:
    """The people among whom a slot is split."""
    post = (slot.unit_id, slot.post, slot.min_rank, slot.response_minutes)
    if post not in memo:
        memo[post] = [p for p, person in enumerate(people) if _may(problem, person, slot)]
    key = (*post, slot.day, slot.start, slot.end)
    if key not in memo:
        memo[key] = [
            p
            for p in memo[post]
            if in_service(people[p], slot.day) and not any(at_once(slot, a) for a in excused.get(people[p].id, ()))
        ]
    return memo[key]


def _may(problem: Problem, person: Person, slot: Slot) -> bool:
    strengths = (strength_of(reason.code, problem.rules) for reason in post_rules(person, slot))
    return Strength.HARD not in strengths


def _rounded(parts: dict[tuple[int, int], int]) -> list[int]:
    total = [Fraction(0)] * len(LEDGER_CLASSES)
    for (klass, among), amount in parts.items():
        total[klass] += Fraction(amount, among)
    return [round(amount) for amount in total]

"""How far every person is above (+) or below (-) what is fair before the plan places anybody, in hundredths.

What was before comes from the ledger. Of the problem's own slots, who is excused or not in service on a day is
credited with the part that would have been theirs: nobody has to catch up, everybody else is levelled.
"""

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction

from rostering.engine.checking.seats import too_far
from rostering.engine.problem import Absence, DutyClass, LedgerEntry, Person, Problem, Slot, Strength

Amount = Callable[[Slot], int]


def deviations(problem: Problem, duty_class: DutyClass, amount: Amount) -> dict[str, int]:
    """Load less fair share per person id, credits added. `amount`: what a slot counts in the class."""
    result = {person.id: round(credit) for person, credit in _credits(problem, amount)}
    entries = {entry.person_id: entry for entry in problem.ledger if entry.duty_class == duty_class}
    for pool in _pools(problem):
        known = [entries[person.id] for person in pool if person.id in entries]
        for entry in known:
            result[entry.person_id] += entry.load - _share(entry, known)
    return result


def _credits(problem: Problem, amount: Amount) -> list[tuple[Person, Fraction]]:
    excused = defaultdict(list)
    for absence in problem.absences:
        if absence.excused:
            excused[absence.person_id].append(absence)
    credit = dict.fromkeys((person.id for person in problem.people), Fraction(0))
    posts: dict[tuple[object, ...], list[Person]] = {}
    for slot in problem.slots:
        if not amount(slot):
            continue
        post = (slot.unit_id, slot.post, slot.min_rank, slot.response_minutes)
        if post not in posts:
            posts[post] = [person for person in problem.people if _may_hold(slot, person, problem)]
        able = posts[post]
        missing = [person for person in able if not _there(slot, person, excused[person.id])]
        for person in missing:
            credit[person.id] += Fraction(amount(slot), len(able) - len(missing) + 1)
    return [(person, credit[person.id]) for person in problem.people]


def _may_hold(slot: Slot, person: Person, problem: Problem) -> bool:
    near = problem.rules.distance != Strength.HARD or not too_far(slot, person)
    called = problem.rules.phone != Strength.HARD or person.reachable
    may = slot.unit_id in person.unit_ids and slot.post in person.eligible_posts and person.rank >= slot.min_rank
    return may and near and called


def _there(slot: Slot, person: Person, excused: list[Absence]) -> bool:
    serves = person.valid_from <= slot.day and (person.valid_to is None or slot.day < person.valid_to)
    return serves and not any(absence.start < slot.end and slot.start < absence.end for absence in excused)


def _pools(problem: Problem) -> list[list[Person]]:
    """People for whom the same seats of the same units are open."""
    pools = defaultdict(list)
    for person in problem.people:
        pools[person.unit_ids, person.eligible_posts].append(person)
    return list(pools.values())


def _share(entry: LedgerEntry, pool: list[LedgerEntry]) -> int:
    """The given share, or the pool's loads pro rata to the days on which one could have been on duty."""
    if entry.share is not None:
        return entry.share
    others = [one for one in pool if one.share is None]
    load, days = sum(one.load for one in others), sum(one.eligible_days for one in others)
    return round(Fraction(load * entry.eligible_days, days) if days else Fraction(load, len(others)))

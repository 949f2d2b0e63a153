"""How far every person is above (+) or below (-) the fair share of a class before the plan, in hundredths."""

from collections import defaultdict
from fractions import Fraction
from math import floor

from rostering.domain.problem import DutyClass, LedgerEntry, Person, Problem


def deviations(problem: Problem, duty_class: DutyClass) -> dict[str, int]:
    """Load less fair share per person id; 0 for people without an entry."""
    entries = {entry.person_id: entry for entry in problem.ledger if entry.duty_class == duty_class}
    result = dict.fromkeys((person.id for person in problem.people), 0)
    for pool in _pools(problem):
        known = [entries[person.id] for person in pool if person.id in entries]
        for entry in known:
            result[entry.person_id] = entry.load - _share(entry, known)
    return result


def _pools(problem: Problem) -> list[list[Person]]:
    """People for whom the same seats of the same units are open."""
    pools = defaultdict(list)
    for person in problem.people:
        pools[person.unit_ids, person.eligible_posts].append(person)
    return list(pools.values())


def _share(entry: LedgerEntry, pool: list[LedgerEntry]) -> int:
    """The given share, or the pool's loads pro rata to the days on which one could have been on duty; half is up."""
    if entry.share is not None:
        return entry.share
    open_entries = [one for one in pool if one.share is None]
    days = sum(one.eligible_days for one in open_entries)
    if not days:
        return entry.load
    exact = Fraction(sum(one.load for one in open_entries) * entry.eligible_days, days)
    return floor(exact + Fraction(1, 2))

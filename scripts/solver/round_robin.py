"""A roster as a clerk makes it in Excel: the list of each post, down and from the top again, whatever the day."""

from collections import defaultdict
from datetime import date

from rostering.engine.plan import Plan, Vacancy
from rostering.engine.problem import Person, Placement, Problem, Slot

Post = tuple[str, str, int]


def round_robin(problem: Problem) -> Plan:
    """Everybody on the list of a post in turn, but for who is in the day's row already.

    The clerk knows who may hold the post, nothing of leave, rest, pairs or the past.
    """
    fixed = {placement.slot_id: placement for placement in problem.fixed}
    turns: dict[Post, int] = defaultdict(int)
    lists: dict[Post, list[Person]] = {}
    rows: dict[date, set[str]] = defaultdict(set)
    placed, vacant = [], []
    for slot in sorted(problem.slots, key=lambda slot: (slot.day, slot.unit_id, slot.post, slot.seat, slot.id)):
        post = (slot.unit_id, slot.post, slot.min_rank)
        if post not in lists:
            lists[post] = _list_of(problem, slot)
        row = rows[slot.day]
        turn = _next_turn(lists[post], turns[post], row)
        if slot.id in fixed:
            placed.append(fixed[slot.id])
        elif turn is None:
            vacant.append(Vacancy(slot.id, ()))
        else:
            turns[post] = turn + 1
            placed.append(Placement(slot.id, lists[post][turn % len(lists[post])].id))
        row.update(one.person_id for one in placed[-1:])
    return Plan(tuple(placed), tuple(vacant))


def _next_turn(people: list[Person], turn: int, row: set[str]) -> int | None:
    """The first turn from `turn` on of somebody not in the day's row; None when all are."""
    return next((one for one in range(turn, turn + len(people)) if people[one % len(people)].id not in row), None)


def _list_of(problem: Problem, slot: Slot) -> list[Person]:
    return [
        person
        for person in problem.people
        if slot.unit_id in person.unit_ids and slot.post in person.eligible_posts and person.rank >= slot.min_rank
    ]

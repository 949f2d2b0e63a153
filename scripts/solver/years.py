"""One unit of twelve over five years, month by month, each month knowing what the months before have cost whom."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from rostering.engine.instances.reading import day_begins
from rostering.engine.plan import Plan
from rostering.engine.problem import (
    LEDGER_CLASSES,
    ONE_DUTY,
    Absence,
    Duty,
    DutyClass,
    LedgerEntry,
    Person,
    Problem,
    Slot,
)
from scripts.solver.county import EMERGENCY, FIRST_SERVICE, seats
from scripts.solver.days import DutyDay, span

UNIT = "u"
Maker = Callable[[Problem], Plan]
NEIGHBOURS = timedelta(days=8)
"""How far back a duty matters for rest, week and spacing."""


@dataclass(slots=True)
class Books:
    """What has been served so far, per person."""

    loads: dict[str, Counter[DutyClass]] = field(default_factory=lambda: defaultdict(Counter))
    days: Counter[str] = field(default_factory=Counter)
    duties: list[Duty] = field(default_factory=list)
    vacancies: int = 0


def five_years(maker: Maker, *, first_year: int = 2022, months: int = 60, leave: float = 0.0) -> Books:
    """`maker` solves each month in turn; `leave` = share of people on excused leave on a day."""
    people, books = twelve(), Books()
    draw = Random(f"{first_year}/{months}/{leave}")  # noqa: S311 - a draw to be repeated
    for days in _months(first_year, months):
        problem = month_of_twelve(people, days, books, _leaves(people, days, draw, leave))
        _enter(books, problem, maker(problem), days)
    return books


def in_one_go(maker: Maker, *, first_year: int = 2022, months: int = 60) -> Books:
    """The same in one go, for a maker that knows no months: nobody is on leave."""
    people, books = twelve(), Books()
    days = tuple(day for part in _months(first_year, months) for day in part)
    problem = month_of_twelve(people, days, books, ())
    _enter(books, problem, maker(problem), days)
    return books


def spreads(books: Books, *, per_day: bool = False) -> dict[DutyClass, float]:
    """Most less least served, in duties or points. `per_day`: less what would have been fair by the days one was there."""
    result = {}
    for klass in LEDGER_CLASSES:
        whole, days = sum(load[klass] for load in books.loads.values()), sum(books.days.values())
        fair = {name: whole * books.days[name] / days if per_day else 0 for name in books.days}
        off = [books.loads[name][klass] - fair[name] for name in books.days]
        result[klass] = round((max(off) - min(off)) / ONE_DUTY, 2)
    return result


def twelve() -> tuple[Person, ...]:
    """Anybody may hold either post."""
    posts = frozenset({"leader", "dedicated_staff"})
    return tuple(
        Person(f"{UNIT}-{n:02}", frozenset({UNIT}), 2, posts, FIRST_SERVICE, travel_minutes=10) for n in range(12)
    )


def month_of_twelve(
    people: Sequence[Person], days: Sequence[DutyDay], books: Books, absences: Sequence[Absence]
) -> Problem:
    """A leader and one clerk each day; the books as ledger, and as duties what is near or was a festival."""
    slots = tuple(slot for day in days for slot in seats(UNIT, EMERGENCY, day) if slot.seat == 1)
    since = days[0].day - NEIGHBOURS
    ledger = tuple(
        LedgerEntry(person.id, klass, books.loads[person.id][klass], eligible_days=books.days[person.id])
        for person in people
        for klass in LEDGER_CLASSES
    )
    return Problem(
        slots=slots,
        people=tuple(people),
        absences=tuple(absences),
        duties=tuple(duty for duty in books.duties if duty.festival or duty.day >= since),
        ledger=ledger if books.duties else (),
    )


def _months(first_year: int, count: int) -> Iterator[tuple[DutyDay, ...]]:
    for index in range(count):
        first = date(first_year + index // 12, index % 12 + 1, 1)
        following = date(first_year + (index + 1) // 12, (index + 1) % 12 + 1, 1)
        yield span(first, (following - first).days)


def _leaves(people: Sequence[Person], days: Sequence[DutyDay], draw: Random, rate: float) -> list[Absence]:
    """Each takes a week of the month with the chance that makes `rate`."""
    found = []
    for person in people:
        if draw.random() < rate * len(days) / 7:
            first = draw.choice(days[:-6]).day
            found.append(Absence(person.id, day_begins(first), day_begins(first + timedelta(days=7)), excused=True))
    return found


def _enter(books: Books, problem: Problem, plan: Plan, days: Sequence[DutyDay]) -> None:
    slots = {slot.id: slot for slot in problem.slots}
    books.vacancies += len(plan.vacancies)
    for placement in plan.assignments:
        slot = slots[placement.slot_id]
        books.loads[placement.person_id][DutyClass.POINTS] += slot.points
        if slot.duty_class in LEDGER_CLASSES:
            books.loads[placement.person_id][slot.duty_class] += ONE_DUTY
        books.duties.append(_served(placement.person_id, slot))
    away = {
        (gone.person_id, day.day)
        for gone in problem.absences
        for day in days
        if gone.start <= day_begins(day.day) < gone.end
    }
    for person in problem.people:
        books.days[person.id] += sum((person.id, day.day) not in away for day in days)


def _served(person_id: str, slot: Slot) -> Duty:
    return Duty(
        person_id=person_id,
        unit_id=slot.unit_id,
        day=slot.day,
        start=slot.start,
        end=slot.end,
        on_site_all_day=slot.on_site_all_day,
        festival=slot.festival,
    )

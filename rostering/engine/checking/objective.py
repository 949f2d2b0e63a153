"""Every tier of the objective, computed anew from problem and plan."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from rostering.engine.checking.breaches import warnings
from rostering.engine.checking.shares import deviations
from rostering.engine.checking.stints import Stint, Timelines, timelines
from rostering.engine.plan import Plan
from rostering.engine.problem import LEDGER_CLASSES, ONE_DUTY, DutyClass, Problem, Slot
from rostering.engine.tiers import Tier


def recompute(problem: Problem, plan: Plan) -> dict[Tier, int]:
    """The value of every tier, in their order."""
    lines = timelines(problem, plan, published=True)
    fairness = {Tier(duty_class.value): _unfairness(problem, plan, duty_class) for duty_class in LEDGER_CLASSES}
    return {
        Tier.VACANCIES: _vacancies(problem, plan),
        Tier.WARNINGS: sum(breach.times for breach in warnings(problem, plan)),
        **fairness,
        Tier.REPEATS: _repeats(problem, lines),
        Tier.SPACING: _crowding(lines, problem.rules.spacing_days),
        Tier.PREFERENCES: _preferences(problem, lines),
        Tier.STABILITY: _changes(problem, plan),
    }


def misreported(problem: Problem, plan: Plan) -> list[str]:
    """Where the plan's own account of its objective is wrong: a value, a bound above it, a proof without the bound."""
    values = recompute(problem, plan)
    found = []
    for told in plan.objective:
        if told.value != values[told.name]:
            found.append(f"{told.name}: told {told.value}, is {values[told.name]}")
        if told.bound > told.value:
            found.append(f"{told.name}: bound {told.bound} above value {told.value}")
        if told.proven != (told.bound == told.value):
            found.append(f"{told.name}: bound {told.bound}, value {told.value}, proven {told.proven}")
    return found


def _vacancies(problem: Problem, plan: Plan) -> int:
    weights = {slot.id: slot.weight for slot in problem.slots}
    return sum(weights[vacancy.slot_id] for vacancy in plan.vacancies)


def _unfairness(problem: Problem, plan: Plan, duty_class: DutyClass) -> int:
    before = deviations(problem, duty_class, lambda slot: _counts_as(slot, duty_class))
    slots = {slot.id: slot for slot in problem.slots}
    new: Counter[str] = Counter()
    for placement in plan.assignments:
        new[placement.person_id] += _counts_as(slots[placement.slot_id], duty_class)
    return sum((before[person.id] + new[person.id]) ** 2 for person in problem.people)


def _counts_as(slot: Slot, duty_class: DutyClass) -> int:
    if duty_class == DutyClass.POINTS:
        return slot.points
    return ONE_DUTY if slot.duty_class == duty_class else 0


def _repeats(problem: Problem, lines: Timelines) -> int:
    """Slots on a festival that their person also served about a year before, as the duties outside tell."""
    had = defaultdict(list)
    for duty in problem.duties:
        had[duty.person_id, duty.festival].append(duty.day)
    ours = (stint for line in lines.values() for stint in line if stint.slot_id and stint.festival)
    return sum(any(_a_year_before(day, stint.day) for day in had[stint.person_id, stint.festival]) for stint in ours)


def _a_year_before(day: date, festival: date) -> bool:
    """Lunar festivals move by up to a month, and a holiday has up to nine days."""
    return 300 <= (festival - day).days <= 430


def _crowding(lines: Timelines, width: int) -> int:
    """In every window of `width` days each duty of a person after the first, less what stands there anyway."""
    total = 0
    for line in lines.values():
        for window in _windows(line, width):
            standing = sum(not stint.slot_id for stint in window)
            total += max(len(window) - 1, 0) - max(standing - 1, 0)
    return total


def _windows(line: list[Stint], width: int) -> Iterator[list[Stint]]:
    """The windows with a duty of the problem in them; the others cost nothing."""
    by_day: dict[date, list[Stint]] = defaultdict(list)
    for stint in line:
        by_day[stint.day].append(stint)
    starts = {stint.day - timedelta(days=back) for stint in line if stint.slot_id for back in range(width)}
    for start in starts:
        days = (start + timedelta(days=ahead) for ahead in range(width))
        yield [stint for day in days for stint in by_day.get(day, ())]


def _preferences(problem: Problem, lines: Timelines) -> int:
    total = 0
    for wish in problem.preferences:
        ours = [stint for stint in lines.get(wish.person_id, ()) if stint.slot_id]
        met = sum(wish.start <= stint.day < wish.end for stint in ours)
        total += met * (-wish.weight if wish.gladly else wish.weight)
    return total


def _changes(problem: Problem, plan: Plan) -> int:
    placed = {placement.slot_id: placement.person_id for placement in plan.assignments}
    return sum(placed.get(shown.slot_id) != shown.person_id for shown in problem.shown)

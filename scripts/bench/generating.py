"""Generation end to end: a period opened, every seat proposed, checked and written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median

from django.db import connection, transaction

from rostering.demo.days import DRAGON_BOAT, SPRING_FESTIVAL
from rostering.enums import JobState, PeriodKind
from rostering.generation.services.start import generate_now
from rostering.models import Assignment, DutyPeriod
from scripts.bench.counties import SEED, county_of, demo_county, generate_greedily, next_month, office, period_of
from scripts.bench.meter import Row, cost_of

MOST_TIMES = 8
Way = Callable[[DutyPeriod], None]


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds, and how many assignments stood afterwards."""

    cpu: float
    wall: float
    rows: int


def rows() -> Iterator[Row]:
    county = demo_county()
    holiday, nine = (
        DutyPeriod.objects.get(county=county, first_day=days[0]) for days in (DRAGON_BOAT, SPRING_FESTIVAL)
    )
    month = period_of(county, next_month(), 30)
    periods = (
        ("Dragon Boat, 3 days", holiday, 5, 0.5),
        ("Spring Festival, 9 days", nine, 3, 3.0),
        ("a month of 30 days", month, 1, 8.0),
    )
    for name, period, rounds, most in periods:
        yield _whole(f"{name}, 41 units: generation, exact", period, exactly, rounds, most)
        yield _whole(f"{name}, 41 units: generation, greedy", period, generate_greedily, rounds + 2, None)
    one, ten = (period_of(county_of(n), DRAGON_BOAT[0], 3, PeriodKind.HOLIDAY) for n in (1, 10))
    yield _ten_times("3 days: 410 units beside 41, exact", one, ten, exactly, rounds=1)
    yield _ten_times("3 days: 410 units beside 41, greedy", one, ten, generate_greedily, rounds=3)


def exactly(period: DutyPeriod) -> None:
    """Raises AssertionError when it fails."""
    job = generate_now(period=period, by=office(period.county), seed=SEED)
    if job.state != JobState.SUCCEEDED:
        raise AssertionError(job.failure)


def _whole(work: str, period: DutyPeriod, way: Way, rounds: int, most: float | None) -> Row:
    """`most`: seconds of CPU, None without a goal."""
    runs = [_run(period, way) for _ in range(rounds)]
    cpu, wall = median(run.cpu for run in runs), median(run.wall for run in runs)
    each = 1000 * cpu / runs[0].rows
    told = f"{cpu:.2f} s CPU, {wall:.2f} s wall; {each:.2f} ms CPU each of {runs[0].rows:,}"
    if most is None:
        return Row(work, told)
    return Row(work, told, goal=f"≤ {most:g} s CPU", met=cpu <= most)


def _ten_times(work: str, one: DutyPeriod, ten: DutyPeriod, way: Way, rounds: int) -> Row:
    turns = [(_run(one, way), _run(ten, way), _run(one, way)) for _ in range(rounds)]
    few = median(run.cpu for before, _, after in turns for run in (before, after))
    many = median(run.cpu for _, run, _ in turns)
    ratio = many / few
    seats = f"{turns[0][1].rows:,} beside {turns[0][0].rows:,}"
    return Row(
        f"{work} ({seats} seats)", f"{many:.2f} s", f"{few:.2f} s", ratio, f"≤ {MOST_TIMES}", ratio <= MOST_TIMES
    )


def _run(period: DutyPeriod, way: Way) -> Run:
    """From a draft to every seat written, with all that the database checks at the end; then undone."""
    with transaction.atomic():
        fresh = DutyPeriod.objects.select_related("county").get(pk=period.pk)
        cost = cost_of(partial(_generated, fresh, way))
        written = Assignment.objects.active().filter(shift__period=period).count()
        transaction.set_rollback(True)
    return Run(cost.cpu, cost.wall, written)


def _generated(period: DutyPeriod, way: Way) -> None:
    way(period)
    connection.check_constraints()

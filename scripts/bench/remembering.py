"""What it costs to remember what rows were (docs/decisions/0022): the same writes with its triggers and without, by turns."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from alerts.call_outs.services.call_outs import call_out
from alerts.checks.services.checks import ask_due
from alerts.models import Check
from alerts.orders.services.orders import issue_order
from rostering.engine import solve
from rostering.enums import Posture
from rostering.generation.services.plans import Piece, save_plan
from rostering.models import Assignment, DutyPeriod
from rostering.periods.services.filing import accept_rest
from rostering.periods.services.publication import publish_period
from rostering.seats.queries.problem import load_problem
from rostering.seats.services.assignments import acknowledge
from rostering.seats.services.laying_out import open_period
from scripts.bench.counties import (
    GREEDY,
    SEED,
    county_of,
    demo_county,
    generate_greedily,
    next_month,
    office,
    period_of,
)
from scripts.bench.meter import Row, Sample, at_most, by_turns, cost_of
from units.models import Unit

MOST = 1.05
ROUNDS = 11
SEATS = 20
HOURS = timedelta(hours=12)
# One statement for both, so that plans are made anew for both.
SET = "SELECT format('ALTER TABLE %%s %s TRIGGER %%I', tgrelid::regclass, tgname) FROM pg_trigger WHERE tgname ~ '^pgtrigger_remembers_'"


def rows() -> Iterator[Row]:
    # Not the month that `saving` has opened.
    month = period_of(demo_county(), next_month(ahead=85), 30)
    yield _beside("a month opened", lambda: open_period(period=_fresh(month), by=office(month.county)))
    open_period(period=month, by=office(month.county))
    loaded = load_problem(month, [*month.rosters.values_list("pk", flat=True)])
    piece = Piece(loaded, solve(loaded.problem, seed=SEED, effort=GREEDY))
    yield _beside("a month's plan saved", lambda: save_plan(piece, timezone.now()))
    yield from _of_present()


def _of_present() -> Iterator[Row]:
    """A period of 41 units that runs today."""
    period = period_of(county_of(1, "remembering"), timezone.localdate() - timedelta(days=1), 3)
    county, by, now = period.county, office(period.county), timezone.now()
    generate_greedily(period)
    accept_rest(period=period, by=by)
    publish = partial(publish_period, by=by, exception_reason="-")
    yield _beside("41 units: 发布", lambda: publish(period=_fresh(period)))
    publish(period=_fresh(period))
    seats = list(Assignment.objects.in_force().filter(shift__period=period, person__isnull=False, end__gt=now)[:SEATS])
    units = list(Unit.objects.filter(county=county))
    yield _beside(f"{SEATS} seats: 收到", lambda: [acknowledge(assignment=seat, by=by) for seat in seats])
    yield _beside("41 units: a planned check asked", partial(_ask, period, units))
    order = partial(issue_order, county=county, reason="-", posture=Posture.ON_SITE, start=now, end=now + HOURS, by=by)
    yield _beside("41 units: 值守升级令", lambda: order(units=units))
    call = partial(call_out, county=county, matter="-", place="-", required=1, by=by, is_drill=True)
    yield _beside("41 units: 紧急召集", lambda: call(units=units))


def _ask(period: DutyPeriod, units: list[Unit]) -> None:
    now = timezone.now()
    Check.objects.bulk_create(
        Check(county=period.county, unit=unit, period=period, reason="bench", due_at=now) for unit in units
    )
    ask_due(now=now)


def _beside(work: str, act: Callable[[], object]) -> Row:
    this, floor = by_turns(_undone("ENABLE", act), _undone("DISABLE", act), rounds=ROUNDS)
    return at_most(f"{work}, remembered", this, floor, MOST)


def _undone(how: str, act: Callable[[], object]) -> Sample:
    """CPU seconds of what is taken back afterwards, with the triggers or without."""

    def with_checks() -> None:
        act()
        connection.check_constraints()

    def sample() -> float:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(SET % how)
                cursor.execute(";".join(statement for (statement,) in cursor.fetchall()))
            cost = cost_of(with_checks)
            transaction.set_rollback(True)
        return cost.cpu

    return sample


def _fresh(period: DutyPeriod) -> DutyPeriod:
    return DutyPeriod.objects.select_related("county").get(pk=period.pk)

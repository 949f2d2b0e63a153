"""What one press does to every unit of a county of 41: how long somebody waits for the answer, and how many statements it takes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.call_outs.services.call_outs import call_out
from alerts.checks.services.checks import plan_checks
from alerts.checks.services.roll_call import call_roll
from alerts.orders.services.orders import issue_order
from rostering.enums import Posture
from rostering.models import DutyPeriod
from rostering.periods.services.filing import accept_rest
from rostering.periods.services.periods import close_period
from rostering.periods.services.publication import publish_period
from scripts.bench.counties import county_of, generate_greedily, office, period_of
from scripts.bench.meter import Row, cost_of
from units.models import Unit

# Beyond so many seconds a press has to be a job with progress.
MOST = 3.0
DAYS = 3
HOURS = timedelta(hours=12)


def rows() -> Iterator[Row]:
    period = period_of(county_of(1, "pressed"), timezone.localdate() - timedelta(days=1), DAYS)
    county, by = period.county, office(period.county)
    generate_greedily(period)
    units = list(Unit.objects.filter(county=county))
    yield _pressed("其余代报并采纳", lambda: accept_rest(period=period, by=by))
    accept_rest(period=period, by=by)
    yield _pressed("发布", lambda: publish_period(period=_fresh(period), by=by, exception_reason="-"))
    publish_period(period=_fresh(period), by=by, exception_reason="-")
    now = timezone.now()
    order = partial(issue_order, county=county, reason="-", posture=Posture.ON_SITE, start=now, end=now + HOURS, by=by)
    yield _pressed("值守升级令", lambda: order(units=units))
    yield _pressed("查岗计划", lambda: plan_checks(period=_fresh(period), by=by, seed=1))
    yield _pressed("点名", lambda: call_roll(units=units, reason="-", by=by, exception=True))
    call = partial(call_out, county=county, matter="-", place="-", required=1, by=by, is_drill=True)
    yield _pressed("紧急召集", lambda: call(units=units))
    yield _pressed("提前结束", lambda: close_period(period=_fresh(period), by=by, reason="-"))


def _pressed(work: str, press: Callable[[], object]) -> Row:
    """Once to warm up, once measured; both undone."""
    _undone(press)
    with CaptureQueriesContext(connection) as statements:
        _undone(press)
    cost = cost_of(lambda: _undone(press))
    this = f"{cost.wall:.2f} s, {cost.cpu:.2f} s CPU, {len(statements)} statements"
    return Row(f"41 units at one press: {work}", this, goal=f"≤ {MOST:g} s", met=cost.wall <= MOST)


def _undone(press: Callable[[], object]) -> None:
    with transaction.atomic():
        press()
        transaction.set_rollback(True)


def _fresh(period: DutyPeriod) -> DutyPeriod:
    return DutyPeriod.objects.select_related("county").get(pk=period.pk)

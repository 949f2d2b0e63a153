"""What an earlier version left of orders withdrawn before they began goes away, and nothing else."""

from datetime import timedelta
from io import StringIO

import time_machine
from django.core.management import call_command

from alerts.enums import OrderState
from alerts.models import PostureOrder
from alerts.orders.services.orders import end_order, issue_order
from rostering.enums import PeriodKind, Posture
from rostering.models import ShiftPhase
from rostering.seats.services.obligations import restate
from tests.factories import Cast, at, published
from units.audit import services as audit

NOON = at("2026-07-08 12:00")


def phases(cast: Cast) -> list[tuple[object, ...]]:
    rows = ShiftPhase.objects.filter(shift__unit=cast.routine).order_by("start")
    return list(rows.values_list("shift", "start", "end", "posture"))


def issued(cast: Cast) -> PostureOrder:
    return issue_order(
        county=cast.county, reason="汛期", posture=Posture.ON_SITE, start=NOON, end=NOON + timedelta(hours=6),
        by=cast.office, units=[cast.routine],
    )  # fmt: skip


def left_behind(cast: Cast) -> PostureOrder:
    """As the earlier version withdrew it: one second stays, and nothing says that it was withdrawn."""
    order = issued(cast)
    PostureOrder.objects.filter(pk=order.pk).update(state=OrderState.ENDED, end=NOON + timedelta(seconds=1))
    restate(cast.county.pk, NOON, NOON + timedelta(hours=6))
    audit.record(by=cast.office, action="order.ended", row=order, county=cast.county)
    return order


def mend() -> str:
    out = StringIO()
    call_command("mend_orders", stdout=out)
    return out.getvalue()


def test_the_second_goes_and_twice_changes_nothing_more(cast: Cast) -> None:
    with time_machine.travel(at("2026-07-07 09:00"), tick=False):
        published(cast, NOON.date(), NOON.date(), kind=PeriodKind.SPECIAL)
        before = phases(cast)
        order = left_behind(cast)
    assert len(phases(cast)) == len(before) + 2
    with time_machine.travel(at("2026-07-10 09:00"), tick=False):
        assert mend().startswith("1 ")
        assert mend().startswith("0 ")
    assert phases(cast) == before
    order.refresh_from_db()
    assert order.withdrawn_at == at("2026-07-07 09:00")


def test_what_ran_for_a_second_stays(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        published(cast, NOON.date(), NOON.date(), kind=PeriodKind.SPECIAL)
        order = issued(cast)
        clock.shift(timedelta(seconds=1))
        end_order(order=order, by=cast.office)
        was = phases(cast)
        assert mend().startswith("0 ")
        assert phases(cast) == was

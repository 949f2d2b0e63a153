"""Who really came when called has it in the ledger of the floor below; a drill does not count."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from alerts.call_outs.queries import arrivals
from alerts.call_outs.services import call_outs
from alerts.incidents.services import reports
from alerts.models import Summons
from rostering.enums import PeriodKind
from rostering.fairness.queries.ledger import CALL_INS, Window, ledgers
from tests.factories import Cast, at, published

pytestmark = pytest.mark.django_db
NOON = at("2026-07-08 12:00")


def summoned(cast: Cast, *, drill: bool) -> Summons:
    incident = (
        None
        if drill
        else reports.record_incident(
            county=cast.county,
            title="河道漫堤",
            kind="洪涝",
            place="城东堤段",
            occurred_at=timezone.now(),
            units=[cast.routine],
            by=cast.office,
        )
    )
    made = call_outs.call_out(
        county=cast.county,
        matter="堤段抢险",
        place="城东堤段",
        required=1,
        units=[cast.routine],
        by=cast.office,
        incident=incident,
        is_drill=drill,
    )
    Summons.objects.filter(call_out=made).update(
        dispatched_at=NOON, arrived_at=NOON + timedelta(minutes=12), state="arrived"
    )
    return made.summonses.get()


@pytest.mark.parametrize(("drill", "times"), [(False, 1), (True, 0)])
def test_arrivals_of_real_call_outs_count(cast: Cast, drill: bool, times: int) -> None:
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        published(cast, at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date(), kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        summons = summoned(cast, drill=drill)

    assert arrivals in CALL_INS
    assert ledgers([summons.person], Window())[summons.person_id].call_ins == times
    before = Window(last=NOON.date() - timedelta(days=1))
    assert ledgers([summons.person], before)[summons.person_id].call_ins == 0

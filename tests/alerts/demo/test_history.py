"""The demo county's past: seven incidents handled, thirty minutes kept every time, each row where somebody had duty."""

from datetime import timedelta
from typing import Any

import pgtrigger

from alerts.board.queries.facts import KINDS
from alerts.demo.history import add_history
from alerts.enums import CallOutState, CheckOutcome, IncidentState, SummonsState
from alerts.health.services import self_audit
from alerts.models import (
    Bulletin,
    BulletinSending,
    CallOut,
    CardTick,
    Check,
    CheckPlan,
    Incident,
    Notification,
    Summons,
)
from rostering.demo.seed import _draws, seed_demo
from tests.demo_county import NOW, PASSWORD
from tests.demo_county import county as county  # noqa: PLC0414 - the fixture and what it stands on
from tests.demo_county import demo as demo  # noqa: PLC0414
from tests.factories import at
from units import facts
from units.models import County, Unit


def test_seven_incidents_on_seven_holidays_all_handled_without_secondary_damage(county: County) -> None:
    found = list(Incident.objects.filter(county=county).prefetch_related("units", "reports"))
    assert [one.number for one in sorted(found, key=lambda one: one.known_at)] == list(range(1, 8))
    holidays = [set(period.days) for period in county.duty_periods.filter(kind="holiday", state="closed")]
    for one in found:
        assert one.state == IncidentState.CLOSED
        assert not one.secondary_damage
        assert one.units.exists()
        assert [report.number for report in one.reports.all()] == [1, 2, 3, 4]
        assert not any(report.is_late for report in one.reports.all())
        day = (one.known_at - timedelta(hours=8, minutes=30)).astimezone(NOW.tzinfo).date()
        assert any(day in days for days in holidays)


def test_everybody_called_was_on_duty_and_came_in_time(county: County) -> None:
    called: list[Any] = list(Summons.objects.filter(county=county).select_related("assignment", "call_out"))
    assert len(called) >= 15
    for one in called:
        assert (one.state, one.was_reached, one.overdue_at) == (SummonsState.ARRIVED, True, None)
        assert one.assignment is not None
        assert one.assignment.start <= one.call_out.dispatched_at < one.assignment.end
        assert one.dispatched_at < one.acknowledged_at < one.arrived_at <= one.late_from
        assert one.arrived_at < one.call_out.closed_at
    assert set(CallOut.objects.values_list("state", flat=True)) == {CallOutState.CLOSED}
    assert CallOut.objects.filter(is_drill=False).count() == 7


def test_the_drill_stands_apart(county: County) -> None:
    assert CallOut.objects.filter(is_drill=True, incident=None).count() == 1


def test_each_unit_of_the_last_holidays_was_checked_once(county: County) -> None:
    plans = CheckPlan.objects.filter(period__county=county)
    assert plans.count() == 6
    assert Check.objects.count() == 6 * 41
    assert not Check.objects.filter(due_at__gte=NOW).exists()
    reached: list[Any] = list(Check.objects.filter(outcome=CheckOutcome.REACHED))
    assert len(reached) > 0.9 * 6 * 41
    assert all(one.answered_at <= one.asked_at + timedelta(minutes=10) for one in reached)


def test_the_figures_come_out_of_it(county: County) -> None:
    units = list(Unit.objects.filter(county=county).values_list("pk", flat=True))
    found = [fact for rows in facts.collect(units, at("2024-01-01 00:00"), NOW).values() for fact in rows]
    of_kind = {kind.code: [fact for fact in found if fact.kind == kind.code] for kind in KINDS}
    assert len({fact.path for fact in of_kind["incident"]}) == 7
    assert max(fact.value for fact in of_kind["arrival_minutes"]) <= 30
    assert of_kind["missed"] == of_kind["drill_missed"] == []
    assert len(of_kind["check_planned"]) == len(of_kind["check_made"]) == 6 * 41


def test_nothing_is_sent_and_nothing_is_wrong(county: County) -> None:
    assert not Notification.objects.exists()
    assert self_audit.run(now=NOW) == 0


def test_a_second_call_adds_nothing(county: County) -> None:
    assert seed_demo(seed=2, password=PASSWORD, now=NOW + timedelta(hours=3)).added == []
    assert Incident.objects.count() == 7


def test_the_same_seed_tells_the_same_stories(county: County) -> None:
    def told() -> list[tuple[object, ...]]:
        rows = Summons.objects.order_by("dispatched_at", "arrived_at")
        return list(rows.values_list("person__name", "dispatched_at", "arrived_at"))

    before = told()
    # Papers and ticks stand for good, whoever asks.
    with pgtrigger.ignore("alerts.CardTick:stands", "alerts.BulletinSending:stands", "alerts.Bulletin:never_deleted"):
        for kept in (CardTick, BulletinSending, Bulletin):
            kept._default_manager.all().delete()
    Summons.objects.all().delete()
    CallOut.objects.all().delete()
    Incident.units.through.objects.all().delete()
    for incident in Incident.objects.all():
        incident.reports.all().delete()
    Incident.objects.all().delete()
    Check.objects.all().delete()
    CheckPlan.objects.all().delete()
    assert add_history(county, _draws("1:alerts"), NOW)
    assert told() == before

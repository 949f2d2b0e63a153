"""The demo county's past: seven incidents handled, thirty minutes kept every time, each row where somebody had duty; and yesterday's
rain, told to its end."""

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
    PostureOrder,
    PublicWarning,
    Summons,
    Task,
    TaskStep,
    WarningCall,
)
from rostering.demo.seed import _draws, seed_demo
from rostering.models import Assignment, Circular
from tests.clients import browser_of
from tests.demo_county import NOW, PASSWORD
from tests.demo_county import county as county  # noqa: PLC0414 - the fixture and what it stands on
from tests.demo_county import demo as demo  # noqa: PLC0414
from tests.factories import at
from units import facts
from units.models import County, Unit, User


def test_seven_incidents_on_seven_holidays_all_handled_without_secondary_damage(county: County) -> None:
    found = list(Incident.objects.filter(county=county, number__lt=8).prefetch_related("units", "reports"))
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
    assert len({fact.path for fact in of_kind["incident"]}) == 8
    assert max(fact.value for fact in of_kind["arrival_minutes"]) <= 30
    assert of_kind["missed"] == of_kind["drill_missed"] == []
    assert len(of_kind["check_planned"]) == len(of_kind["check_made"]) == 6 * 41


def test_nothing_is_sent_and_nothing_is_wrong(county: County) -> None:
    assert not Notification.objects.exists()
    assert self_audit.run(now=NOW) == 0


def test_a_second_call_adds_nothing(county: County) -> None:
    assert seed_demo(seed=2, password=PASSWORD, now=NOW + timedelta(hours=3)).added == []
    assert Incident.objects.count() == 8


def test_the_same_seed_tells_the_same_stories(county: County) -> None:
    def told() -> list[tuple[object, ...]]:
        rows = Summons.objects.order_by("dispatched_at", "arrived_at")
        return list(rows.values_list("person__name", "dispatched_at", "arrived_at"))

    before = told()
    # Papers and ticks stand for good, whoever asks.
    with pgtrigger.ignore("alerts.CardTick:stands", "alerts.BulletinSending:stands", "alerts.Bulletin:never_deleted"):
        for kept in (CardTick, BulletinSending, Bulletin):
            kept._default_manager.all().delete()
    TaskStep.objects.all().delete()
    Task.objects.all().delete()
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


def test_the_rain_of_yesterday_is_told_to_its_end(county: County) -> None:
    """Every station of the chain stands on its page, and statistics and circular have it without another word."""
    office = browser_of(User.objects.get(username="office"))
    incident, warning = Incident.objects.get(number=8), PublicWarning.objects.get()
    calls = list(WarningCall.objects.filter(warning=warning))
    assert len({call.unit_id for call in calls}) == 14
    silent = [call for call in calls if call.unit.code == "hbj"]
    assert [call.state for call in silent] == [*["released"] * (len(silent) - 1), "answered"]
    assert silent[-1].answered_how == "phone"
    order = PostureOrder.objects.get()
    seats = Assignment.objects.active().filter(shift__ordered_by=order.pk, person__isnull=False)
    assert seats.count() >= 6
    assert set(order.staff.values_list("state", flat=True)) == {"confirmed"}
    assert incident.city_reported_at is not None
    assert incident.city_due_at is not None
    assert incident.occurred_at < incident.city_reported_at < incident.city_due_at
    tasks = set(Task.objects.filter(incident=incident).values_list("kind", "state", "verdict"))
    assert tasks == {("instruction", "done", "satisfied"), ("hazard", "done", "satisfied")}
    stages = Bulletin.objects.filter(incident=incident).order_by("number")
    assert [(one.stage, one.is_sent) for one in stages] == [("initial", True), ("final", True)]
    shown = {path: office.get(path).content.decode() for path in (
        f"/warnings/{warning.pk}/", f"/posture-orders/{order.pk}/", f"/incidents/{incident.pk}/", f"/incidents/{incident.pk}/card/",
        f"/bulletins/{stages[0].pk}/", "/tasks/?view=all", "/analysis/circulars/",
    )}  # fmt: skip
    assert all(shown.values())
    circular = Circular.objects.get()
    text = office.get(f"/analysis/circulars/{circular.pk}/").content.decode()
    for said in ("叫应预警", "按升级令增派", "发生突发事件", "排查隐患", "清零率"):
        assert said in text, said

"""Call-outs: clocks from dispatch, one stand-in at a time, overdue once, drills apart; and whistles that become them."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.call_outs.services import escalation as summons_escalation
from alerts.enums import ReportKind, SummonsState, WhistleKind
from alerts.incidents.services import reminding, reports
from alerts.models import CallOut, Notification, Summons
from alerts.whistles.services import whistles
from rostering.enums import PeriodKind, Post
from rostering.models import Assignment
from tests.alerts.watch import flood, person_on, send_all, told
from tests.concurrency import outcomes
from tests.factories import Cast, at, make_cast, published
from units.errors import InvalidInput, NotAllowed, RuleViolation

NOON = at("2026-07-08 12:00")


def watch(cast: Cast) -> Any:
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        return published(cast, *days, kind=PeriodKind.SPECIAL)


def call(cast: Cast, *units: Any, **options: Any) -> CallOut:
    defaults: dict[str, Any] = {"is_drill": True, "required": 1}
    return call_outs.call_out(
        county=cast.county, matter="堤段抢险", place="城东堤段", units=units, by=cast.office, **{**defaults, **options}
    )


def statements(cast: Cast, *units: Any) -> int:
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        assert call(cast, *units).summonses.count() == len(units)
        transaction.set_rollback(True)
    return len(queries)


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


@pytest.fixture
def cast() -> Any:
    cast = make_cast()
    watch(cast)
    with time_machine.travel(NOON, tick=False):
        yield cast


@pytest.mark.django_db
class TestCallOut:
    def test_clocks_start_when_a_provider_has_taken_the_message(self, cast: Cast) -> None:
        made = call(cast, cast.routine, incident=flood(cast), is_drill=False)
        (summons,) = made.summonses.all()
        assert (summons.state, summons.dispatched_at) == ("sending", None)
        with time_machine.travel(later(2), tick=False):
            send_all()
            summons.refresh_from_db()
            assert (summons.state, summons.was_reached) == ("called", True)
            assert (summons.answer_by, summons.arrive_by) == (later(10), later(30))
        assert told("summons") == {summons.person.name}

    def test_a_dead_provider_starts_the_clock_too(self, cast: Cast) -> None:
        made = call(cast, cast.routine)
        Notification.objects.filter(purpose="summons", channel="console").update(channel="voice")
        send_all()
        summons = made.summonses.get()
        assert (summons.state, summons.was_reached, summons.arrive_by) == ("called", False, later(30))

    def test_acknowledge_then_arrive_by_the_servers_time(self, cast: Cast) -> None:
        summons = call(cast, cast.routine).summonses.get()
        send_all()
        summons = summons_answers.acknowledge(summons=summons, by=cast.routine_leader, now=later(3))
        again = summons_answers.acknowledge(summons=summons, by=cast.routine_leader, now=later(4))
        assert again.acknowledged_at == summons.acknowledged_at == later(3)
        arrived = summons_answers.arrive(summons=summons, by=cast.office, now=later(21), confirmed_by="现场指挥部")
        assert (arrived.state, arrived.arrived_at, arrived.arrival_confirmed_by) == ("arrived", later(21), "现场指挥部")
        assert call_outs.outstanding(arrived.call_out) == 0
        assert summons_escalation.escalate_due(now=later(60)) == 0
        assert summons_escalation.mark_overdue(now=later(60)) == 0

    def test_silence_calls_the_backup_then_the_office_each_once(self, cast: Cast) -> None:
        made = call(cast, cast.emergency)
        send_all()
        assert summons_escalation.escalate_due(now=later(9.9)) == 0
        with time_machine.travel(later(10), tick=False):
            assert summons_escalation.escalate_due(now=timezone.now()) == 1
            assert summons_escalation.escalate_due(now=timezone.now()) == 0
            backup = made.summonses.get(level=1)
            leader = person_on(cast.emergency, Post.LEADER, NOON)
            assert backup.person == leader
            send_all()
            backup.refresh_from_db()
            assert backup.arrive_by == later(30)
        with time_machine.travel(later(20), tick=False):
            assert summons_escalation.escalate_due(now=timezone.now()) == 1
            assert made.summonses.count() == 2
            leader = person_on(cast.hub, Post.LEADER, NOON)
            staff = Assignment.objects.on_duty_at(NOON).filter(shift__unit=cast.hub, shift__post=Post.DEDICATED_STAFF)
            assert told("summons_escalated") == {leader.name, *staff.values_list("person__name", flat=True)}

    def test_declining_calls_the_next_at_once(self, cast: Cast) -> None:
        made = call(cast, cast.emergency)
        send_all()
        first = made.summonses.get()
        with pytest.raises(InvalidInput):
            summons_answers.decline(summons=first, reason=" ", by=cast.leader, now=later(1))
        summons_answers.decline(summons=first, reason="正在外地就医", by=cast.leader, now=later(1))
        assert sorted(made.summonses.values_list("level", "state")) == [(0, "declined"), (1, "sending")]
        assert summons_escalation.escalate_due(now=later(11)) == 0

    def test_past_thirty_minutes_is_overdue_once(self, cast: Cast) -> None:
        summons = call(cast, cast.routine).summonses.get()
        send_all()
        summons_answers.acknowledge(summons=summons, by=cast.office, now=later(1))
        assert summons_escalation.mark_overdue(now=later(29.9)) == 0
        assert summons_escalation.mark_overdue(now=later(30)) == 1
        assert summons_escalation.mark_overdue(now=later(31)) == 0
        arrived = summons_answers.arrive(summons=summons, by=cast.office, now=later(35))
        assert (arrived.state, arrived.overdue_at) == ("arrived", later(30))

    def test_closing_releases_those_on_their_way_and_silences_the_rest(self, cast: Cast) -> None:
        made = call(cast, cast.emergency, cast.routine)
        call_outs.close_call_out(call_out=made, outcome="险情解除", by=cast.office)
        assert set(made.summonses.values_list("state", flat=True)) == {SummonsState.RELEASED}
        send_all()
        assert set(
            Notification.objects.filter(purpose="summons", channel="console").values_list("state", flat=True)
        ) == {"suppressed"}
        with pytest.raises(RuleViolation):
            call_outs.close_call_out(call_out=made, outcome="再次", by=cast.office)
        with pytest.raises(RuleViolation):
            summons_answers.acknowledge(summons=made.summonses.all()[0], by=cast.office, now=timezone.now())

    def test_neither_incident_nor_drill(self, cast: Cast) -> None:
        with pytest.raises(RuleViolation) as error:
            call(cast, cast.routine, is_drill=False)
        assert error.value.code == "incident_or_drill"

    @pytest.mark.parametrize("who", ["leader", "duty", "auditor"])
    def test_only_the_office_calls_out(self, cast: Cast, who: str) -> None:
        cast.office = getattr(cast, who)
        with pytest.raises(NotAllowed):
            call(cast, cast.routine)

    def test_people_may_be_named_and_nobody_is_called_twice(self, cast: Cast) -> None:
        on_duty = person_on(cast.routine, Post.DUTY_OFFICER, NOON)
        made = call(cast, cast.routine, people=[on_duty, cast.people["yjj"][0]], required=2)
        assert made.summonses.count() == 2

    def test_a_drill_says_so(self, cast: Cast) -> None:
        call(cast, cast.routine)
        row = Notification.objects.get(purpose="summons", channel="console")
        assert row.params["is_drill"] is True


@pytest.mark.django_db
class TestIncidentReports:
    def test_deadlines_numbers_and_lateness(self, cast: Cast) -> None:
        incident = flood(cast)
        due = dict(incident.reports.values_list("kind", "due_at"))
        assert due == {"initial_phone": later(30), "initial_written": later(60)}
        with pytest.raises(RuleViolation) as error:
            reports.report(incident=incident, kind=ReportKind.FOLLOW_UP, text="水位上涨", by=cast.office)
        assert error.value.code == "initial_missing"
        first = reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="城东堤段漫堤", by=cast.leader)
        with time_machine.travel(later(61), tick=False):
            second = reports.report(incident=incident, kind=ReportKind.INITIAL_WRITTEN, text="书面报告", by=cast.office)
            last = reports.report(incident=incident, kind=ReportKind.FINAL, text="已处置完毕", by=cast.office)
        assert [(r.number, r.is_late) for r in (first, second, last)] == [(1, False), (2, True), (3, False)]
        incident.refresh_from_db()
        assert incident.state == "closed"
        with pytest.raises(RuleViolation) as error:
            reports.report(incident=incident, kind=ReportKind.FOLLOW_UP, text="补充", by=cast.office)
        assert error.value.code == "incident_closed"

    def test_the_duty_room_is_reminded_once_of_each(self, cast: Cast) -> None:
        incident = flood(cast)
        assert reminding.remind_of_reports(now=later(19)) == 0
        assert reminding.remind_of_reports(now=later(21)) == 1
        assert reminding.remind_of_reports(now=later(22)) == 0
        reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="已电话报告", by=cast.office)
        send_all(later(22))
        states = Notification.objects.filter(purpose="report_due", channel="console").values_list("state", flat=True)
        assert set(states) == {"suppressed"}

    def test_other_units_may_not_report(self, cast: Cast) -> None:
        with pytest.raises(NotAllowed):
            reports.report(incident=flood(cast), kind=ReportKind.INITIAL_PHONE, text="路过看到", by=cast.routine_leader)


@pytest.mark.django_db
class TestWhistle:
    def blow(self, cast: Cast, kind: WhistleKind) -> Any:
        return whistles.blow(
            unit=cast.routine,
            kind=kind,
            matter="道路塌方",
            place="县道 X101",
            wanted_units=[cast.emergency],
            by=cast.routine_leader,
        )

    def test_dispatched_answered_and_closed_by_who_asked(self, cast: Cast) -> None:
        whistle = self.blow(cast, WhistleKind.ROUTINE)
        assert (whistle.state, whistle.call_out) == ("requested", None)
        whistle = whistles.dispatch(whistle=whistle, by=cast.office)
        assert whistle.call_out is not None
        assert whistle.call_out.summonses.get().unit == cast.emergency
        whistle = whistles.answer(whistle=whistle, text="已清障", by=cast.leader)
        whistle = whistles.settle(whistle=whistle, is_solved=False, by=cast.routine_leader)
        assert whistle.state == "dispatched"
        whistle = whistles.answer(whistle=whistle, text="已恢复通行", by=cast.leader)
        with pytest.raises(NotAllowed):
            whistles.settle(whistle=whistle, is_solved=True, by=cast.leader)
        assert whistles.settle(whistle=whistle, is_solved=True, by=cast.routine_leader).state == "solved"

    def test_an_urgent_one_goes_straight_through(self, cast: Cast) -> None:
        whistle = self.blow(cast, WhistleKind.URGENT)
        assert whistle.state == "dispatched"
        assert whistle.call_out.incident.place == "县道 X101"

    def test_nobody_blows_for_another_unit(self, cast: Cast) -> None:
        cast.routine_leader = cast.leader
        with pytest.raises(NotAllowed):
            self.blow(cast, WhistleKind.ROUTINE)


@pytest.mark.django_db(transaction=True)
def test_acknowledge_and_escalate_at_the_same_instant_never_both() -> None:
    cast = make_cast()
    watch(cast)
    with time_machine.travel(NOON, tick=False):
        for _ in range(20):
            summons = call(cast, cast.emergency).summonses.get()
            Summons.objects.filter(pk=summons.pk).update(
                state=SummonsState.CALLED, answer_by=timezone.now(), dispatched_at=timezone.now()
            )
            acknowledged, escalated = outcomes(
                [
                    partial(summons_answers.acknowledge, summons=summons, by=cast.leader, now=timezone.now()),
                    partial(summons_escalation.escalate_due, now=timezone.now()),
                ]
            )
            assert acknowledged.state == SummonsState.ACKNOWLEDGED
            stand_ins = Summons.objects.filter(stands_in_for=summons).count()
            assert escalated == stand_ins


@pytest.mark.django_db
def test_calling_a_county_costs_what_calling_a_unit_does(cast: Cast) -> None:
    statements(cast, cast.emergency)
    assert statements(cast, cast.hub, cast.emergency, cast.routine) == statements(cast, cast.emergency)

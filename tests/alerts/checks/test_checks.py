"""Checks: asked once, answered with one tap, escalated level by level, and never after an answer."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.checks.queries import usual_plan
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.checks.services.ask_units import allowance_left, plans_of, put
from alerts.checks.services.messages import messages_settled
from alerts.checks.services.roll_call import call_roll
from alerts.duty_log.services import log as duty_log
from alerts.enums import CheckOutcome, CheckState
from alerts.models import Check, Notification
from rostering.enums import PeriodKind, Post
from rostering.models import DutyPeriod
from rostering.seats.services.assignments import acknowledge, replace_person
from tests.alerts.watch import on_seat, person_on, send_all, told
from tests.concurrency import outcomes
from tests.factories import Cast, at, make_cast, make_user, published, seat_of
from units.enums import Role
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import AuditEvent, Person, Unit, User

NOON = at("2026-07-08 12:00")


def watch(cast: Cast) -> Any:
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        return published(cast, *days, kind=PeriodKind.SPECIAL)


def ask(unit: Unit, cast: Cast, **options: Any) -> Check:
    return checks.ask_unit(unit=unit, reason="汛期抽查", by=cast.office, **options)


def login_of(cast: Cast, person: Person) -> User:
    return make_user(Role.DUTY_PERSON, cast.county, unit=person.unit, person=person)


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


@pytest.mark.django_db
class TestOneCheck:
    @pytest.fixture
    def cast(self) -> Any:
        cast = make_cast()
        watch(cast)
        with time_machine.travel(NOON, tick=False):
            yield cast

    def test_a_roll_call_costs_the_same_for_any_county(self, cast: Cast) -> None:
        def statements(units: list[Unit], exception: bool) -> int:
            with transaction.atomic(), CaptureQueriesContext(connection) as queries:
                called = call_roll(units=units, reason="点名", by=cast.office, exception=exception)
                assert [check.unit for check in called.checks] == units
                assert len(told("check")) == len(units)
                transaction.set_rollback(True)
            return len(queries)

        everybody = [cast.hub, cast.emergency, cast.routine]
        for exception in (False, True):
            assert statements(everybody, exception) == statements(everybody[:1], exception) <= 24

    def test_a_roll_call_leaves_out_who_was_asked_often_enough_and_whoever_proved_reachable_in_peace(
        self, cast: Cast
    ) -> None:
        ask(cast.emergency, cast)
        duty_log.write_entry(
            unit=cast.routine, by=login_of(cast, person_on(cast.routine, Post.DUTY_OFFICER, NOON)), matter="来电"
        )
        called = call_roll(units=[cast.hub, cast.emergency, cast.routine], reason="点名", by=cast.office)
        assert [(one.unit, one.state, one.proof) for one in Check.objects.filter(reason="点名").order_by("state")] == [
            (cast.routine, "answered", "logged"),
            (cast.hub, "asking", ""),
        ]
        assert [unit for unit, _why in called.skipped] == [cast.emergency]
        with pytest.raises(RuleViolation) as error:
            call_roll(units=[cast.emergency], reason="点名", by=cast.office)
        assert error.value.code == "check_cap_reached"

    def test_asks_the_staff_first_and_starts_the_clock_at_dispatch(self, cast: Cast) -> None:
        check = ask(cast.emergency, cast)
        assert check.person is not None
        assert check.assignment is not None
        assert (check.state, check.assignment.shift.post) == ("asking", Post.DEDICATED_STAFF)
        assert (check.asked_at, check.escalate_at) == (None, None)
        with time_machine.travel(later(3), tick=False):
            send_all()
            check.refresh_from_db()
            assert (check.asked_at, check.escalate_at) == (timezone.now(), later(10))
        assert told("check") == {check.person.name}

    def test_one_tap_is_enough_and_twice_is_once(self, cast: Cast) -> None:
        check = ask(cast.emergency, cast)
        person = check.person
        assert person is not None
        send_all()
        first = checks.answer(check=check, person=person, now=later(2))
        again = checks.answer(check=check, person=person, now=later(5))
        assert (first.state, first.outcome, first.answered_at) == ("answered", "reached", again.answered_at)
        assert check_escalation.escalate_due(now=later(60)) == 0
        assert AuditEvent.objects.filter(action="check.answered").count() == 1

    def test_silence_goes_to_the_unit_then_to_the_office(self, cast: Cast) -> None:
        check = ask(cast.emergency, cast)
        send_all()
        assert check_escalation.escalate_due(now=later(9.9)) == 0
        with time_machine.travel(later(10), tick=False):
            assert check_escalation.escalate_due(now=timezone.now()) == 1
            assert check_escalation.escalate_due(now=timezone.now()) == 0
            check.refresh_from_db()
            assert (check.level, check.state, check.outcome) == (1, "asking", CheckOutcome.NO_ANSWER)
            leader = person_on(cast.emergency, Post.LEADER, NOON)
            assert told("check_escalated") == {leader.name}
            send_all()
        with time_machine.travel(later(20), tick=False):
            assert check_escalation.escalate_due(now=timezone.now()) == 1
            check.refresh_from_db()
            assert (check.level, check.state, check.escalate_at) == (2, CheckState.WITH_OFFICE, None)
            send_all()
            assert check_escalation.escalate_due(now=later(600)) == 0
        closed = checks.close_check(check=check, note="电话已接通，手机静音", by=cast.office)
        assert (closed.state, closed.outcome, closed.office_name) == ("closed", "no_answer", "office")

    def test_a_unit_with_one_person_goes_to_the_office_at_once(self, cast: Cast) -> None:
        check = ask(cast.routine, cast)
        send_all()
        check_escalation.escalate_due(now=later(10))
        check.refresh_from_db()
        assert (check.level, check.state) == (2, CheckState.WITH_OFFICE)

    def test_a_late_answer_ends_it_and_keeps_the_outcome(self, cast: Cast) -> None:
        check = ask(cast.emergency, cast)
        send_all()
        check_escalation.escalate_due(now=later(10))
        check.refresh_from_db()
        leader = person_on(cast.emergency, Post.LEADER, NOON)
        answered = checks.answer(check=check, person=leader, now=later(12))
        assert (answered.state, answered.outcome, answered.answered_by) == ("answered", "no_answer", leader)
        assert check_escalation.escalate_due(now=later(60)) == 0

    def test_a_provider_that_fails_says_nothing_about_the_person(self, cast: Cast) -> None:
        check = ask(cast.emergency, cast)
        row = Notification.objects.get(purpose="check", channel="console")
        Notification.objects.filter(pk=row.pk).update(channel="voice")
        send_all()
        row.refresh_from_db()
        assert row.state == "dead"
        check_escalation.escalate_due(now=later(10))
        check.refresh_from_db()
        assert check.outcome == CheckOutcome.PROVIDER_FAILED

    def test_whoever_has_just_proved_reachable_is_not_disturbed(self, cast: Cast) -> None:
        seat = on_seat(cast.routine, Post.DUTY_OFFICER, NOON)
        cast.duty.unit, cast.duty.person = cast.routine, seat.person
        cast.duty.save()
        with time_machine.travel(later(-119), tick=False):
            acknowledge(assignment=seat, by=cast.duty)
        check = ask(cast.routine, cast)
        assert (check.state, check.outcome, check.proof) == ("answered", "reached", "acknowledged")
        assert told("check") == set()

    def test_a_log_entry_is_a_proof_too(self, cast: Cast) -> None:
        seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
        cast.duty.person = seat.person
        cast.duty.save()
        duty_log.nothing_to_report(unit=cast.emergency, by=cast.duty)
        assert ask(cast.emergency, cast).proof == "logged"

    def test_the_cap_and_quiet_hours_hold_unless_an_exception_is_given(self, cast: Cast) -> None:
        ask(cast.emergency, cast)
        unit, period = cast.emergency.pk, DutyPeriod.objects.get().pk
        assert allowance_left([(unit, period)], plans_of([period]), usual_plan(cast.county.pk)) == {unit: 0}
        with pytest.raises(RuleViolation) as error:
            ask(cast.emergency, cast)
        assert error.value.code == "check_cap_reached"
        with time_machine.travel(at("2026-07-08 22:00"), tick=False):
            with pytest.raises(RuleViolation) as error:
                ask(cast.routine, cast)
            assert error.value.code == "quiet_hours"
            assert ask(cast.routine, cast, exception=True).reason == "汛期抽查"

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_an_unplanned_check_has_a_reason(self, cast: Cast, reason: str) -> None:
        with pytest.raises(InvalidInput):
            checks.ask_unit(unit=cast.emergency, reason=reason, by=cast.office)

    @pytest.mark.parametrize("who", ["leader", "duty", "auditor"])
    def test_only_the_office_asks(self, cast: Cast, who: str) -> None:
        with pytest.raises(NotAllowed):
            checks.ask_unit(unit=cast.emergency, reason="抽查", by=getattr(cast, who))

    def test_somebody_else_may_not_answer(self, cast: Cast) -> None:
        check = ask(cast.routine, cast)
        assert check.person is not None
        with pytest.raises(NotAllowed):
            checks.answer(check=check, person=check.person, now=timezone.now(), by=cast.duty)

    def test_a_cancelled_check_tells_nobody(self, cast: Cast) -> None:
        check = ask(cast.emergency, cast)
        checks.cancel_check(check=check, by=cast.office, reason="误点")
        send_all()
        assert Notification.objects.get(purpose="check", channel="console").state == "suppressed"
        with pytest.raises(RuleViolation):
            checks.answer(check=check, person=Person.objects.all()[0], now=timezone.now())


@pytest.mark.django_db
class TestPlan:
    @pytest.fixture
    def cast(self) -> Any:
        cast = make_cast()
        watch(cast)
        with time_machine.travel(at("2026-07-07 08:00"), tick=False):
            yield cast

    def test_every_unit_once_and_each_when_due(self, cast: Cast) -> None:
        plan = checks.plan_checks(period=DutyPeriod.objects.get(), by=cast.office, seed=42)
        assert sorted(plan.checks.values_list("unit__code", flat=True)) == ["dag", "xwb", "yjj"]
        first = plan.checks.order_by("due_at")[0]
        with time_machine.travel(first.due_at, tick=False):
            assert checks.ask_due(now=timezone.now()) == 1
            assert checks.ask_due(now=timezone.now()) == 0
        first.refresh_from_db()
        assert first.state == "asking"
        with pytest.raises(RuleViolation) as error:
            checks.plan_checks(period=DutyPeriod.objects.get(), by=cast.office, seed=1)
        assert error.value.code == "plan_exists"

    def test_those_due_at_once_are_asked_and_settled_in_as_many_statements_as_one(self, cast: Cast) -> None:
        plan = checks.plan_checks(period=DutyPeriod.objects.get(), by=cast.office, seed=42)
        plan.checks.update(due_at=NOON)
        counts = []
        for units in ([cast.hub], cast.units):
            with transaction.atomic():
                plan.checks.exclude(unit__in=units).delete()
                with CaptureQueriesContext(connection) as queries:
                    assert checks.ask_due(now=NOON) == len(units)
                    messages_settled(list(Notification.objects.pending()), True, NOON)
                counts.append(len(queries))
                told = plan.checks.values_list("state", "version", "asked_at", "escalate_at")
                assert set(told) == {("asking", 2, NOON, NOON + timedelta(minutes=plan.answer_minutes))}
                transaction.set_rollback(True)
        assert counts[0] == counts[1]

    def test_one_that_cannot_be_asked_holds_up_none_of_the_others(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plan = checks.plan_checks(period=DutyPeriod.objects.get(), by=cast.office, seed=42)
        plan.checks.update(due_at=NOON)

        def putting(rows: Any, *given: Any) -> None:
            if any(check.unit == cast.hub for check in rows):
                raise ValueError("broken")
            put(rows, *given)

        monkeypatch.setattr(checks, "put", putting)
        assert checks.ask_due(now=NOON) == 2
        assert {check.unit: check.state for check in plan.checks.all()} == {
            cast.hub: "planned", cast.emergency: "asking", cast.routine: "asking",
        }  # fmt: skip

    def test_a_check_nobody_could_be_asked_is_not_sent(self, cast: Cast) -> None:
        plan = checks.plan_checks(period=DutyPeriod.objects.get(), by=cast.office, seed=42)
        check = plan.checks.get(unit=cast.routine)
        for day in DutyPeriod.objects.get().days:
            seat = seat_of(DutyPeriod.objects.get(), cast.routine, Post.DUTY_OFFICER, day=day)
            replace_person(
                assignment=seat, person_id=None, by=cast.office, expected_version=seat.version, reason="病假"
            )
        checks.ask_due(now=check.due_at)
        check.refresh_from_db()
        assert (check.state, check.outcome) == ("closed", CheckOutcome.NOT_SENT)

    def test_after_an_outage_stale_checks_are_dropped(self, cast: Cast) -> None:
        plan = checks.plan_checks(period=DutyPeriod.objects.get(), by=cast.office, seed=42)
        last = plan.checks.order_by("-due_at")[0].due_at
        assert checks.ask_due(now=last + timedelta(hours=2)) == 3
        assert set(plan.checks.values_list("outcome", flat=True)) == {CheckOutcome.NOT_SENT}


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_answer_and_escalation_at_the_same_instant_never_both() -> None:
    """Either the answer came first and nothing escalates, or it didn't: never an escalation of an answered check."""
    cast = make_cast()
    watch(cast)
    with time_machine.travel(NOON, tick=False):
        for _ in range(40):
            check = ask(cast.emergency, cast, exception=True)
            Check.objects.filter(pk=check.pk).update(escalate_at=timezone.now(), answered_at=None)
            if check.state != CheckState.ASKING:
                Check.objects.filter(pk=check.pk).delete()
                continue
            person = check.person
            assert person is not None
            answered, escalated = outcomes(
                [
                    partial(checks.answer, check=check, person=person, now=timezone.now()),
                    partial(check_escalation.escalate_due, now=timezone.now()),
                ]
            )
            check.refresh_from_db()
            assert check.state == CheckState.ANSWERED, answered
            assert escalated == check.level
            told_unit = Notification.objects.filter(object_id=check.pk, purpose="check_escalated").exists()
            assert told_unit == (check.level > 0)
            assert check.outcome == (CheckOutcome.NOT_SENT if check.level else CheckOutcome.REACHED)
            Check.objects.filter(pk=check.pk).update(answered_by=None)

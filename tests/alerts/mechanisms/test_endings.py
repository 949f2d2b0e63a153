"""When a matter ends, everything that hangs on it ends with it, and those who were told are told so."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.call_outs.services import escalation as summons_escalation
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.enums import ReportKind, WhistleKind
from alerts.incidents.services import reminding, reports
from alerts.models import AnswerLink, CallOut, Check, Incident, Notification, Summons
from alerts.outbox.services.wording import wording
from alerts.whistles.services import whistles
from rostering.enums import PeriodKind, Post
from rostering.periods.services.periods import close_period
from tests.alerts.watch import flood, person_on, send_all, told
from tests.concurrency import outcomes
from tests.factories import Cast, at, make_cast, published
from units.errors import RuleViolation

NOON = at("2026-07-08 12:00")


def watch(cast: Cast) -> Any:
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        return published(cast, *days, kind=PeriodKind.SPECIAL)


@pytest.fixture
def cast(db: None) -> Any:
    cast = make_cast()
    watch(cast)
    with time_machine.travel(NOON, tick=False):
        yield cast


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def call(cast: Cast, *units: Any, incident: Incident | None = None, draft: bool = False) -> CallOut:
    service = call_outs.draft_call_out if draft else call_outs.call_out
    return service(
        county=cast.county, matter="堤段抢险", place="城东堤段", required=1, units=units, by=cast.office,
        incident=incident, is_drill=incident is None,
    )  # fmt: skip


def close_incident(incident: Incident, cast: Cast) -> None:
    for kind in (ReportKind.INITIAL_PHONE, ReportKind.FINAL):
        reports.report(incident=incident, kind=kind, text="已处置完毕", by=cast.office)


def urgent(cast: Cast) -> Any:
    return whistles.blow(
        unit=cast.routine, kind=WhistleKind.URGENT, matter="道路塌方", place="县道 X101",
        wanted_units=[cast.emergency], by=cast.routine_leader,
    )  # fmt: skip


def settle(whistle: Any, cast: Cast) -> None:
    whistles.answer(whistle=whistle, text="已清障", by=cast.leader)
    whistles.settle(whistle=whistle, is_solved=True, by=cast.routine_leader)


def by_whistle(cast: Cast) -> tuple[CallOut, Any]:
    whistle = urgent(cast)
    return whistle.call_out, lambda: settle(whistle, cast)


def by_incident(cast: Cast) -> tuple[CallOut, Any]:
    incident = flood(cast)
    return call(cast, cast.emergency, incident=incident), lambda: close_incident(incident, cast)


def by_hand(cast: Cast) -> tuple[CallOut, Any]:
    made = call(cast, cast.emergency)
    return made, lambda: call_outs.close_call_out(call_out=made, outcome="演练结束", by=cast.office)


ENDS = pytest.mark.parametrize("way", [by_whistle, by_incident, by_hand])


def nothing_becomes_due(call_out: CallOut) -> None:
    """Neither an hour later nor after: nobody more is called, nobody is late, no message waits."""
    before = call_out.summonses.count()
    for minutes in (11, 31, 61):
        with time_machine.travel(later(minutes), tick=False):
            assert summons_escalation.escalate_due(now=timezone.now()) == 0
            assert summons_escalation.mark_overdue(now=timezone.now()) == 0
    assert call_out.summonses.count() == before
    waiting = Notification.objects.filter(state="pending", object_id__in=call_out.summonses.values("pk"))
    assert set(waiting.values_list("purpose", flat=True)) <= {"summons_released"}


@ENDS
def test_a_call_out_ends_with_what_it_belongs_to(cast: Cast, way: Any) -> None:
    call_out, end = way(cast)
    send_all()
    summons = call_out.summonses.get()
    assert summons.state == "called"
    end()
    call_out.refresh_from_db()
    summons.refresh_from_db()
    assert (call_out.state, summons.state, call_out.closed_at) == ("closed", "released", NOON)
    assert call_out.outcome
    nothing_becomes_due(call_out)
    assert told("summons_released") == {summons.person.name}
    row = Notification.objects.get(purpose="summons_released", channel="console")
    assert call_out.place in wording(row.purpose, row.params)[1]


@ENDS
def test_what_has_not_gone_out_never_does(cast: Cast, way: Any) -> None:
    call_out, end = way(cast)
    end()
    states = Notification.objects.filter(purpose="summons", channel="console").values_list("state", flat=True)
    assert list(states) == ["suppressed"]
    send_all()
    summons = call_out.summonses.get()
    assert (summons.dispatched_at, summons.answer_by, summons.arrive_by) == (None, None, None)
    # Whom nothing had reached outside reads of the end in the inbox alone.
    assert told("summons_released") == set()
    assert told("summons_released", "inbox") == {summons.person.name}
    nothing_becomes_due(call_out)


def test_links_end_with_the_matter_and_say_what_has_happened(cast: Cast) -> None:
    call_out, end = by_whistle(cast)
    send_all()
    row = Notification.objects.get(purpose="summons", channel="console")
    end()
    assert not AnswerLink.objects.filter(object_id=row.object_id, used_at__isnull=True, expires_at__gt=NOON).exists()
    client = Client()
    refused = client.post(row.params["path"], {"do": "acknowledge"})
    assert refused.status_code == 409
    assert "已经结束" in refused.content.decode()
    assert client.get(row.params["path"]).status_code == 200
    assert call_out.summonses.get().state == "released"


def test_a_message_at_the_provider_starts_no_clock_of_somebody_released(cast: Cast) -> None:
    call_out, end = by_hand(cast)
    summons = call_out.summonses.get()
    Notification.objects.filter(purpose="summons", channel="console").update(lease_until=later(1))
    end()
    assert Notification.objects.get(purpose="summons", channel="console").state == "pending"
    send_all(later(2))
    summons.refresh_from_db()
    assert (summons.state, summons.arrive_by) == ("released", None)


def test_a_call_out_kept_ready_is_dropped_with_its_incident(cast: Cast) -> None:
    incident = flood(cast)
    ready = call(cast, cast.emergency, incident=incident, draft=True)
    close_incident(incident, cast)
    ready.refresh_from_db()
    assert ready.state == "cancelled"
    with pytest.raises(RuleViolation):
        call_outs.dispatch(call_out=ready, by=cast.office)


def test_a_closed_incident_owes_no_report_and_reminds_of_none(cast: Cast) -> None:
    incident = flood(cast)
    missed = flood(cast)
    with time_machine.travel(later(20), tick=False):
        close_incident(incident, cast)
    with time_machine.travel(later(70), tick=False):
        close_incident(missed, cast)
    assert reminding.remind_of_reports(now=later(75)) == 0
    assert not incident.reports.filter(reported_at__isnull=True).exists()
    # What was missed stays on record as missed.
    assert [row.kind for row in missed.reports.filter(reported_at__isnull=True)] == ["initial_written"]
    client = Client()
    client.force_login(cast.office)
    page = client.get(f"/incidents/{missed.pk}/").content.decode()
    assert "书面首报到时未报" in page
    assert "应于" not in page


def test_a_reminder_that_waits_goes_with_the_report(cast: Cast) -> None:
    incident = flood(cast)
    assert reminding.remind_of_reports(now=later(21)) == 1
    reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="已报", by=cast.office)
    states = Notification.objects.filter(purpose="report_due", channel="console").values_list("state", flat=True)
    assert set(states) == {"suppressed"}


def ask(cast: Cast) -> Check:
    check = checks.ask_unit(unit=cast.emergency, reason="例行点名", by=cast.office)
    send_all()
    return check


def escalated(check: Check, level: int) -> None:
    for _ in range(level):
        Check.objects.filter(pk=check.pk).update(escalate_at=timezone.now())
        check_escalation.escalate_due(now=timezone.now())
        send_all()


CHECK_ENDS: dict[str, tuple[int, Any]] = {
    "cancelled": (0, lambda check, cast: checks.cancel_check(check=check, reason="误点", by=cast.office)),
    "cancelled after the unit was asked": (
        1, lambda check, cast: checks.cancel_check(check=check, reason="误点", by=cast.office),
    ),
    "closed by the office": (2, lambda check, cast: checks.close_check(check=check, note="在岗", by=cast.office)),
    "period closed": (1, lambda _check, cast: over(cast)),
    "period closed, office asked": (2, lambda _check, cast: over(cast)),
}  # fmt: skip


def over(cast: Cast) -> None:
    with time_machine.travel(at("2026-07-12 09:00"), tick=False):
        close_period(period=cast.county.duty_periods.get(), by=cast.office)


@pytest.mark.parametrize("way", CHECK_ENDS)
def test_a_check_ends_for_everybody_who_was_asked(cast: Cast, way: str) -> None:
    level, end = CHECK_ENDS[way]
    check = ask(cast)
    escalated(check, level)
    asked = told("check") | told("check_escalated")
    end(check, cast)
    check.refresh_from_db()
    assert check.state in ("cancelled", "closed")
    assert check.escalate_at is None
    assert told("check_ended") == asked
    ended = at("2026-07-12 09:00") if way.startswith("period") else NOON
    assert not AnswerLink.objects.filter(object_id=check.pk, expires_at__gt=ended, used_at=None).exists()
    with time_machine.travel(later(60), tick=False):
        assert check_escalation.escalate_due(now=timezone.now()) == 0


def test_who_answers_a_check_ends_it_for_the_others(cast: Cast) -> None:
    check = ask(cast)
    escalated(check, 1)
    person = check.person
    assert person is not None
    checks.answer(check=check, person=person, now=timezone.now())
    assert told("check_ended") == told("check_escalated")
    row = Notification.objects.filter(purpose="check_ended", channel="console")[0]
    assert person.name in wording(row.purpose, row.params)[1]


def test_a_check_whose_message_nobody_sent_goes_on_all_the_same(cast: Cast) -> None:
    check = checks.ask_unit(unit=cast.emergency, reason="例行点名", by=cast.office)
    summons = call(cast, cast.routine).summonses.get()
    with time_machine.travel(later(90), tick=False):
        send_all()
        check.refresh_from_db()
        summons.refresh_from_db()
        assert check.escalate_at == later(check.answer_minutes)
        assert (summons.state, summons.was_reached, summons.arrive_by) == ("called", False, later(30))


@pytest.mark.django_db(transaction=True)
def test_nobody_is_called_to_what_ends_at_the_same_instant() -> None:
    cast = make_cast()
    watch(cast)
    with time_machine.travel(NOON, tick=False):
        for _ in range(8):
            incident = flood(cast)
            made = call(cast, cast.emergency, incident=incident)
            summons = made.summonses.get()
            Summons.objects.filter(pk=summons.pk).update(state="called", answer_by=NOON, dispatched_at=NOON)
            reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="漫堤", by=cast.office)
            results = outcomes(
                [
                    partial(reports.report, incident=incident, kind=ReportKind.FINAL, text="完毕", by=cast.office),
                    partial(summons_escalation.escalate_due, now=NOON),
                    partial(summons_answers.decline, summons=summons, reason="外地", by=cast.office, now=NOON),
                    partial(call, cast, cast.routine, incident=incident),
                ]
            )
            assert not isinstance(results[0], Exception)
            states = Summons.objects.filter(call_out__incident=incident).values_list("state", flat=True)
            assert set(states) <= {"released", "declined"}
            assert not incident.call_outs.exclude(state="closed").exists()


def test_the_second_man_of_the_emergency_unit_would_have_been_called(cast: Cast) -> None:
    """Else the tests above would look at nothing."""
    call(cast, cast.emergency)
    send_all()
    with time_machine.travel(later(10), tick=False):
        assert summons_escalation.escalate_due(now=timezone.now()) == 1
    assert Summons.objects.get(level=1).person == person_on(cast.emergency, Post.LEADER, NOON)

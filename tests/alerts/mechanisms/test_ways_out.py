"""What begins on duty can be ended, whatever way it came in: every table walked through the services that move its rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from alerts.bulletins.services import drafting, issuing
from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.call_outs.services.summoning import start_clocks
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.complaints import services as complaints
from alerts.duty_log.services import handovers, leave_endings
from alerts.duty_log.services import log as duty_log
from alerts.enums import (
    AnsweredBy,
    BulletinSeries,
    BulletinSource,
    BulletinStage,
    BulletinType,
    ComplaintAbout,
    ComplaintKind,
    ReportKind,
    SendingWay,
    TaskKind,
    WarningKind,
    WarningLevel,
    WhistleKind,
)
from alerts.followups.services import giving, tending, working
from alerts.incidents.services import reports
from alerts.inspections import services as inspections
from alerts.models import CallOut, Check, Incident, Summons
from alerts.orders.services import orders, staff
from alerts.supervision import services as supervision
from alerts.transitions import MACHINES
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services import ending as warning_endings
from alerts.warnings.services.answers import answer as answer_warning
from alerts.warnings.services.calling import call_due
from alerts.warnings.services.calling import start_clocks as start_warning_clocks
from alerts.warnings.services.receiving import receive
from alerts.warnings.services.signing import Signed, sign
from alerts.whistles.services import whistles
from rostering.enums import ExtraKind, PeriodKind, Post, Posture
from rostering.models import Assignment, DutyPeriod
from rostering.periods.services.periods import close_period
from tests.alerts.watch import on_seat, person_on, send_all
from tests.api_client import Api
from tests.factories import Cast, at, make_cast, make_token, published
from tests.walking import Step, Walk
from units.models import User

NOON = at("2026-07-08 12:00")
WORDS: dict[str, Any] = {"matter": "道路塌方", "place": "县道 X101"}


@pytest.fixture
def cast(db: None) -> Any:
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        days = (at("2026-07-07 12:00").date(), at("2026-07-09 12:00").date())
        published(cast, *days, kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        yield cast


def page(cast: Cast, path: str, **values: Any) -> None:
    client = Client()
    client.force_login(cast.office)
    response = client.post(path, values)
    assert response.status_code == 302, response.content.decode()


def api(cast: Cast, path: str, **body: Any) -> Any:
    made = Api(key=make_token(cast.office)).post(path, body)
    assert made.status in (200, 201), made
    return made


def blown(cast: Cast, kind: WhistleKind = WhistleKind.ROUTINE) -> Any:
    return whistles.blow(unit=cast.routine, kind=kind, wanted_units=[cast.emergency], by=cast.routine_leader, **WORDS)


FLOOD: dict[str, Any] = {"title": "河道漫堤", "kind": "洪涝", "place": "城东堤段"}
WHISTLE = {**WORDS, "unit": "dag", "kind": "urgent", "wanted_units": ["yjj"]}
INCIDENT_WAYS: dict[str, Callable[[Cast], Any]] = {
    "page": lambda cast: page(
        cast, "/incidents/", **FLOOD, level="ordinary", occurred_at="2026-07-08T11:50", units=["yjj"]
    ),
    "api": lambda cast: api(cast, "incidents/", **FLOOD, occurred_at="2026-07-08T11:50:00+08:00"),
    "urgent whistle, page": lambda cast: page(cast, "/whistles/", **WHISTLE),
    "urgent whistle, api": lambda cast: api(cast, "whistles/", **WHISTLE),
    "dispatched whistle, page": lambda cast: page(cast, f"/whistles/{blown(cast).pk}/", do="dispatch"),
    "dispatched whistle, api": lambda cast: api(cast, f"whistles/{blown(cast).pk}/dispatch/"),
    "call-out, page": lambda cast: page(cast, "/call-outs/new/", basis="new", required=1, units=["yjj"], **WORDS),
}


@pytest.mark.parametrize("way", INCIDENT_WAYS)
def test_an_incident_can_be_reported_on_and_closed_whatever_way_it_came_in(cast: Cast, way: str) -> None:
    INCIDENT_WAYS[way](cast)
    incident = Incident.objects.get()
    due = {"initial_phone": timedelta(minutes=30), "initial_written": timedelta(hours=1)}
    owed = dict(incident.reports.owed().values_list("kind", "due_at"))
    assert owed == {kind: incident.known_at + after for kind, after in due.items()}
    for number, kind in enumerate(ReportKind, start=1):
        made = api(cast, f"incidents/{incident.pk}/reports/", kind=str(kind), text="情况如下")
        assert (made["number"], made["late"]) == (number, False)
    incident.refresh_from_db()
    assert incident.state == "closed"


def test_an_incident_that_owes_no_report_can_be_reported_on_all_the_same(cast: Cast) -> None:
    incident = reports.record_incident(
        county=cast.county, occurred_at=timezone.now(), units=[cast.emergency], by=cast.office, **FLOOD
    )
    incident.reports.all().delete()
    first = reports.report(incident=incident, kind=ReportKind.INITIAL_PHONE, text="漫堤", by=cast.office)
    assert first.due_at == incident.known_at + timedelta(minutes=30)


def drafted(cast: Cast) -> CallOut:
    return call_outs.draft_call_out(
        county=cast.county, required=1, by=cast.office, units=[cast.emergency], is_drill=True, **WORDS
    )


def called(cast: Cast) -> CallOut:
    return call_outs.call_out(
        county=cast.county, required=1, by=cast.office, units=[cast.emergency], is_drill=True, **WORDS
    )


def summoned(cast: Cast, *, sent: bool = False) -> Summons:
    summons = called(cast).summonses.get()
    if sent:
        send_all()
    return summons


def asked(cast: Cast) -> Check:
    return checks.ask_unit(unit=cast.emergency, reason="例行点名", by=cast.office)


def planned(cast: Cast) -> Check:
    period = cast.county.duty_periods.get()
    checks.plan_checks(period=period, by=cast.office, seed=1)
    check = Check.objects.get(unit=cast.emergency)
    Check.objects.filter(pk=check.pk).update(due_at=NOON)
    return check


def spare(check: Check) -> None:
    """Somebody of the unit has just proved reachable."""
    person = on_seat(check.unit, Post.DEDICATED_STAFF, NOON).person
    Check.objects.create(
        county_id=check.county_id, unit=check.unit, period=check.period, due_at=NOON, reason="先前", state="answered",
        answered_at=NOON, answered_by=person,
    )  # fmt: skip
    checks.ask_due(now=NOON)


def to_office(check: Check) -> None:
    """Nobody of the unit answers, on either level."""
    for level in (0, 1):
        Check.objects.filter(pk=check.pk, level=level).update(escalate_at=NOON)
        check_escalation.escalate_due(now=NOON)


def over(check: Check) -> None:
    with time_machine.travel(at("2026-07-12 09:00"), tick=False):
        close_period(period=DutyPeriod.objects.get(pk=check.period_id), by=User.objects.get(username="office"))


def report(kind: ReportKind, by: Any) -> Step:
    return lambda row: reports.report(incident=row, kind=kind, text="情况如下", by=by)


def answered(cast: Cast) -> Any:
    return lambda row: checks.answer(check=row, person=person_on(cast.emergency, Post.LEADER, NOON), now=NOON)


def leaving(cast: Cast) -> Any:
    seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
    back = NOON + timedelta(hours=1)
    return duty_log.report_leaving(
        assignment=seat, reason="赴现场", expected_back=back, by=cast.office, covered_by=cast.people["yjj"][0]
    )


def complaint(cast: Cast) -> Any:
    return complaints.write_complaint(
        county=cast.county, kind=ComplaintKind.COMPLAINT, about=ComplaintAbout.BURDEN, text="查岗太密", by=cast.office
    )


def inspection(cast: Cast, *, is_extra: bool) -> Any:
    return inspections.plan_inspection(
        county=cast.county, department="审计局", subject="专项资金", first_day=NOON.date(), last_day=NOON.date(),
        is_extra=is_extra, reason="举报", by=cast.office,
    )  # fmt: skip


def order(cast: Cast, *, hours: int) -> Any:
    return orders.issue_order(
        county=cast.county, reason="防汛", posture=Posture.ON_SITE, start=NOON + timedelta(hours=hours),
        end=NOON + timedelta(hours=hours + 6), by=cast.office, units=[cast.routine],
    )  # fmt: skip


def called_in(cast: Cast) -> Any:
    made = orders.issue_order(
        county=cast.county, reason="搜救", posture=Posture.PHONE_STANDBY, start=NOON, end=NOON + timedelta(hours=6),
        by=cast.office, units=[cast.routine], extras={ExtraKind.STAFF: 1},
    )  # fmt: skip
    return made.staff.get()


def row_seats(row: Any) -> list[Assignment]:
    return list(Assignment.objects.filter(shift__ordered_by=row.order_id).select_related("shift__unit", "person"))


def bulletin(cast: Cast) -> Any:
    said: dict[str, Any] = dict.fromkeys(
        ("place", "source", "matter", "casualties", "scope", "measures", "trend", "reporter"), "如实"
    )
    return drafting.draft_bulletin(
        county=cast.county, series=BulletinSeries.DUTY, stage=BulletinStage.INITIAL, title="漫堤", by=cast.office,
        recipients=["市委值班室"], occurred_at=NOON, **said,
    )  # fmt: skip


def recorded(cast: Cast) -> Incident:
    return reports.record_incident(
        county=cast.county, occurred_at=NOON, units=[cast.emergency], by=cast.office, **FLOOD
    )


RAIN = Bulletin(
    BulletinType.ALERT, "暴雨橙色预警", WarningKind.RAINSTORM, WarningLevel.ORANGE, end=NOON + timedelta(hours=6)
)


def warned(cast: Cast, *, follows: Any = None) -> Any:
    return receive(
        county=cast.county, bulletin=RAIN, source=BulletinSource.HAND, by=cast.office, now=NOON, follows=follows
    ).warning


def sign_for(cast: Cast, warning: Any, *units: Any) -> Any:
    what = Signed(WarningLevel.ORANGE, units or [cast.emergency], 10)
    return sign(warning=warning, what=what, by=cast.office, now=NOON)


def warning_call(cast: Cast, unit: Any) -> Any:
    return sign_for(cast, warned(cast), unit).calls.get()


def nobody_left(call: Any) -> None:
    """It was the last of the unit who could be asked."""
    type(call).objects.filter(pk=call.pk).update(place=2, answer_by=NOON)
    call_due(now=NOON)


Ways = dict[str, tuple[str, Callable[[Cast], Any]]]
WAYS: Ways = {
    "incident recorded": ("incident", recorded),
    "incident of a whistle": ("incident", lambda cast: blown(cast, WhistleKind.URGENT).call_out.incident),
    "call-out kept ready": ("call_out", drafted),
    "call-out at once": ("call_out", called),
    "call-out of a whistle": ("call_out", lambda cast: blown(cast, WhistleKind.URGENT).call_out),
    "called, message waiting": ("summons", summoned),
    "called, message sent": ("summons", lambda cast: summoned(cast, sent=True)),
    "called by a whistle": ("summons", lambda cast: blown(cast, WhistleKind.URGENT).call_out.summonses.get()),
    "whistle": ("whistle", blown),
    "whistle that calls two": (
        "whistle",
        lambda cast: whistles.blow(
            unit=cast.routine,
            kind=WhistleKind.ROUTINE,
            wanted_units=[cast.emergency, cast.hub],
            by=cast.office,
            **WORDS,
        ),
    ),
    "urgent whistle": ("whistle", lambda cast: blown(cast, WhistleKind.URGENT)),
    "check planned": ("check", planned),
    "check asked": ("check", asked),
    "order to come": ("posture_order", lambda cast: order(cast, hours=6)),
    "order at once": ("posture_order", lambda cast: order(cast, hours=0)),
    "called in by an order": ("order_staff", called_in),
    "warning": ("warning", warned),
    "warned, message waiting": ("warning_call", lambda cast: warning_call(cast, cast.emergency)),
    "log entry": ("log_entry", lambda cast: duty_log.write_entry(unit=cast.routine, by=cast.office, matter="来电")),
    "handover": (
        "handover",
        lambda cast: handovers.offer_handover(
            assignment=on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON), note="", by=cast.office
        ),
    ),
    "away from the post": ("leave_post_report", leaving),
    "bulletin": ("bulletin", bulletin),
    "check of the plan": ("inspection", lambda cast: inspection(cast, is_extra=False)),
    "extra check": ("inspection", lambda cast: inspection(cast, is_extra=True)),
    "round": (
        "supervision",
        lambda cast: supervision.start(leader=cast.county_leaders[0], route="堤段", by=cast.office),
    ),
    "complaint": ("complaint", complaint),
    "task": (
        "task",
        lambda cast: giving.give_task(unit=cast.routine, kind=TaskKind.OTHER, matter="清淤", by=cast.office),
    ),
}


def taken_over(office: User) -> Step:
    """Near the end of the duty."""

    def step(row: Any) -> None:
        with time_machine.travel(row.outgoing.end - timedelta(minutes=10), tick=False):
            handovers.accept_handover(handover=row, by=office)

    return step


def undone(office: User) -> Step:
    """At once; the walk has stopped the clock, so the acceptance lies at the end of the duty."""

    def step(row: Any) -> None:
        with time_machine.travel(row.outgoing.end, tick=False):
            handovers.undo_acceptance(handover=row, by=office)

    return step


def steps(cast: Cast) -> dict[str, dict[str, Step]]:
    office = cast.office
    return {
        "incident": {
            "report": report(ReportKind.INITIAL_PHONE, office),
            "final_report": lambda row: [
                report(kind, office)(row) for kind in (ReportKind.INITIAL_WRITTEN, ReportKind.FINAL)
            ],
        },
        "call_out": {
            "dispatch": lambda row: call_outs.dispatch(call_out=row, by=office),
            "cancel": lambda row: call_outs.cancel_call_out(call_out=row, by=office),
            "close": lambda row: call_outs.close_call_out(call_out=row, outcome="已处置", by=office),
        },
        "summons": {
            "sent": lambda row: start_clocks([row.pk], reached=True, now=NOON),
            "acknowledge": lambda row: summons_answers.acknowledge(summons=row, by=office, now=NOON),
            "decline": lambda row: summons_answers.decline(summons=row, reason="外地", by=office, now=NOON),
            "arrive": lambda row: summons_answers.arrive(summons=row, by=office, now=NOON),
            "release": lambda row: call_outs.close_call_out(call_out=row.call_out, outcome="已处置", by=office),
        },
        "whistle": {
            "dispatch": lambda row: whistles.dispatch(whistle=row, by=office),
            "reject": lambda row: whistles.reject(whistle=row, reason="重复", by=office),
            # The first of several that are called; the last one's is the answer.
            "reply": lambda row: (
                row.wanted_units.count() > 1
                and whistles.answer(whistle=row, text="已清障", by=office, unit=cast.emergency)
            ),
            "answer": lambda row: whistles.answer(whistle=row, text="已清障", by=office),
            "solve": lambda row: whistles.settle(whistle=row, is_solved=True, by=office),
            "reopen": lambda row: whistles.settle(whistle=row, is_solved=False, by=office),
        },
        "check": {
            "ask": lambda row: checks.send_now(check=row, by=office),
            "spare": spare,
            "period_over": over,
            "lapse": lambda row: checks.ask_due(now=NOON + timedelta(days=1)),
            "cancel": lambda row: checks.cancel_check(check=row, by=office, reason="误点"),
            "answer": answered(cast),
            "hand_to_office": to_office,
            "close": lambda row: checks.close_check(check=row, note="已电话核实", by=office),
        },
        "posture_order": {
            "end": lambda row: orders.end_order(order=row, by=office),
            "expire": lambda row: orders.end_due(now=row.end),
        },
        "order_staff": {
            "confirm": lambda row: staff.confirm_staff(staff=row, by=office, now=NOON),
            "widen": lambda row: staff.ask_units(row.order, row_seats(row), NOON),
            "release": lambda row: orders.end_order(order=row.order, by=office),
        },
        "warning": {
            "sign": lambda row: sign_for(cast, row),
            "revise": lambda row: warned(cast, follows=row) if row.state == "received" else None,
            "update": lambda row: warned(cast, follows=row) if row.state != "received" else None,
            "drop": lambda row: warning_endings.drop(warning=row, reason="重复", by=office, now=NOON),
            "lapse": lambda row: warning_endings.end_due(now=row.end) if row.state == "received" else None,
            "close": lambda row: warning_endings.close(warning=row, outcome="已叫应", by=office, now=NOON),
            "expire": lambda row: warning_endings.end_due(now=row.end) if row.state != "received" else None,
        },
        "warning_call": {
            "sent": lambda row: start_warning_clocks([row.pk], reached=True, now=NOON),
            "hand_to_office": nobody_left,
            "answer": lambda row: answer_warning(call=row, by=office, now=NOON, how=AnsweredBy.PHONE),
            "release": lambda row: warning_endings.close(warning=row.warning, outcome="已叫应", by=office, now=NOON),
        },
        "log_entry": {"finish": lambda row: duty_log.finish_entry(entry=row, handled="已办", by=office)},
        "handover": {
            "accept": taken_over(office),
            "withdraw": lambda row: handovers.withdraw_handover(handover=row, by=office),
            "undo": undone(office),
            "offer": lambda row: handovers.offer_handover(assignment=row.outgoing, note="", by=office),
        },
        "bulletin": {
            "edit": lambda row: drafting.edit_bulletin(bulletin=row, by=office, trend="趋稳"),
            "issue": lambda row: issuing.issue_bulletin(bulletin=row, signer="张主任", by=office),
            "discard": lambda row: drafting.discard_bulletin(bulletin=row, by=office),
            "send": lambda row: issuing.record_sending(
                bulletin=row, recipient="市委值班室", way=SendingWay.FAX, by=office
            ),
            "retract": lambda row: issuing.retract_bulletin(bulletin=row, reason="有误", by=office),
            "correct": lambda row: issuing.issue_bulletin(
                bulletin=drafting.begin_correction(bulletin=row, by=office), signer="张主任", by=office
            ),
        },
        "inspection": {
            "approve": lambda row: inspections.decide(inspection=row, is_approved=True, decision="同意", by=office),
            "refuse": lambda row: inspections.decide(inspection=row, is_approved=False, decision="缓办", by=office),
            "cancel": lambda row: inspections.cancel(inspection=row, by=office),
        },
        "supervision": {
            "end": lambda row: supervision.end(supervision=row, by=office),
            "expire": lambda row: supervision.end_due(now=NOON + supervision.LONGEST),
        },
        "complaint": {
            "answer": lambda row: complaints.answer(complaint=row, answer="已减少", by=office, now=NOON),
            "withdraw": lambda row: complaints.withdraw(complaint=row, by=office, now=NOON),
        },
        "task": {
            "take": lambda row: working.take(task=row, by=office),
            "forward": lambda row: giving.forward(task=row, unit=cast.emergency, by=office),
            "report": lambda row: working.report(task=row, result="已清", by=office),
            "withdraw": lambda row: giving.withdraw(task=row, reason="重复", by=office),
            "satisfy": lambda row: working.judge(task=row, is_satisfied=True, by=office),
            "dissatisfy": lambda row: working.judge(task=row, is_satisfied=False, text="重办", by=office),
            "lapse": lambda row: tending.tend_tasks(now=row.verdict_due_at or NOON),
        },
        "leave_post_report": {
            "return": lambda row: duty_log.report_return(report=row, by=office),
            "duty_over": lambda row: leave_endings.end_due(now=row.assignment.end),
        },
    }


@pytest.mark.parametrize("name", MACHINES)
def test_every_step_of_the_table_is_taken_by_services_and_every_state_has_a_way_to_an_end(
    cast: Cast, name: str
) -> None:
    taken: set[tuple[str, str]] = set()
    for way, (of, begin) in WAYS.items():
        if of == name:
            with transaction.atomic():
                walked = Walk(MACHINES[name], begin(cast), steps(cast)[name]).run()
                assert (way, walked.stuck) == (way, set())
                taken |= walked.taken
                transaction.set_rollback(True)
    assert taken == set(MACHINES[name].table)

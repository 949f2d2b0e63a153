"""A step of every table, through the service that takes it."""

from datetime import timedelta
from typing import Any

import time_machine

from alerts.bulletins.services import drafting, issuing
from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.call_outs.services.summoning import start_clocks
from alerts.checks.services import checks
from alerts.complaints import services as complaints
from alerts.duty_log.services import handovers, leave_endings
from alerts.duty_log.services import log as duty_log
from alerts.enums import AnsweredBy, ReportKind, SendingWay
from alerts.followups.services import giving, tending, working
from alerts.inspections import services as inspections
from alerts.orders.services import orders, staff
from alerts.supervision import services as supervision
from alerts.warnings.services import ending as warning_endings
from alerts.warnings.services.answers import answer as answer_warning
from alerts.warnings.services.calling import start_clocks as start_warning_clocks
from alerts.whistles.services import whistles
from tests.alerts.mechanisms.ways_begun import (
    NOON,
    answered,
    nobody_left,
    over,
    report,
    row_seats,
    sign_for,
    spare,
    to_office,
    warned,
)
from tests.factories import Cast
from tests.walking import Step
from units.models import User


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

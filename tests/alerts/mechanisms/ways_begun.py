"""How rows of every table begin, and small acts that lead from one state to another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine

from alerts.bulletins.services import drafting
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.complaints import services as complaints
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import (
    BulletinSeries,
    BulletinSource,
    BulletinStage,
    BulletinType,
    ComplaintAbout,
    ComplaintKind,
    ReportKind,
    TaskKind,
    WarningKind,
    WarningLevel,
    WhistleKind,
)
from alerts.followups.services import giving
from alerts.incidents.services import reports
from alerts.inspections import services as inspections
from alerts.models import CallOut, Check, Incident, Summons
from alerts.orders.services import orders
from alerts.supervision import services as supervision
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services.calling import call_due
from alerts.warnings.services.receiving import receive
from alerts.warnings.services.signing import Signed, sign
from alerts.whistles.services import whistles
from rostering.enums import ExtraKind, Post, Posture
from rostering.models import Assignment, DutyPeriod
from rostering.periods.services.periods import close_period
from tests.alerts.watch import on_seat, person_on, send_all
from tests.factories import Cast, at
from tests.walking import Step
from units.models import User

NOON = at("2026-07-08 12:00")
WORDS: dict[str, Any] = {"matter": "道路塌方", "place": "县道 X101"}
FLOOD: dict[str, Any] = {"title": "河道漫堤", "kind": "洪涝", "place": "城东堤段"}


def blown(cast: Cast, kind: WhistleKind = WhistleKind.ROUTINE) -> Any:
    return whistles.blow(unit=cast.routine, kind=kind, wanted_units=[cast.emergency], by=cast.routine_leader, **WORDS)


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

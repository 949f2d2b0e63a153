"""Whatever a page and the API both do leaves the same rows, messages, announcements and wake-ups."""

from datetime import timedelta
from typing import Any

import pytest

from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.complaints import services as complaints
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import ComplaintAbout, ComplaintKind, TaskKind, WhistleKind
from alerts.followups.services import extending, giving, working
from alerts.incidents.services import reports
from alerts.models import (
    Check,
    Complaint,
    Handover,
    Incident,
    LeavePostReport,
    LogEntry,
    Summons,
    Supervision,
    Task,
    Whistle,
)
from alerts.orders.services import orders
from alerts.supervision import services as supervision
from alerts.whistles.services import whistles
from rostering.enums import Post
from rostering.fairness.services.absences import record_absence
from rostering.models import Absence, Assignment
from tests.alerts.conftest import NOON
from tests.alerts.watch import on_seat
from tests.doors import Doors, differing, subscribe
from tests.doors import woken as woken  # noqa: PLC0414 - the clocks that are woken
from tests.factories import Cast
from units.models import Person, User

UNTIL = "2026-07-08T13:00:00+08:00"


def asked(cast: Cast) -> Check:
    return checks.ask_unit(unit=cast.emergency, reason="抽查", by=cast.office, exception=True)


def timed_out(cast: Cast) -> Check:
    check = asked(cast)
    Check.objects.filter(pk=check.pk).update(state="with_office", outcome="no_answer", level=2)
    return check


def kept_ready(cast: Cast) -> Any:
    return call_outs.draft_call_out(
        county=cast.county,
        matter="抢险",
        place="城东",
        required=1,
        by=cast.office,
        units=[cast.emergency],
        is_drill=True,
    )


def called(cast: Cast) -> Any:
    return call_outs.dispatch(call_out=kept_ready(cast), by=cast.office)


def summons(cast: Cast) -> Summons:
    found: Summons = called(cast).summonses.get()
    return found


def whistle(cast: Cast) -> Whistle:
    return whistles.blow(
        unit=cast.routine,
        kind=WhistleKind.ROUTINE,
        matter="塌方",
        place="县道",
        wanted_units=[cast.emergency],
        by=cast.routine_leader,
    )


def dispatched(cast: Cast) -> Whistle:
    return whistles.dispatch(whistle=whistle(cast), by=cast.office)


def answered(cast: Cast) -> Whistle:
    return whistles.answer(whistle=dispatched(cast), text="已到", by=cast.leader)


def complaint(cast: Cast) -> Complaint:
    return complaints.write_complaint(
        county=cast.county, kind=ComplaintKind.SUGGESTION, about=ComplaintAbout.BURDEN, text="少查一次", by=cast.leader
    )


def on_a_round(cast: Cast) -> Supervision:
    return supervision.start(leader=cast.county_leaders[0], route="堤段", by=cast.office)


def task(cast: Cast) -> Task:
    return giving.give_task(unit=cast.emergency, kind=TaskKind.OTHER, matter="清淤", by=cast.office)


def delayed_task(cast: Cast) -> Task:
    return extending.ask_more(task=task(cast), days=2, reason="等配件", by=cast.leader)


def reported_task(cast: Cast) -> Task:
    return working.report(task=task(cast), result="已清", by=cast.leader)


def incident(cast: Cast) -> Incident:
    return reports.record_incident(
        county=cast.county,
        title="漫堤",
        kind="洪涝",
        place="城东",
        occurred_at=NOON,
        units=[cast.emergency],
        by=cast.office,
    )


def order(cast: Cast) -> Any:
    return orders.issue_order(
        county=cast.county, reason="台风", posture="on_site", start=NOON, end=NOON + timedelta(hours=9), by=cast.office,  # type: ignore[arg-type]
        tier="routine_support",
    )  # fmt: skip


def order_to_come(cast: Cast) -> Any:
    return orders.issue_order(
        county=cast.county, reason="台风", posture="on_site", start=NOON + timedelta(hours=8),  # type: ignore[arg-type]
        end=NOON + timedelta(hours=20), by=cast.office, tier="routine_support",
    )  # fmt: skip


def entry(cast: Cast) -> LogEntry:
    return duty_log.write_entry(unit=cast.emergency, by=cast.leader, matter="来电")


def seat(cast: Cast) -> Assignment:
    return on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)


def relieved(cast: Cast) -> dict[str, Any]:
    return {"row": seat(cast).pk, "parent": "", "cover": cast.people["yjj"][0].pk}


def offered(cast: Cast) -> Handover:
    return handovers.offer_handover(assignment=seat(cast), note="", by=cast.leader)


def taken_soon(cast: Cast) -> Handover:
    """Offered for a duty that ends within the two hours in which it may be taken over."""
    handover = offered(cast)
    Assignment.objects.filter(pk=handover.outgoing_id).update(end=NOON + timedelta(hours=1))
    return handover


def taken(cast: Cast) -> Handover:
    return handovers.accept_handover(handover=taken_soon(cast), by=cast.leader)


def away(cast: Cast) -> LeavePostReport:
    return duty_log.report_leaving(
        assignment=seat(cast),
        reason="取药",
        expected_back=NOON + timedelta(hours=1),
        by=cast.leader,
        covered_by=cast.people["yjj"][0],
    )


def leave(cast: Cast) -> Absence:
    days = {"start": NOON + timedelta(days=30), "end": NOON + timedelta(days=31)}
    return record_absence(person=_login_of(cast), kind="annual_leave", by=cast.duty, **days)  # type: ignore[arg-type]


def _login_of(cast: Cast) -> Person:
    person = seat(cast).person
    assert person is not None
    User.objects.filter(pk=cast.duty.pk).update(person=person)
    cast.duty.refresh_from_db()
    return person


WHISTLE = {"unit": "dag", "kind": "routine", "matter": "塌方", "place": "县道"}
SAID = {"kind": "suggestion", "about": "burden", "text": "少查一次", "is_anonymous": "on"}
SEEN = {"unit": "yjj", "found": "台账不全"}
TASK = {"kind": "hazard", "matter": "清淤", "place": "二号闸", "grade": "general"}
DRILL = {"matter": "抢险", "place": "城东", "required": 1}
INCIDENT = {"title": "漫堤", "kind": "洪涝", "place": "城东", "level": "ordinary"}
ORDER = {"reason": "台风", "posture": "on_site", "tier": "routine_support"}
SUMMONS = "/call-outs/answer/{row}/"

TABLE = {
    "check asked": Doors(
        "office", "/checks/ask/", {"units": "dag", "reason": "抽查", "exception": "on"},
        "checks/", {"unit": "dag", "reason": "抽查", "exception": True},
    ),
    "check answered for the unit": Doors("leader", "/checks/{row}/answer/", {}, "checks/{row}/acknowledge/", {}, asked),
    "check answered by who is asked": Doors(
        "duty", "/checks/{row}/answer/", {}, "checks/{row}/acknowledge/", {}, lambda cast: (_login_of(cast), asked(cast))[1]
    ),
    "check answered late": Doors("leader", "/checks/{row}/answer/", {}, "checks/{row}/acknowledge/", {}, timed_out),
    "check closed": Doors("office", "/checks/{row}/close/", {"note": "在"}, "checks/{row}/close/", {"note": "在"}, timed_out),
    "check cancelled": Doors(
        "office", "/checks/{row}/cancel/", {"reason": "误点"}, "checks/{row}/cancel/", {"reason": "误点"}, asked
    ),
    "check replied to": Doors(
        "leader", "/checks/{row}/reply/", {"text": "说明"}, "checks/{row}/reply/", {"text": "说明"}, timed_out
    ),
    "call-out": Doors(
        "office", "/call-outs/new/", DRILL | {"basis": "drill", "units": "yjj"},
        "call-outs/", DRILL | {"is_drill": True, "units": ["yjj"], "dispatch": True},
    ),
    "call-out sent": Doors("office", "/call-outs/{row}/send/", {}, "call-outs/{row}/dispatch/", {}, kept_ready),
    "call-out dropped": Doors("office", "/call-outs/{row}/cancel/", {}, "call-outs/{row}/cancel/", {}, kept_ready),
    "call-out closed": Doors(
        "office", "/call-outs/{row}/close/", {"outcome": "结束"}, "call-outs/{row}/close/", {"outcome": "结束"}, called
    ),
    "summons acknowledged": Doors(
        "leader", SUMMONS, {"do": "acknowledge"}, "call-outs/{parent}/acknowledge/", {"summons": "{row}"}, summons
    ),
    "summons declined": Doors(
        "leader", SUMMONS, {"do": "decline", "reason": "病"}, "call-outs/{parent}/decline/",
        {"summons": "{row}", "reason": "病"}, summons,
    ),
    "arrival": Doors("leader", SUMMONS, {"do": "arrive"}, "call-outs/{parent}/arrive/", {"summons": "{row}"}, summons),
    "whistle": Doors(
        "routine_leader", "/whistles/", WHISTLE | {"wanted_units": "yjj"}, "whistles/", WHISTLE | {"wanted_units": ["yjj"]}
    ),
    "urgent whistle": Doors(
        "routine_leader", "/whistles/", WHISTLE | {"kind": "urgent", "wanted_units": "yjj"},
        "whistles/", WHISTLE | {"kind": "urgent", "wanted_units": ["yjj"]},
    ),
    "whistle dispatched": Doors("office", "/whistles/{row}/", {"do": "dispatch"}, "whistles/{row}/dispatch/", {}, whistle),
    "whistle rejected": Doors(
        "office", "/whistles/{row}/", {"do": "reject", "text": "重复"}, "whistles/{row}/reject/", {"reason": "重复"}, whistle
    ),
    "whistle answered": Doors(
        "leader", "/whistles/{row}/", {"do": "answer", "text": "已到"}, "whistles/{row}/answer/", {"text": "已到"}, dispatched
    ),
    "whistle settled": Doors(
        "routine_leader", "/whistles/{row}/", {"do": "solve"}, "whistles/{row}/settle/", {"solved": True}, answered
    ),
    "whistle sent back": Doors(
        "routine_leader", "/whistles/{row}/", {"do": "reopen", "text": "未清"}, "whistles/{row}/settle/", {"solved": False}, answered
    ),
    "incident": Doors(
        "office", "/incidents/", INCIDENT | {"occurred_at": "2026-07-08T11:30", "units": "yjj"},
        "incidents/",
        INCIDENT | {
            "occurred_at": "2026-07-08T11:30:00+08:00", "units": ["yjj"]
        },
    ),
    "report": Doors(
        "office", "/incidents/{row}/reports/", {"kind": "initial_phone", "text": "首报", "reported_to": "市"},
        "incidents/{row}/reports/", {"kind": "initial_phone", "text": "首报", "reported_to": "市"}, incident,
    ),
    "order": Doors(
        "office", "/posture-orders/", ORDER | {"start": "2026-07-08T20:00", "end": "2026-07-09T20:00"},
        "posture-orders/", ORDER | {"start": "2026-07-08T20:00:00+08:00", "end": "2026-07-09T20:00:00+08:00"},
    ),
    "order ended": Doors("office", "/posture-orders/{row}/end/", {}, "posture-orders/{row}/close/", {}, order),
    "order withdrawn": Doors("office", "/posture-orders/{row}/end/", {}, "posture-orders/{row}/close/", {}, order_to_come),
    "log entry": Doors(
        "leader", "/log/", {"unit": "yjj", "matter": "来电", "caller": "群众"},
        "log-entries/", {"unit": "yjj", "matter": "来电", "caller": "群众"},
    ),
    "nothing to report": Doors(
        "leader", "/log/nothing/", {"unit": "yjj"}, "log-entries/", {"unit": "yjj", "nothing_to_report": True}
    ),
    "log entry done": Doors(
        "leader", "/log/{row}/done/", {"handled": "已办"}, "log-entries/{row}/close/", {"handled": "已办"}, entry
    ),
    "handover": Doors("leader", "/my/duty/{row}/handover/", {"note": "无"}, "handovers/", {"assignment": "{row}", "note": "无"}, seat),
    "handover accepted": Doors("leader", "/my/duty/handovers/{row}/accept/", {}, "handovers/{row}/accept/", {}, taken_soon),
    "handover withdrawn": Doors("leader", "/my/duty/handovers/{row}/withdraw/", {}, "handovers/{row}/withdraw/", {}, offered),
    "takeover undone": Doors("leader", "/my/duty/handovers/{row}/undo/", {}, "handovers/{row}/undo/", {}, taken),
    "leaving the post": Doors(
        "leader", "/my/duty/{row}/leave/", {"reason": "取药", "expected_back": "2026-07-08T13:00", "covered_by": "{cover}"},
        "leave-post-reports/",
        {"assignment": "{row}", "reason": "取药", "expected_back": UNTIL, "covered_by": "{cover}"}, relieved,
    ),
    "back on post": Doors("leader", "/my/duty/leaves/{row}/return/", {}, "leave-post-reports/{row}/close/", {}, away),
    "round": Doors(
        "office", "/supervision/", {"leader": "{leader}", "route": "堤段"},
        "supervisions/", {"leader": "{leader}", "route": "堤段"},
        before=lambda cast: {"leader": cast.county_leaders[0].pk, "parent": ""},
    ),
    "unit seen": Doors(
        "office", "/supervision/{row}/", SEEN | {"follow_up": "on"}, "supervisions/{row}/visits/", SEEN | {"follow_up": True},
        on_a_round,
    ),
    "round ended": Doors("office", "/supervision/{row}/end/", {}, "supervisions/{row}/end/", {}, on_a_round),
    "complaint": Doors("leader", "/complaints/", SAID, "complaints/", SAID | {"is_anonymous": True}),
    "complaint answered": Doors(
        "office", "/complaints/{row}/", {"answer": "已采纳"}, "complaints/{row}/answer/", {"answer": "已采纳"}, complaint
    ),
    "complaint withdrawn": Doors("leader", "/complaints/{row}/withdraw/", {}, "complaints/{row}/withdraw/", {}, complaint),
    "task": Doors("office", "/tasks/new/", TASK | {"unit": "yjj"}, "tasks/", TASK | {"unit": "yjj"}),
    "task taken": Doors("leader", "/tasks/{row}/", {"do": "take"}, "tasks/{row}/take/", {}, task),
    "task reported": Doors(
        "leader", "/tasks/{row}/", {"do": "report", "result": "已清"}, "tasks/{row}/report/", {"result": "已清"}, task
    ),
    "task forwarded": Doors(
        "leader", "/tasks/{row}/", {"do": "forward", "unit": "dag", "grade": "simple"},
        "tasks/{row}/forward/", {"unit": "dag"}, task,
    ),
    "more time asked": Doors(
        "leader", "/tasks/{row}/", {"do": "ask_more", "days": "2", "reason": "等配件"},
        "tasks/{row}/ask-more-time/", {"days": 2, "reason": "等配件"}, task,
    ),
    "more time given": Doors(
        "office", "/tasks/{row}/", {"do": "extend"}, "tasks/{row}/extend/", {"granted": True}, delayed_task
    ),
    "more time refused": Doors(
        "office", "/tasks/{row}/", {"do": "keep_limit", "text": "须按期"},
        "tasks/{row}/extend/", {"granted": False, "text": "须按期"}, delayed_task,
    ),
    "task withdrawn": Doors(
        "office", "/tasks/{row}/", {"do": "withdraw", "reason": "重复"}, "tasks/{row}/withdraw/", {"reason": "重复"}, task
    ),
    "task done": Doors(
        "office", "/tasks/{row}/", {"do": "satisfy"}, "tasks/{row}/judge/", {"satisfied": True}, reported_task
    ),
    "task sent back": Doors(
        "office", "/tasks/{row}/", {"do": "dissatisfy", "text": "重办"},
        "tasks/{row}/judge/", {"satisfied": False, "text": "重办"}, reported_task,
    ),
    "leave approved": Doors("leader", "/leave/{row}/approve/", {}, "absences/{row}/approve/", {}, leave),
    "leave rejected": Doors(
        "leader", "/leave/{row}/reject/", {"reason": "人手不足"},
        "absences/{row}/reject/", {"reason": "人手不足"}, leave,
    ),
}  # fmt: skip


@pytest.mark.usefixtures("noon")
@pytest.mark.slow
def test_page_and_api_leave_the_same(cast: Cast, woken: list[str]) -> None:
    subscribe(cast)
    assert differing(TABLE, cast, woken) == {}

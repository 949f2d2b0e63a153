"""Whatever a page and the API both do leaves the same rows, messages, announcements and wake-ups."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.test import Client

from alerts.domain.enums import EventCode, WhistleKind
from alerts.models import Check, Handover, Incident, LeavePostReport, LogEntry, Summons, Webhook, Whistle
from alerts.services import call_outs, checks, duty_log, incidents, orders, whistles
from rostering.domain.enums import Post
from rostering.models import Absence, Assignment
from rostering.services.absences import record_absence
from tests.alerts.api.conftest import NOON, noon, period  # noqa: F401 - the same noon
from tests.alerts.watch import on_seat
from tests.api_client import Api
from tests.factories import Cast
from units.models import Person, User

# What differs between any two writes, and what only one door has.
NOT_COMPARED = {"units.RecentlyMade", "units.IdempotencyKey", "units.RateWindow", "sessions.Session", "units.ApiToken"}
OWN = {"id", "event_id", "digest", "hint", "dedupe_key", "object_id", "object_version", "payload", "last_login", "key"}
# Each message has a link of its own, or leads to the row that its door has made.
LINK = re.compile(r"/(?:a|incidents)/[\w-]+/")
UNTIL = "2026-07-08T13:00:00+08:00"


@dataclass(frozen=True)
class Doors:
    """Who does it, its page with the form, its address with the body. `{row}` stands for what `before` has made."""

    who: str
    page: str
    form: dict[str, Any]
    path: str
    body: dict[str, Any]
    before: Callable[[Cast], Any] = lambda _cast: None


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


def incident(cast: Cast) -> Incident:
    return incidents.record_incident(
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


def entry(cast: Cast) -> LogEntry:
    return duty_log.write_entry(unit=cast.emergency, by=cast.leader, matter="来电")


def seat(cast: Cast) -> Assignment:
    return on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)


def offered(cast: Cast) -> Handover:
    return duty_log.offer_handover(assignment=seat(cast), note="", by=cast.leader)


def taken_soon(cast: Cast) -> Handover:
    """Offered for a duty that ends within the two hours in which it may be taken over."""
    handover = offered(cast)
    Assignment.objects.filter(pk=handover.outgoing_id).update(end=NOON + timedelta(hours=1))
    return handover


def away(cast: Cast) -> LeavePostReport:
    return duty_log.report_leaving(
        assignment=seat(cast), reason="取药", expected_back=NOON + timedelta(hours=1), by=cast.leader
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
DRILL = {"matter": "抢险", "place": "城东", "required": 1}
INCIDENT = {"title": "漫堤", "kind": "洪涝", "place": "城东", "level": "ordinary"}
ORDER = {"reason": "台风", "posture": "on_site", "tier": "routine_support"}
SUMMONS = "/call-outs/answer/{row}/"

TABLE = {
    "check asked": Doors(
        "office", "/checks/ask/", {"unit": "dag", "reason": "抽查", "exception": "on"},
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
    "leaving the post": Doors(
        "leader", "/my/duty/{row}/leave/", {"reason": "取药", "expected_back": "2026-07-08T13:00"},
        "leave-post-reports/", {"assignment": "{row}", "reason": "取药", "expected_back": UNTIL}, seat,
    ),
    "back on post": Doors("leader", "/my/duty/leaves/{row}/return/", {}, "leave-post-reports/{row}/close/", {}, away),
    "leave approved": Doors("leader", "/leave/{row}/approve/", {}, "absences/{row}/approve/", {}, leave),
    "leave rejected": Doors(
        "leader", "/leave/{row}/reject/", {"reason": "人手不足"},
        "absences/{row}/reject/", {"reason": "人手不足"}, leave,
    ),
}  # fmt: skip


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr("alerts.receivers.wake_on_commit", names.append)
    return names


@pytest.fixture
def listening(cast: Cast) -> None:
    events = [code for code in EventCode if code != EventCode.PING]
    Webhook.objects.create(
        county=cast.county, name="市平台", url="https://93.184.216.34/", events=events, created_by=cast.office
    )


@pytest.mark.slow
def test_page_and_api_leave_the_same(cast: Cast, listening: None, woken: list[str]) -> None:
    differing = {name: found for name, doors in TABLE.items() if (found := _difference(cast, doors, woken))}
    assert differing == {}


def _difference(cast: Cast, doors: Doors, woken: list[str]) -> Any:
    with transaction.atomic():
        row = doors.before(cast)
        names = {"row": getattr(row, "pk", ""), "parent": getattr(row, "call_out_id", "")}
        user = getattr(cast, doors.who)
        left = [_left(woken, partial(send, user, doors, names)) for send in (_by_page, _by_api)]
        transaction.set_rollback(True)
    by_page, by_api = left
    return [("page", one) for one in by_page if one not in by_api] + [
        ("api", one) for one in by_api if one not in by_page
    ]


def _by_page(user: User, doors: Doors, names: dict[str, Any]) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(doors.page.format(**names), doors.form)
    return "done" if answer.status_code in (200, 302) else f"{answer.status_code} {answer.content.decode()[:3000]}"


def _by_api(user: User, doors: Doors, names: dict[str, Any]) -> str:
    body = {key: value.format(**names) if isinstance(value, str) else value for key, value in doors.body.items()}
    answer = Api(user=user).post(doors.path.format(**names), body)
    return "done" if answer.status < 300 else repr(answer)


def _left(woken: list[str], send: Callable[[], str]) -> list[Any]:
    """What the write has left, told by its content; nothing of it stays."""
    woken.clear()
    before = _rows()
    with transaction.atomic():
        outcome = send()
        rows = _rows()
        transaction.set_rollback(True)
    return [outcome, sorted(set(woken)), *sorted(LINK.sub("/…/", one) for one in rows - before)]


def _rows() -> set[str]:
    models = [
        model
        for model in apps.get_models()
        if model._meta.label not in NOT_COMPARED and model._meta.app_label in ("units", "rostering", "alerts")
    ]
    connection.ensure_connection()
    return {f"{model._meta.label} {_told(row)}" for model in models for row in model._base_manager.all()}


def _told(row: Any) -> dict[str, Any]:
    made = {field.name for field in row._meta.fields if field.primary_key}
    return {
        name: value
        for name, value in sorted(model_to_dict(row).items())
        if name not in OWN | made and not _is_new_link(row, name)
    }


def _is_new_link(row: Any, name: str) -> bool:
    """Points at a row that each door makes anew."""
    field = row._meta.get_field(name)
    return field.is_relation and field.related_model._meta.app_label == "alerts"

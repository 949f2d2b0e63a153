"""Rows of what happens on duty, each twice: of the emergency unit (own) and of the routine one (other)."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alerts.bulletins.services import drafting, issuing
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.complaints.services import write_complaint
from alerts.duty_log.services import handovers as handover_services
from alerts.duty_log.services import log as duty_log
from alerts.enums import (
    BulletinSeries,
    BulletinSource,
    BulletinStage,
    BulletinType,
    ChannelCode,
    ComplaintAbout,
    ComplaintKind,
    EventCode,
    SendingWay,
    TaskKind,
    WarningKind,
    WarningLevel,
    WhistleKind,
)
from alerts.feeds import services as feeds
from alerts.followups.services import evidence, giving
from alerts.incidents.services import reports
from alerts.inspections import services as inspections
from alerts.models import Check, ContactRule, Notification, OrderStaff, WarningCall
from alerts.orders.services import orders
from alerts.response_cards.services.cards import install_cards
from alerts.supervision import services as supervision
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.services.receiving import receive
from alerts.warnings.services.signing import Signed, sign
from alerts.webhooks.services import webhooks
from alerts.whistles.services import topics, whistles
from rostering.enums import PeriodKind, Post, Posture
from rostering.models import Assignment
from tests.factories import Cast, published, seat_of
from units.models import Person

YESTERDAY, TODAY, TOMORROW = date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 11)
Rows = dict[str, tuple[Any, Any]]


def alert_rows(cast: Cast) -> Rows:
    """For a county whose clock stands at TODAY, 09:00. The login `duty` is the one who is asked, called and told."""
    watch = published(cast, YESTERDAY, TOMORROW, name="防汛值守", kind=PeriodKind.SPECIAL)
    own, other = cast.duty.person, cast.people["dag"][0]
    assert own is not None
    seats = [
        {day: seat_of(watch, unit, post, day=day) for day in (YESTERDAY, TODAY)}
        for unit, post in ((cast.emergency, Post.LEADER), (cast.routine, Post.DUTY_OFFICER))
    ]
    order = orders.issue_order(
        county=cast.county,
        reason="防汛",
        posture=Posture.ON_SITE,
        start=timezone.now(),
        end=timezone.now() + timedelta(days=1),
        by=cast.office,
        units=[cast.emergency],
    )
    staff = [
        OrderStaff.objects.create(county=cast.county, order=order, unit=unit, seats=1)
        for unit in (cast.emergency, cast.routine)
    ]
    rows = _checks(cast, watch) | _call_outs(cast, [own, other]) | _whistles(cast) | _tasks(cast) | _duty(cast, seats)
    rules = [
        ContactRule.objects.create(person=person, channel=ChannelCode.EMAIL, address="w@example.cn", code="123456")
        for person in (own, other)
    ]
    return (
        rows
        | _subscriptions(cast)
        | _warnings(cast)
        | {
            "order": (order.pk, order.pk),
            "order_staff": (staff[0].pk, staff[1].pk),
            "duty_now": (seats[0][TODAY].pk, seats[1][TODAY].pk),
            "called": (own.pk, other.pk),
            "rule": (rules[0].pk, rules[1].pk),
        }
    )


def _checks(cast: Cast, watch: Any) -> Rows:
    asked = [checks.ask_unit(unit=unit, reason="抽查", by=cast.office) for unit in (cast.emergency, cast.routine)]
    Check.objects.filter(pk=asked[0].pk).update(person=cast.duty.person, assignment=None)
    plan = checks.plan_checks(period=watch, by=cast.office, seed=1)
    planned = [plan.checks.get(unit=unit) for unit in (cast.emergency, cast.routine)]
    return {
        "watch": (watch.pk, watch.pk),
        "plan": (plan.pk, plan.pk),
        "check": (asked[0].pk, asked[1].pk),
        "planned_check": (planned[0].pk, planned[1].pk),
    }


def _call_outs(cast: Cast, people: list[Person]) -> Rows:
    happened = [
        reports.record_incident(
            county=cast.county, title="漫堤", kind="洪涝", place="城东", occurred_at=timezone.now(), units=[unit],
            by=cast.office,
        )
        for unit in (cast.emergency, cast.routine)
    ]  # fmt: skip
    drill: dict[str, Any] = {
        "county": cast.county, "matter": "演练", "place": "城东", "required": 1, "by": cast.office, "is_drill": True,
    }  # fmt: skip
    made = [call_outs.call_out(people=[person], **drill) for person in people]
    draft = call_outs.draft_call_out(people=people, **drill)
    told = [Notification.objects.get(purpose="summons", person=person, channel="inbox") for person in people]
    paper: dict[str, Any] = {
        "county": cast.county, "series": BulletinSeries.DUTY, "stage": BulletinStage.INITIAL, "title": "漫堤",
        "by": cast.office, "recipients": ["市委值班室"],
    }  # fmt: skip
    begun = drafting.draft_bulletin(**paper)
    elements: dict[str, Any] = dict.fromkeys(
        ("place", "source", "matter", "casualties", "scope", "measures", "trend", "reporter"), "如实"
    )
    whole = drafting.draft_bulletin(**paper, occurred_at=timezone.now(), **elements)
    signed = issuing.issue_bulletin(bulletin=whole, signer="张主任", by=cast.office)
    issuing.record_sending(bulletin=signed, recipient="市委值班室", way=SendingWay.FAX, by=cast.office)
    card = install_cards(county=cast.county, by=cast.office)[0]
    step = card.steps.order_by("order")[0]
    return {
        "card": (card.pk, card.pk),
        "card_step": (step.pk, step.pk),
        "bulletin": (begun.pk, begun.pk),
        "signed_bulletin": (signed.pk, signed.pk),
        "incident": (happened[0].pk, happened[1].pk),
        "call_out": (made[0].pk, made[1].pk),
        "summons": (made[0].summonses.get().pk, made[1].summonses.get().pk),
        "draft_call_out": (draft.pk, draft.pk),
        "message": (told[0].pk, told[1].pk),
    }


def _subscriptions(cast: Cast) -> Rows:
    webhook = webhooks.create_webhook(
        county=cast.county, name="市平台", url="https://93.184.216.34/", events=[EventCode.TIER_CHANGED], by=cast.office
    )
    delivery = webhooks.ping(webhook=webhook, by=cast.office)
    feed = feeds.create_feed(by=cast.duty)
    return {"webhook": (webhook.pk, webhook.pk), "delivery": (delivery.pk, delivery.pk), "feed": (feed.pk, feed.pk)}


def _warnings(cast: Cast) -> Rows:
    """One that calls the emergency unit's `duty`, one that calls the routine unit, one that nobody has signed."""
    unsigned, own, other = (
        receive(
            county=cast.county,
            bulletin=Bulletin(BulletinType.ALERT, title, WarningKind.RAINSTORM, WarningLevel.ORANGE),
            source=BulletinSource.HAND,
            by=cast.office,
            now=timezone.now(),
        ).warning
        for title in ("大风", "暴雨", "山洪")
    )
    for warning, unit in ((own, cast.emergency), (other, cast.routine)):
        sign(warning=warning, what=Signed(WarningLevel.ORANGE, [unit], 10), by=cast.office, now=timezone.now())
    WarningCall.objects.filter(warning=own).update(person=cast.duty.person)
    return {
        "unsigned_warning": (unsigned.pk, unsigned.pk),
        "warning": (own.pk, other.pk),
        "warning_call": (own.calls.get().pk, other.calls.get().pk),
        "warning_kind": (WarningKind.RAINSTORM, WarningKind.RAINSTORM),
        "warning_level": (WarningLevel.ORANGE, WarningLevel.ORANGE),
    }


def _whistles(cast: Cast) -> Rows:
    """The other one calls the hub: the emergency unit has no part in it."""
    blown = [
        whistles.blow(
            unit=unit, kind=WhistleKind.ROUTINE, matter="塌方", place="县道", wanted_units=[wanted], by=cast.office
        )
        for unit, wanted in ((cast.emergency, cast.routine), (cast.routine, cast.hub))
    ]
    topic = topics.save_topic(
        county=cast.county, name="积水", kind=WhistleKind.JOINT, hours=24, called=[cast.emergency], by=cast.office
    )
    return {"whistle": (blown[0].pk, blown[1].pk), "topic": (topic.pk, topic.pk)}


def _tasks(cast: Cast) -> Rows:
    own, other = (
        giving.give_task(unit=unit, kind=TaskKind.OTHER, matter="清淤", by=cast.office)
        for unit in (cast.emergency, cast.routine)
    )
    files = [
        evidence.add_file(task=task, file=SimpleUploadedFile("清单.txt", f"{task.number} 已清".encode()), by=by)
        for task, by in ((own, cast.leader), (other, cast.routine_leader))
    ]
    rounds = [supervision.start(leader=leader, route="城东", by=cast.office) for leader in cast.county_leaders[:2]]
    for row, unit in zip(rounds, (cast.emergency, cast.routine), strict=True):
        supervision.visit(supervision=row, unit=unit, by=cast.office)
    free = cast.county_leaders[2].pk
    said: dict[str, Any] = {"kind": ComplaintKind.SUGGESTION, "about": ComplaintAbout.BURDEN, "county": cast.county}
    written = [write_complaint(by=user, text="少查一次", **said) for user in (cast.duty, cast.routine_leader)]
    return {
        "complaint": (written[0].pk, written[1].pk),
        "task": (own.pk, other.pk),
        "task_file": (files[0].pk, files[1].pk),
        **_inspections(cast),
        "supervision": (rounds[0].pk, rounds[1].pk),
        "county_leader": (free, free),
    }


def _inspections(cast: Cast) -> Rows:
    days: dict[str, Any] = {"first_day": YESTERDAY, "last_day": TOMORROW, "county": cast.county, "by": cast.office}
    planned = inspections.plan_inspection(department="应急管理局", subject="安全生产", **days)
    extra = inspections.plan_inspection(department="消防大队", subject="消防", is_extra=True, reason="整治", **days)
    seen = [
        inspections.enter_visit(inspection=planned, unit=unit, day=TODAY, by=cast.office)
        for unit in (cast.emergency, cast.routine)
    ]
    quiet = inspections.declare_quiet_day(county=cast.county, day=date(2026, 6, 30), by=cast.office)
    return {
        "inspection": (planned.pk, planned.pk),
        "extra": (extra.pk, extra.pk),
        "inspected": (seen[0].pk, seen[1].pk),
        "quiet_day": (quiet.pk, quiet.pk),
    }


def _duty(cast: Cast, seats: list[dict[date, Assignment]]) -> Rows:
    back = timezone.now() + timedelta(hours=2)
    entries = [
        duty_log.write_entry(unit=unit, by=cast.office, matter="来电") for unit in (cast.emergency, cast.routine)
    ]
    handovers = [handover_services.offer_handover(assignment=of[YESTERDAY], note="", by=cast.office) for of in seats]
    away = [
        duty_log.report_leaving(assignment=of[TODAY], reason="赴现场", expected_back=back, by=cast.office)
        for of in seats
    ]
    return {
        "entry": (entries[0].pk, entries[1].pk),
        "handover": (handovers[0].pk, handovers[1].pk),
        "leave": (away[0].pk, away[1].pk),
    }

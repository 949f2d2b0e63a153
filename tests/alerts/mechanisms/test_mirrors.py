"""A client that keeps a copy of a list by `updated_since` has the list, whatever has changed it and by whatever door."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from alerts.bulletins.services import drafting
from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.complaints.services import write_complaint
from alerts.duty_log.services import handovers
from alerts.duty_log.services import log as duty_log
from alerts.enums import (
    BulletinSeries,
    BulletinStage,
    ChannelCode,
    ComplaintAbout,
    ComplaintKind,
    EventCode,
    TaskKind,
    WhistleKind,
)
from alerts.followups.services import giving
from alerts.incidents.services import reports
from alerts.inspections import services as inspections
from alerts.models import ContactRule, Incident, PostureOrder, Summons, Webhook
from alerts.orders.services.orders import end_order, issue_order
from alerts.supervision import services as supervision
from alerts.webhooks.services import webhooks
from alerts.whistles.services import whistles
from rostering.changes.services import swap_requests, swaps
from rostering.engine.problem import PairKind
from rostering.enums import AbsenceKind, PeriodKind, Post, Posture, SwapKind, WishKind
from rostering.fairness.services import absences, preferences
from rostering.fairness.services.balances import record_balance
from rostering.models import Absence, Assignment, DutyPeriod, Roster, Swap
from rostering.periods.services import filing, periods
from rostering.periods.services.publication import publish_period
from rostering.seats.services.assignments import acknowledge, replace_person
from tests.alerts.watch import on_seat, published_around_now
from tests.api_client import Api
from tests.factories import Cast, generated, make_person, make_token
from units.enums import Rank, Tier
from units.models import Person, TierReview, Unit
from units.people.services.people import change_people
from units.people.services.transfers import transfer_people
from units.reviews.services import decisions
from units.units.services.tiers import set_tier
from units.units.services.units import update_unit

ROSTERING = (
    "assignments", "rosters", "duty-periods", "swaps", "absences", "preferences", "pair-rules", "shared-people",
)  # fmt: skip
LISTS = (
    *ROSTERING, "units", "people", "opening-balances", "tier-reviews", "checks", "call-outs", "incidents", "whistles", "bulletins", "tasks", "complaints", "supervisions", "inspections", "inspection-visits", "posture-orders", "log-entries",
    "handovers", "leave-post-reports", "notifications", "contact-rules", "webhooks",
)  # fmt: skip


@dataclass
class World:
    """A published period around now and an open one to come."""

    cast: Cast
    published: DutyPeriod
    open: DutyPeriod
    made: dict[str, Any] = field(default_factory=dict)

    @property
    def seat(self) -> Assignment:
        return on_seat(self.cast.emergency, Post.LEADER, timezone.now())

    @property
    def seat_to_come(self) -> Assignment:
        rows = Assignment.objects.active().filter(shift__period=self.open, shift__unit=self.cast.emergency)
        return rows.filter(person__isnull=False).select_related("shift__roster", "shift__period").order_by("start")[0]

    @property
    def person(self) -> Person:
        """Somebody who sits on a seat of the open period."""
        return Person.objects.get(assignments=self.seat_to_come)

    @property
    def roster(self) -> Roster:
        return self.open.rosters.select_related("period", "unit").get(unit=self.cast.emergency)


def raised(world: World) -> None:
    now = timezone.now()
    issue_order(
        county=world.cast.county, reason="防汛", posture=Posture.ON_SITE, start=now, end=now + timedelta(hours=30),
        by=world.cast.office, units=[world.cast.emergency, world.cast.routine],
    )  # fmt: skip


def vacated(world: World) -> None:
    seat = world.seat_to_come
    replace_person(assignment=seat, person_id=None, by=world.cast.office, expected_version=seat.version)


def swap_asked(world: World) -> None:
    now, tomorrow = timezone.now(), timezone.now() + timedelta(days=1)
    seat = on_seat(world.cast.emergency, Post.DEDICATED_STAFF, tomorrow)
    taker = make_person(
        world.cast.emergency,
        rank=Rank.STAFF,
        posts=[Post.DEDICATED_STAFF],
        name="顶班人",
        valid_from=now.date() - timedelta(days=400),
    )
    wanted = swap_requests.Wanted(kind=SwapKind.SUBSTITUTION, assignment_id=seat.pk, counterpart_id=taker.pk)
    swap_requests.request_swap(wanted=wanted, by=world.cast.office, reason="公务")


def leave_taken(world: World) -> None:
    seat = world.seat_to_come
    absences.record_absence(
        person=world.person, kind=AbsenceKind.ANNUAL_LEAVE, start=seat.start, end=seat.end, by=world.cast.office
    )


def wished(world: World) -> None:
    day = world.open.last_day + timedelta(days=20)
    preferences.record_preference(
        person=world.person, kind=WishKind.RATHER_NOT, first_day=day, last_day=day, by=world.cast.office
    )
    other = Person.objects.filter(unit=world.cast.emergency).exclude(pk=world.person.pk)[0]
    preferences.record_pair_rule(first=world.person, second=other, kind=next(iter(PairKind)), by=world.cast.office)


def carried_before(world: World) -> None:
    since, as_of = (timezone.localdate() - timedelta(days=days) for days in (700, 500))
    record_balance(person=world.person, since=since, as_of=as_of, counts={"weekend": Decimal(3)}, by=world.cast.office)


def applied(world: World) -> None:
    decisions.apply_for_review(
        unit=world.cast.routine, wanted_tier=Tier.EMERGENCY_RESPONSE, reason="职能划入", by=world.cast.office
    )


def on_the_way(world: World) -> None:
    """An incident, and everything that names it, a person or a unit."""
    office, unit, seat = world.cast.office, world.cast.emergency, world.seat
    incident = reports.record_incident(
        county=world.cast.county,
        title="漫堤",
        kind="洪涝",
        place="城东",
        occurred_at=timezone.now(),
        units=[unit],
        by=office,
    )
    call_outs.call_out(
        county=world.cast.county, matter="抢险", place="城东", required=1, units=[unit], by=office, incident=incident
    )
    whistles.blow(
        unit=unit, kind=WhistleKind.ROUTINE, matter="塌方", place="县道", wanted_units=[world.cast.routine], by=office
    )
    drafting.draft_bulletin(
        county=world.cast.county, incident=incident, series=BulletinSeries.DUTY, stage=BulletinStage.INITIAL, title="漫堤",
        by=office,
    )  # fmt: skip
    planned = inspections.plan_inspection(
        county=world.cast.county, department="审计局", subject="资金", first_day=timezone.localdate(), by=office,
        last_day=timezone.localdate(),
    )  # fmt: skip
    inspections.enter_visit(inspection=planned, unit=unit, day=timezone.localdate(), by=office)
    write_complaint(
        county=world.cast.county, kind=ComplaintKind.SUGGESTION, about=ComplaintAbout.BURDEN, text="少查一次", by=office
    )
    supervision.start(leader=world.cast.county_leaders[0], route="城东", by=office)
    giving.give_task(unit=unit, kind=TaskKind.OTHER, matter="清淤", by=office, incident=incident, person=world.person)
    checks.ask_unit(unit=world.cast.routine, reason="抽查", by=office, exception=True)
    duty_log.write_entry(unit=unit, by=office, matter="来电", incident=incident)
    handovers.offer_handover(assignment=seat, note="", by=office)
    duty_log.report_leaving(
        assignment=seat,
        reason="赴现场",
        by=office,
        expected_back=timezone.now() + timedelta(hours=1),
        incident=incident,
    )
    ContactRule.objects.create(person=world.person, channel=ChannelCode.EMAIL, address="w@example.cn")
    made = webhooks.create_webhook(
        county=world.cast.county, name="市平台", url="https://93.184.216.34/", events=[EventCode.TIER_CHANGED], by=office,
        units=[unit],
    )  # fmt: skip
    webhooks.ping(webhook=made, by=office)


def past_every_save(world: World) -> None:
    """As a conditional update that states no instant."""
    Assignment.objects.filter(pk=world.seat.pk).update(is_pinned=True)
    Roster.objects.filter(pk=world.roster.pk).update(returned_reason="重排")
    DutyPeriod.objects.filter(pk=world.open.pk).update(exception_reason="无")


Acts = dict[str, Callable[[World], Any]]
ACTS: Acts = {
    "an order raises duties": raised,
    "it ends": lambda world: end_order(order=PostureOrder.objects.get(), by=world.cast.office),
    "收到": lambda world: acknowledge(assignment=world.seat, by=world.cast.office),
    "a period is called otherwise": lambda world: periods.update_period(
        period=world.open, by=world.cast.office, name="另一名称"
    ),
    "a deadline moves": lambda world: periods.update_period(
        period=world.open, by=world.cast.office, filing_deadline=timezone.now() + timedelta(days=2)
    ),
    "a person is called otherwise": lambda world: change_people(
        changes=[(world.person, {"name": "欧阳新名", "position": "新职务"})], by=world.cast.office
    ),
    "a unit is called otherwise": lambda world: update_unit(
        unit=world.cast.emergency, changes={"name": "应急新局", "code": "yjxj"}, by=world.cast.office
    ),
    "leave": leave_taken,
    "leave taken back": lambda world: absences.cancel_absence(absence=Absence.objects.get(), by=world.cast.office),
    "wishes": wished,
    "their person is called otherwise": lambda world: change_people(
        changes=[(world.person, {"name": "司马旧名"})], by=world.cast.office
    ),
    "a unit with wishes is called otherwise": lambda world: update_unit(
        unit=world.cast.emergency, changes={"name": "应急管理局", "code": "yjj"}, by=world.cast.office
    ),
    "filed": lambda world: filing.confirm_roster(roster=world.roster, by=world.cast.office),
    "returned": lambda world: filing.return_roster(roster=world.roster, reason="重排", by=world.cast.office),
    "a seat becomes vacant": vacated,
    "past every save": past_every_save,
    "a swap is asked for": swap_asked,
    "it is accepted": lambda world: swaps.accept_swap(swap=Swap.objects.get(), by=world.cast.office),
    "it is approved": lambda world: swaps.approve_swap(swap=Swap.objects.get(), by=world.cast.office),
}
# From here on everything is copied.
LATER_ACTS: Acts = {
    "a balance": carried_before,
    "a review": applied,
    "it goes on": lambda world: decisions.advance_review(review=TierReview.objects.get(), by=world.cast.office),
    "an incident": on_the_way,
    "it is called otherwise": lambda world: reports.update_incident(
        incident=Incident.objects.get(), by=world.cast.office, title="城东漫堤"
    ),
    "those called answer": lambda world: summons_answers.acknowledge(
        summons=Summons.objects.all()[0], by=world.cast.office, now=timezone.now()
    ),
    "everybody is called otherwise": lambda world: change_people(
        changes=[
            (person, {"name": f"令狐{last}"})
            for person, last in zip(
                Person.objects.filter(unit=world.cast.emergency), "甲乙丙丁戊己庚辛壬癸", strict=False
            )
        ],
        by=world.cast.office,
    ),
    "their unit is called otherwise": lambda world: update_unit(
        unit=world.cast.emergency, changes={"name": "应急局", "code": "yj"}, by=world.cast.office
    ),
    "who hands over is replaced": lambda world: replace_person(
        assignment=world.seat, person_id=None, by=world.cast.office, reason="公务", expected_version=world.seat.version
    ),
    "past every save of the webhook": lambda world: Webhook.objects.update(name="省平台"),
    "published": lambda world: publish_period(period=world.open, by=world.cast.office, exception_reason="缺人"),
    "closed": lambda world: periods.close_period(period=world.published, by=world.cast.office, reason="误发"),
    "a unit gets another tier": lambda world: set_tier(
        unit=world.cast.routine, tier=Tier.EMERGENCY_RESPONSE, effective_from=timezone.localdate(), by=world.cast.office
    ),
    "a unit goes into another": lambda world: Unit.objects.filter(pk=world.cast.routine.pk).update(
        merged_into=world.cast.hub
    ),
    "which is called otherwise": lambda world: update_unit(
        unit=world.cast.hub, changes={"name": "县委办"}, by=world.cast.office
    ),
    "somebody goes to another unit": lambda world: transfer_people(
        people=[make_person(world.cast.routine, rank=Rank.STAFF, name="单调动")],
        to=world.cast.hub,
        day=timezone.localdate(),
        by=world.cast.office,
    ),
}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_copy_is_the_list_whatever_happens(cast: Cast) -> None:
    days = [timezone.localdate() + timedelta(days=count) for count in (10, 12)]
    world = World(cast, published_around_now(cast), generated(cast, *days, kind=PeriodKind.SPECIAL, name="待发布"))
    api = Api(key=make_token(cast.office))
    assert [*_wrong(api, world, ROSTERING, ACTS), *_wrong(api, world, LISTS, LATER_ACTS)] == []


def _wrong(api: Api, world: World, lists: Sequence[str], acts: Acts) -> Iterator[Any]:
    """(act, list, row, field, in the copy, in the list), a few of each."""
    copy, since = {path: _rows(api, path) for path in lists}, _clock()
    for name, act in acts.items():
        act(world)
        for period in (world.published, world.open):
            period.refresh_from_db()
        began, since = since, _clock()
        for path in lists:
            rows = _rows(api, path)
            if _different(copy[path], rows):
                copy[path] |= _rows(api, path, updated_since=began)
            yield from ((name, path, *found) for found in _different(copy[path], rows))


def _rows(api: Api, path: str, **query: str) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    page: Any = api.get(f"{path}/", query={"page_size": 200} | query)
    rows |= {row.get("id") or row["code"]: row for row in page.results}
    while page.body.get("next"):
        page = api.get(page.body["next"].partition("/api/v1/")[2])
        rows |= {row.get("id") or row["code"]: row for row in page.results}
    return rows


def _different(copy: dict[str, Any], rows: dict[str, Any]) -> list[Any]:
    """What the copy has otherwise than the list. Rows that have left the list are no business of a copy by instants."""
    return [
        (key, name, copy.get(key, {}).get(name), value)
        for key, row in rows.items()
        for name, value in row.items()
        if copy.get(key, {}).get(name) != value
    ][:3]


def _clock() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return str(cursor.fetchone()[0].isoformat())

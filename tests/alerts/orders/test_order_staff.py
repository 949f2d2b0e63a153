"""Orders that call people in: who is proposed, told, confirmed, exchanged, and let go by that order alone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from alerts.models import Notification, OrderStaff
from alerts.orders.services import orders
from alerts.outbox.services.wording import wording
from rostering.enums import ExtraKind, PeriodKind, Post, Posture
from rostering.models import Assignment, Shift
from rostering.on_duty.queries.resolver import on_duty_at
from tests.alerts.orders.test_orders import NOON, cast, order, postures
from tests.alerts.watch import person_on, told
from tests.clients import browser_of
from tests.factories import Cast, at, make_person, published
from units.models import Person

__all__ = ["cast"]

FOUR_HOURS = {"start": at("2026-07-08 18:00"), "end": at("2026-07-08 22:00")}


@pytest.fixture(autouse=True)
def more_people(cast: Cast) -> None:
    """Enough that rest and weeks leave somebody, and a leader who hears of it."""
    for unit, post in ((cast.emergency, Post.DEDICATED_STAFF), (cast.routine, Post.DUTY_OFFICER)):
        for number in range(3):
            make_person(unit, posts=[post], name=f"{unit.code}增{number}")
    cast.leader.person = cast.people[cast.emergency.code][0]
    cast.leader.save()


def extra(**of: Any) -> list[tuple[str, Any, Any]]:
    rows = Assignment.objects.active().filter(**of).exclude(shift__extra="").order_by("start", "shift__extra", "pk")
    return [(row.shift.extra, row.start, row.end) for row in rows]


def called(cast: Cast, **options: Any) -> Any:
    given: dict[str, Any] = {
        "units": [cast.emergency], "tier": "", "posture": Posture.PHONE_STANDBY,
        "extras": {ExtraKind.STAFF: 1, ExtraKind.FIELD_TEAM: 1}, **FOUR_HOURS,
    }  # fmt: skip
    return order(cast, **given | options)


@pytest.mark.django_db
def test_calls_in_whom_the_rules_allow_and_tells_them(cast: Cast) -> None:
    before = postures(cast, "2026-07-08 19:00")
    made = called(cast)
    seats = list(Assignment.objects.active().filter(shift__ordered_by=made.pk).select_related("person", "shift"))
    assert sorted((seat.shift.extra, seat.start, seat.end) for seat in seats) == [
        ("field_team", *FOUR_HOURS.values()), ("staff", *FOUR_HOURS.values()),
    ]  # fmt: skip
    regular = {person_on(cast.emergency, post, NOON) for post in (Post.LEADER, Post.DEDICATED_STAFF)}
    people = {seat.person for seat in seats}
    assert None not in people
    assert len(people) == 2
    assert not people & regular
    assert postures(cast, "2026-07-08 19:00")["leader"] == before["leader"]
    assert told("duty_changed") == {seat.person.name for seat in seats if seat.person}
    assert told("posture_raised") == set()
    assert told("staff_ordered") == {cast.people[cast.emergency.code][0].name}
    message = Notification.objects.filter(purpose="duty_changed").first()
    assert message is not None
    title, text = wording("duty_changed", message.params)
    assert title == "增派通知"
    assert text.startswith("第 1 号值守升级令：防汛Ⅱ级响应。请您值班：7月8日（星期三）")
    now = [row for row in on_duty_at(at("2026-07-08 19:00"), user=cast.office) if row.extra]
    assert {(row.post_name, row.posture) for row in now} == {("增派值班", "on_site"), ("现场工作组", "on_site")}
    assert (
        cast.county.duty_periods.get().revisions.values_list("reason", flat=True).last()
        == "第 1 号值守升级令：防汛Ⅱ级响应"
    )


@pytest.mark.django_db
def test_orders_add_up_and_each_takes_back_its_own(cast: Cast) -> None:
    first, second = called(cast), called(cast, extras={ExtraKind.STAFF: 1}, reason="搜救")
    assert [kind for kind, _start, _end in extra()] == ["field_team", "staff", "staff"]
    others = set(Person.objects.filter(assignments__shift__ordered_by=first.pk))
    with time_machine.travel(at("2026-07-08 20:00"), tick=False):
        orders.end_order(order=first, by=cast.office)
    assert extra(shift__ordered_by=first.pk) == [
        ("field_team", FOUR_HOURS["start"], at("2026-07-08 20:00")), ("staff", FOUR_HOURS["start"], at("2026-07-08 20:00")),
    ]  # fmt: skip
    assert extra(shift__ordered_by=second.pk) == [("staff", *FOUR_HOURS.values())]
    assert told("duty_withdrawn") == {person.name for person in others}
    params = Notification.objects.filter(purpose="duty_withdrawn").values_list("params", flat=True)[0]
    assert wording("duty_withdrawn", params)[1].startswith("第 1 号值守升级令提前解除：防汛Ⅱ级响应。您不再承担")
    orders.end_order(order=second, by=cast.office)
    assert extra(shift__ordered_by=second.pk) == []
    assert Shift.objects.get(ordered_by=second.pk).is_released
    assert set(OrderStaff.objects.values_list("state", flat=True)) == {"released"}


@pytest.mark.django_db
def test_reserves_are_not_raised_and_long_orders_lie_on_each_day(cast: Cast) -> None:
    made = called(
        cast, tier="routine_support", units=[], posture=Posture.ON_SITE, extras={ExtraKind.BACKUP: 1},
        start=NOON, end=at("2026-07-10 20:00"),
    )  # fmt: skip
    seats = Assignment.objects.active().filter(shift__ordered_by=made.pk).order_by("start")
    assert [(seat.start, seat.end) for seat in seats.filter(shift__unit=cast.routine)] == [
        (NOON, at("2026-07-09 08:30")), (at("2026-07-09 08:30"), at("2026-07-10 08:30")),
    ]  # fmt: skip
    assert {phase.posture for seat in seats for phase in seat.shift.phases.all()} == {"phone_standby"}
    regular = [row.posture for row in on_duty_at(at("2026-07-08 13:00"), user=cast.office) if not row.extra]
    assert set(regular) == {"on_site"}


@pytest.mark.django_db
def test_preview_confirmation_and_exchange_through_the_pages(cast: Cast) -> None:
    office, leader = browser_of(cast.office), browser_of(cast.leader)
    form = {
        "units": [cast.emergency.code], "posture": "", "extra_staff": "1", "reason": "防汛",
        "start": "2026-07-08T18:00", "end": "2026-07-10T18:00",
    }  # fmt: skip
    preview = office.get("/posture-orders/reach/", form).content.decode()
    assert not Shift.objects.exclude(extra="")
    assert "增派 2 个席位" in preview
    assert "缺的部分不增派：" in preview
    assert office.post("/posture-orders/", form | {"extra_staff": ""}).status_code == 400
    page = office.post("/posture-orders/", form)["Location"]
    proposed = list(Assignment.objects.active().exclude(shift__extra="").order_by("start"))
    assert all(seat.person.name in preview for seat in proposed if seat.person)
    assert "确认增派" in leader.get(page).content.decode()
    assert "确认增派" not in browser_of(cast.routine_leader).get(page).content.decode()
    _exchange(cast, leader, proposed[0])
    confirm = f"/posture-orders/staff/{OrderStaff.objects.get().pk}/confirm/"
    assert browser_of(cast.routine_leader).post(confirm).status_code == 404
    assert leader.post(confirm).status_code == 302
    assert leader.post(confirm).status_code == 409
    assert "单位已确认" in office.get(page).content.decode()


def _exchange(cast: Cast, leader: Client, seat: Assignment) -> None:
    others = Person.objects.filter(unit=cast.emergency, name__contains="增").exclude(assignments=seat)
    answers = [
        leader.post(f"/rosters/seats/{seat.pk}/replace/", {"person": str(one.pk), "version": "1", "reason": "外出"})
        for one in others
    ]
    assert 302 in [answer.status_code for answer in answers], answers[0].content.decode()[-1500:]
    assert Assignment.objects.get(pk=seat.pk).person in others


@pytest.mark.django_db
def test_nobody_left_is_a_gap_that_says_why(cast: Cast) -> None:
    Person.objects.filter(unit=cast.emergency, name__contains="增").update(valid_to=NOON.date() - timedelta(days=1))
    made = called(cast, extras={ExtraKind.STAFF: 9})
    seats = Assignment.objects.active().filter(shift__ordered_by=made.pk)
    vacant = [seat for seat in seats if seat.person is None]
    assert vacant
    assert all(seat.vacancy_reason for seat in vacant)


@pytest.mark.django_db
def test_a_roster_published_while_the_order_holds_gets_its_people_too(cast: Cast) -> None:
    made = called(cast, extras={ExtraKind.FIELD_TEAM: 1}, start=NOON, end=at("2026-07-11 12:00"))
    confirm = f"/posture-orders/staff/{OrderStaff.objects.get().pk}/confirm/"
    assert browser_of(cast.leader).post(confirm).status_code == 302
    before = extra(shift__ordered_by=made.pk)
    assert [start for _kind, start, _end in before] == [NOON, at("2026-07-09 08:30")]

    published(cast, at("2026-07-10 12:00").date(), at("2026-07-12 12:00").date(), name="防汛", kind=PeriodKind.SPECIAL)

    added = extra(shift__ordered_by=made.pk)[len(before) :]
    assert added == [
        ("field_team", at("2026-07-10 08:30"), at("2026-07-11 08:30")),
        ("field_team", at("2026-07-11 08:30"), at("2026-07-11 12:00")),
    ]
    row = OrderStaff.objects.get()
    assert (row.state, row.seats, row.confirmed_by) == ("asked", 4, None)
    assert Notification.objects.filter(purpose="staff_ordered", channel="inbox", object_id=row.pk).count() == 2
    orders.end_order(order=made, by=cast.office)
    assert extra(shift__ordered_by=made.pk) == []

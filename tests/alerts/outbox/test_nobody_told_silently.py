"""Orders, whistles, returned and amended rosters name whom no message about them reaches, before they are sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.enums import ChannelCode, Purpose
from alerts.models import ContactRule, Notification, PostureOrder
from alerts.orders.queries import effect_of
from rostering.models import Assignment, Roster
from tests.api_client import Api
from tests.factories import Cast, generated, make_cast, make_person, make_token, published
from units.enums import Scope
from units.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel(settings: Any) -> None:
    settings.ALERT_DEFAULT_CHANNELS = ["console"]


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    today = timezone.localdate()
    published(cast, today - timedelta(days=1), today + timedelta(days=1))
    return cast


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.office)
    return client


def verify_all() -> None:
    rows = [
        ContactRule(person=one, channel=ChannelCode.CONSOLE, address=one.mobile or "x", verified_at=timezone.now())
        for one in Person.objects.all()
    ]
    ContactRule.objects.bulk_create(rows)


def order_of(*units: str, hours: int = 12) -> dict[str, Any]:
    start = timezone.localtime() + timedelta(minutes=1)
    return {
        "units": list(units),
        "tier": "",
        "posture": "on_site",
        "start": start.strftime("%Y-%m-%dT%H:%M"),
        "end": (start + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M"),
    }


class TestOrders:
    def test_says_what_would_change_and_names_who_does_not_hear(self, office: Client, cast: Cast) -> None:
        html = office.get("/posture-orders/reach/", order_of("dag")).content.decode()
        assert "data-effect" in html
        assert "联系方式未验证" in html
        verify_all()
        html = office.get("/posture-orders/reach/", order_of("dag")).content.decode()
        assert "data-effect" in html
        assert "data-unreached" not in html

    def test_says_how_many_are_told_as_they_are_when_it_is_issued(self, office: Client, cast: Cast) -> None:
        given = order_of("dag", "yjj")
        html = office.get("/posture-orders/reach/", given).content.decode()
        assert office.post("/posture-orders/", {**given, "reason": "防汛"}).status_code == 302
        told = Notification.objects.filter(purpose=Purpose.POSTURE_RAISED).values("person").distinct().count()
        assert told > 0
        assert f'data-effect="{told}"' in html

    def test_what_is_raised_already_says_so(self, office: Client, cast: Cast) -> None:
        given = order_of("dag")
        office.post("/posture-orders/", {**given, "reason": "防汛"})
        assert "目前不改变任何人的值守方式" in office.get("/posture-orders/reach/", given).content.decode()

    def test_says_nothing_of_half_an_order(self, office: Client, cast: Cast) -> None:
        for given in ({}, order_of(), order_of("dag") | {"end": ""}):
            html = office.get("/posture-orders/reach/", given).content.decode()
            assert "data-unreached" not in html
        assert PostureOrder.objects.count() == 0

    def test_costs_the_same_for_all_units_as_for_one(
        self, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        now = timezone.now()
        for units in ([cast.routine.pk], [cast.routine.pk, cast.emergency.pk, cast.hub.pk]):
            with django_assert_max_num_queries(13):
                effect_of(
                    county_id=cast.county.pk, tier="", unit_ids=units, posture="on_site",
                    start=now, end=now + timedelta(hours=12), now=now,
                )  # fmt: skip


class TestWhistles:
    def test_an_urgent_one_names_whom_it_calls_the_others_only_the_duty_room(self, office: Client, cast: Cast) -> None:
        holders = set(Person.objects.filter(unit=cast.routine).values_list("name", flat=True))
        paths = {kind: f"/whistles/reach/?wanted_units=dag&kind={kind}" for kind in ("urgent", "quick")}
        html = {kind: office.get(path).content.decode() for kind, path in paths.items()}
        assert any(name in html["urgent"] for name in holders)
        assert not any(name in html["quick"] for name in holders)
        assert all("data-unreached" in text for text in html.values())
        verify_all()
        assert "data-unreached" not in office.get(paths["urgent"]).content.decode()

    def test_a_leader_is_told_so_too(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.leader)
        assert "data-unreached" in client.get("/whistles/reach/?wanted_units=dag&kind=urgent").content.decode()


class TestRosters:
    def test_a_return_names_the_leaders_it_does_not_reach(self, office: Client, cast: Cast) -> None:
        first = timezone.localdate() + timedelta(days=9)
        roster = Roster.objects.get(period=generated(cast, first, first), unit=cast.routine)
        office.post(f"/rosters/{roster.pk}/accept/", {"version": roster.version, "on_behalf": "1"})
        review = f"/rosters/{roster.pk}/review/"
        assert "请电话告知" in office.get(review).content.decode()

        cast.routine_leader.person = make_person(cast.routine, name="卢科长")
        cast.routine_leader.save()
        html = office.get(review).content.decode()
        assert "卢科长" in html
        assert "请电话告知" not in html
        verify_all()
        assert "data-unreached" not in office.get(review).content.decode()

    def test_a_published_seat_marks_holder_and_candidates(self, office: Client, cast: Cast) -> None:
        seat = Assignment.objects.in_force().filter(shift__unit=cast.routine, end__gt=timezone.now()).first()
        assert seat is not None
        path = f"/rosters/seats/{seat.pk}/"
        html = office.get(path).content.decode()
        assert 'data-unreached="1"' in html
        assert "可能收不到调班通知：联系方式未验证" in html
        verify_all()
        html = office.get(path).content.decode()
        assert "data-unreached" not in html
        assert "data-no-way" not in html


def test_the_api_says_the_same(cast: Cast) -> None:
    api = Api(key=make_token(cast.office, Scope.ALERTS_READ, Scope.ALERTS_WRITE))
    start = timezone.now()
    span = f"start={start:%Y-%m-%dT%H:%M:%SZ}&end={start + timedelta(hours=12):%Y-%m-%dT%H:%M:%SZ}"
    found = api.get(f"posture-orders/reach/?posture=on_site&units=dag,yjj&{span}")
    assert found["told"] == len(found["unreached"]) > 0
    assert api.get("whistles/reach/?kind=urgent&wanted_units=dag")["unreached"]
    person = Person.objects.filter(unit=cast.routine)[0]
    named = api.get(f"reach/?people={person.pk}")["unreached"]
    assert [one["person"]["name"] for one in named] == [person.name]
    assert api.get("reach/").status == 400
    assert api.get("reach/?people=x").status == 400

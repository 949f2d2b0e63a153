"""What is told of a day as a whole: once, to those whom it concerns, at the county's hour."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from alerts.models import Digest, Notification, Webhook, WebhookDelivery
from alerts.reminders.services.digests import tell_digests
from rostering.models import Assignment, DutyPeriod
from tests.alerts.first_run.saved import saved
from tests.clients import browser_of
from tests.factories import Cast, at, make_cast, opened, published, seat_of
from units.counties.models.unit_role import UnitRole
from units.models import Unit, User


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        return published(cast)


def tell(clock: str) -> int:
    with time_machine.travel(at(clock), tick=False):
        return tell_digests(now=timezone.now())


def written(purpose: str) -> Any:
    return Notification.objects.filter(purpose=purpose, channel="console")


def listening(cast: Cast, *units: Unit) -> Webhook:
    return Webhook.objects.create(
        county=cast.county,
        name="值班群",
        url="https://partner.example.cn/duty",
        events=["duty.today"],
        unit_ids=[unit.pk for unit in units] or None,
        created_by=cast.office,
    )


def leads(user: User, cast: Cast) -> None:
    user.person = cast.people[user.unit.code][0] if user.unit else None
    user.save()


class TestTomorrowOfTheUnit:
    def test_its_leader_hears_who_is_on_duty_tomorrow(self, cast: Cast, period: DutyPeriod) -> None:
        leads(cast.leader, cast)
        tell("2026-06-18 18:00")
        tell("2026-06-18 18:30")
        (row,) = written("unit_tomorrow")
        assert row.person == cast.leader.person
        leader, staff = (seat_of(period, cast.emergency, post).person for post in ("leader", "dedicated_staff"))
        assert leader is not None
        assert staff is not None
        text = row.words["said"][1]
        assert text == (f"明日6月19日（星期五）值班：应急管理局带班领导{leader.name}、专职值班人员{staff.name}。")

    def test_a_vacancy_is_named(self, cast: Cast, period: DutyPeriod) -> None:
        leads(cast.leader, cast)
        Assignment.objects.filter(pk=seat_of(period, cast.emergency, "dedicated_staff").pk).update(person=None)
        tell("2026-06-18 18:00")
        assert "专职值班人员空岗" in written("unit_tomorrow").get().words["said"][1]

    def test_not_before_its_hour_nor_hours_late_nor_where_it_is_off(self, cast: Cast, period: DutyPeriod) -> None:
        leads(cast.leader, cast)
        assert tell("2026-06-18 17:59") == 0
        assert tell("2026-06-18 22:30") == 0
        saved(cast, tell_tomorrow=False)
        assert tell("2026-06-18 18:00") == 0

    def test_who_leads_two_units_has_one_message(self, cast: Cast, period: DutyPeriod) -> None:
        leads(cast.leader, cast)
        UnitRole.objects.create(user=cast.leader, unit=cast.routine, role="unit_leader")
        tell("2026-06-18 18:00")
        text = written("unit_tomorrow").get().words["said"][1]
        assert "应急管理局" in text
        assert "档案馆" in text


class TestTheGroup:
    def test_today_and_tomorrow_at_eight_once(self, cast: Cast, period: DutyPeriod) -> None:
        listening(cast)
        tell("2026-06-19 07:59")
        assert not WebhookDelivery.objects.exists()
        tell("2026-06-19 08:00")
        tell("2026-06-19 08:01")
        (row,) = WebhookDelivery.objects.all()
        assert list(row.payload["data"]["days"]) == ["2026-06-19", "2026-06-20"]
        today, tomorrow = row.payload["data"]["text"].split("\n")
        assert today.startswith("6月19日（星期五）值班：县委办")
        assert tomorrow.startswith("6月20日（星期六）值班：")
        assert not [number for number in cast.known_phones if number in str(row.payload)]

    def test_of_its_units_alone_where_it_is_bound_to_some(self, cast: Cast, period: DutyPeriod) -> None:
        listening(cast, cast.routine)
        tell("2026-06-19 08:00")
        text = WebhookDelivery.objects.get().payload["data"]["text"]
        assert "档案馆" in text
        assert "应急管理局" not in text

    def test_at_the_hour_the_county_sets(self, cast: Cast, period: DutyPeriod) -> None:
        listening(cast)
        saved(cast, morning_at="07:30")
        tell("2026-06-19 07:30")
        assert WebhookDelivery.objects.count() == 1


class TestTheWeek:
    def test_on_monday_the_office_hears_what_is_missing(self, cast: Cast) -> None:
        cast.office.person = cast.people["xwb"][0]
        cast.office.save()
        with time_machine.travel(at("2026-06-10 09:00"), tick=False):
            period = opened(cast)
        empty = Assignment.objects.active().filter(shift__period=period, person=None).count()
        assert tell("2026-06-14 08:00") == 0
        tell("2026-06-15 08:00")
        tell("2026-06-15 09:00")
        text = written("weekly_gaps").get().words["said"][1]
        assert f"“2026年端午假期”（6月19日（星期五）起）3个单位未报送，空岗{empty}个" in text
        assert "联系方式未验证" in text

    def test_not_where_it_is_off(self, cast: Cast, period: DutyPeriod) -> None:
        saved(cast, weekly_gaps=False)
        tell("2026-06-15 08:00")
        assert not Digest.objects.filter(kind="weekly_gaps").exists()


def test_what_goes_to_the_phone_is_chosen_on_the_page(cast: Cast, period: DutyPeriod) -> None:
    leads(cast.leader, cast)
    client = browser_of(cast.leader)
    assert 'value="unit_tomorrow"' in client.get("/messages/contacts/").content.decode()
    assert client.post("/messages/contacts/choices/", {"wanted": ["duty_reminder"]}).status_code == 302
    tell("2026-06-18 18:00")
    assert not written("unit_tomorrow").exists()
    assert Notification.objects.filter(purpose="unit_tomorrow", channel="inbox").count() == 1
    assert client.post("/messages/contacts/choices/", {"wanted": ["check"]}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_racing_sweeps_write_each_digest_once(transactional_db: None) -> None:
    cast = make_cast()
    leads(cast.leader, cast)
    listening(cast)
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        published(cast)

    def sweep(_number: int) -> int:
        try:
            return tell_digests(now=timezone.now())
        finally:
            connection.close()

    for clock in ("2026-06-18 18:00", "2026-06-19 08:00"):
        with time_machine.travel(at(clock), tick=False), ThreadPoolExecutor(8) as pool:
            list(pool.map(sweep, range(8)))
    assert written("unit_tomorrow").count() == 1
    assert WebhookDelivery.objects.count() == 1

"""Nobody is told silently: whom no message reaches is named before a period is published, people are called or checked;
联络准备 lists who has verified what and sends the codes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from alerts.enums import ChannelCode, NotificationState, Purpose
from alerts.models import ContactRule, Notification
from rostering.models import DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, generated, make_cast, make_person, make_token, published
from units.enums import Scope
from units.models import AuditEvent, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel(settings: Any) -> None:
    settings.ALERT_DEFAULT_CHANNELS = ["console"]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.office)
    return client


def verify(*people: Person) -> None:
    for person in people:
        ContactRule.objects.create(
            person=person, channel=ChannelCode.CONSOLE, address=person.mobile or "x", verified_at=timezone.now()
        )


def verify_all() -> None:
    verify(*Person.objects.all())


def period_of(cast: Cast) -> DutyPeriod:
    first = timezone.localdate() + timedelta(days=5)
    return generated(cast, first, first + timedelta(days=1))


def test_the_dialog_of_publication_names_whom_no_message_reaches(office: Client, cast: Cast) -> None:
    period = period_of(cast)
    html = office.get(f"/rosters/periods/{period.pk}/publish/").content.decode()
    holders = set(
        Person.objects.filter(assignments__shift__period=period, assignments__is_active=True).values_list(
            "name", flat=True
        )
    )
    assert f'data-unreached="{len(holders)}"' in html
    assert "联系方式未验证" in html
    assert all(name in html for name in holders)

    verify_all()
    assert "data-unreached" not in office.get(f"/rosters/periods/{period.pk}/publish/").content.decode()


def test_by_default_it_is_a_warning_and_the_county_may_make_it_a_gap(office: Client, cast: Cast) -> None:
    period = period_of(cast)
    assert office.post("/contacts/readiness/rule/", {"rule": "gap"}).status_code == 302
    refused = office.post(f"/rosters/periods/{period.pk}/publish/")
    assert refused.status_code == 409
    assert "项缺口" in refused.content.decode()
    assert AuditEvent.objects.get(action="county.reach_rule_set").after == {"unreached_is_gap": True}

    office.post("/contacts/readiness/rule/", {"rule": "warning"})
    reason = {"exception_reason": "提前发布"}
    assert office.post(f"/rosters/periods/{period.pk}/publish/", reason).status_code == 302
    event = AuditEvent.objects.get(action="period.published")
    assert event.after["unreached"] > 0


def test_without_any_channel_that_is_the_reason(office: Client, cast: Cast, settings: Any) -> None:
    settings.ALERT_DEFAULT_CHANNELS = []
    html = office.get(f"/rosters/periods/{period_of(cast).pk}/publish/").content.decode()
    assert "系统未配置发送通道" in html
    assert "系统尚未配置发送通道" in office.get("/contacts/readiness/").content.decode()
    assert office.post("/contacts/readiness/ask/").status_code == 409
    assert not Notification.objects.filter(purpose=Purpose.CONTACT_PROOF).exists()


def test_calling_and_checking_name_them_too(office: Client, cast: Cast) -> None:
    today = timezone.localdate()
    published(cast, today - timedelta(days=1), today + timedelta(days=1))
    for path in ("/call-outs/new/?unit=yjj", "/checks/ask/?unit=yjj", "/call-outs/reach/?units=yjj"):
        assert "data-unreached" in office.get(path).content.decode(), path
    assert "data-unreached" not in office.get("/call-outs/new/").content.decode()
    verify_all()
    for path in ("/call-outs/new/?unit=yjj", "/checks/ask/?unit=yjj", "/call-outs/reach/?units=yjj"):
        assert "data-unreached" not in office.get(path).content.decode(), path


def test_the_page_lists_by_unit_who_has_verified_what(office: Client, cast: Cast) -> None:
    able = [person for person in cast.people["yjj"] if person.eligible_posts]
    verify(able[0])
    silent = make_person(cast.emergency, posts=["leader"], mobile="", name="卢无号")

    html = office.get("/contacts/readiness/").content.decode()
    section = html.partition('id="unit-yjj"')[2].partition("</section>")[0]
    assert f"{len(able) + 1} 人参加值班，1 人已验证" in section
    assert "未登记手机" in section.partition(silent.name)[2]


def test_the_page_costs_the_same_however_many(
    office: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        make_person(cast.routine, posts=["duty_officer"])
    with django_assert_max_num_queries(10):
        assert office.get("/contacts/readiness/").status_code == 200


def test_one_button_sends_codes_once_a_day_and_the_link_verifies(office: Client, cast: Cast) -> None:
    verify(*cast.people["dag"], *cast.people["xwb"])
    unverified = [person for person in cast.people["yjj"] if person.eligible_posts]
    answer = office.post("/contacts/readiness/ask/", {"unit": "yjj"}, follow=True)
    assert f"已向 {len(unverified)} 人发出验证码" in answer.content.decode()
    sent = Notification.objects.filter(purpose=Purpose.CONTACT_PROOF, channel="console")
    assert {row.person for row in sent} == set(unverified)
    assert AuditEvent.objects.get(action="contact.codes_sent").after["sent"] == len(unverified)

    again = office.post("/contacts/readiness/ask/", follow=True)
    assert "一天内已发过" in again.content.decode()
    assert sent.count() == len(unverified)

    message = sent.first()
    assert message is not None
    phone = Client()
    assert message.person.name in phone.get(message.params["path"]).content.decode()
    assert not ContactRule.objects.get(person=message.person).verified_at
    assert phone.post(message.params["path"], {"do": "confirm"}).status_code == 302
    assert ContactRule.objects.get(person=message.person).verified_at
    assert phone.post(message.params["path"], {"do": "confirm"}).status_code in (409, 410)
    message.refresh_from_db()
    assert message.state == NotificationState.SUPPRESSED


def test_a_link_is_good_for_a_day_and_for_the_newest_code_only(office: Client, cast: Cast) -> None:
    office.post("/contacts/readiness/ask/", {"unit": "yjj"})
    rule = ContactRule.objects.filter(person__unit=cast.emergency).first()
    assert rule is not None
    first = Notification.objects.get(object_id=rule.pk).params["path"]
    Notification.objects.filter(object_id=rule.pk).update(due_at=timezone.now() - timedelta(days=2))
    office.post("/contacts/readiness/ask/", {"unit": "yjj"})
    assert Client().post(first, {"do": "confirm"}).status_code in (409, 410)
    rule.refresh_from_db()
    assert rule.verified_at is None


def test_a_leader_keeps_the_own_unit_only(client: Client, cast: Cast) -> None:
    client.force_login(cast.leader)
    html = client.get("/contacts/readiness/").content.decode()
    assert 'id="unit-yjj"' in html
    assert 'id="unit-dag"' not in html
    assert client.post("/contacts/readiness/ask/", {"unit": "dag"}).status_code == 404
    client.post("/contacts/readiness/ask/")
    assert {row.unit for row in Notification.objects.filter(purpose=Purpose.CONTACT_PROOF)} == {cast.emergency}


def test_the_api_says_and_does_the_same(cast: Cast) -> None:
    scopes = (Scope.ROSTER_READ, Scope.ALERTS_READ, Scope.ALERTS_WRITE)
    api = Api(key=make_token(cast.office, *scopes))
    period = period_of(cast)
    covered = api.get(f"duty-periods/{period.pk}/coverage/")
    assert {one["why"] for one in covered["unreached"]} == {"unverified"}
    found = api.get("contact-readiness/")
    assert [unit["unit"]["code"] for unit in found["units"]] == ["xwb", "yjj", "dag"]
    assert (found["has_channel"], found["unreached_is_gap"]) == (True, False)
    assert api.patch("contact-readiness/", {"unreached_is_gap": True})["unreached_is_gap"] is True
    assert api.get(f"duty-periods/{period.pk}/coverage/")["complete"] is False
    sent = api.post("contact-readiness/ask/", {"units": ["dag"]})
    assert (sent["sent"], sent["waiting"]) == (len(cast.people["dag"]), 0)
    assert api.post("contact-readiness/ask/", {"units": ["none-such"]}).status == 400
    assert api.get("reach/?units=none-such").status == 400

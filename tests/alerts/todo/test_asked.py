"""What is asked of somebody now stands above every page they open, and is gone once they have answered."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alerts.call_outs.services.call_outs import call_out
from alerts.checks.services import checks, escalation, roll_call
from alerts.duty_log.services import handovers
from alerts.models import Check, Summons
from rostering.enums import Post
from tests.alerts.conftest import NOON
from tests.alerts.watch import flood, on_seat, person_on, send_all
from tests.clients import browser_of
from tests.factories import Cast, at, make_user
from units.enums import Role
from units.models import Person, Unit, User

PAGES = ("/todo/", "/my/", "/rosters/", "/units/")


@pytest.fixture
def county(watched: Cast) -> Cast:
    return watched


def login_of(cast: Cast, person: Person) -> User:
    known = User.objects.filter(person=person).first()
    return known or make_user(Role.DUTY_PERSON, cast.county, unit=person.unit, person=person)


def asked(user: User, path: str = "/my/") -> str:
    """The bar of a page of `user`."""
    html = browser_of(user).get(path).content.decode()
    return html.split('id="asked"', 1)[1].split("</header>")[0].split('id="offline"')[0]


def called(cast: Cast, unit: Unit) -> Summons:
    call_out(
        county=cast.county, matter="城东漫堤", place="城东堤段", required=1, by=cast.office, units=[unit],
        incident=flood(cast),
    )  # fmt: skip
    send_all()
    return Summons.objects.select_related("person").filter(unit=unit).first()  # type: ignore[return-value]


def asked_check(cast: Cast, unit: Unit) -> Check:
    roll_call.call_roll(units=[unit], reason="抽查", by=cast.office, exception=True)
    send_all()
    return Check.objects.select_related("person").get(unit=unit)


@pytest.mark.parametrize("path", PAGES)
def test_a_check_stands_above_every_page_until_it_is_answered(county: Cast, path: str) -> None:
    check = asked_check(county, county.emergency)
    assert check.person is not None
    user = login_of(county, check.person)

    bar = asked(user, path)
    assert "查岗，请应答" in bar
    assert f'action="/checks/{check.pk}/answer/"' in bar
    assert "查岗" not in asked(county.leader, path)

    browser_of(user).post(f"/checks/{check.pk}/answer/")
    assert "查岗" not in asked(user, path)


def test_a_call_stands_there_with_its_clock_and_first(county: Cast) -> None:
    summons = called(county, county.routine)
    user = login_of(county, summons.person)
    bar = asked(user)
    assert "紧急召集" in bar
    assert "城东漫堤" in bar
    assert 'left="600"' in bar
    assert f'href="/call-outs/answer/{summons.pk}/"' in bar

    browser_of(user).post(f"/call-outs/answer/{summons.pk}/", {"do": "acknowledge"})
    assert "登记到岗" in asked(user)
    browser_of(user).post(f"/call-outs/answer/{summons.pk}/", {"do": "arrive"})
    assert "召集" not in asked(user)


def test_a_leader_is_asked_once_the_person_has_not_answered(county: Cast) -> None:
    check = asked_check(county, county.emergency)
    assert check.escalate_at is not None
    with time_machine.travel(check.escalate_at, tick=False):
        escalation.escalate_due(now=check.escalate_at)
        assert "本单位查岗未应答" in asked(county.leader)
        assert "查岗" not in asked(county.routine_leader)


def test_a_handover_is_taken_over_from_any_page(county: Cast) -> None:
    outgoing = on_seat(county.emergency, Post.LEADER, NOON)
    assert outgoing.person is not None
    handovers.offer_handover(assignment=outgoing, by=login_of(county, outgoing.person), note="无")
    incoming = person_on(county.emergency, Post.LEADER, at("2026-07-09 12:00"))
    bar = asked(login_of(county, incoming))
    assert "请接班" in bar
    assert "/accept/" in bar
    assert "请接班" not in asked(login_of(county, person_on(county.routine, Post.DUTY_OFFICER, NOON)))


def test_the_bar_costs_one_query_however_much_is_asked(
    county: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    check = asked_check(county, county.emergency)
    assert check.person is not None
    user = login_of(county, check.person)
    client = browser_of(user)
    client.get("/todo/asked/?v=0")
    # The session, the account, its county, and whether anything has moved; once something has, the bar itself.
    with django_assert_num_queries(4):
        client.get("/todo/asked/?v=0")
    called(county, county.emergency)
    with django_assert_num_queries(5):
        client.get("/todo/asked/?v=0")


def test_a_poll_that_knows_the_bar_is_answered_with_nothing(county: Cast) -> None:
    client = browser_of(county.leader)
    assert client.get("/todo/asked/?v=0").status_code == 204
    check = asked_check(county, county.emergency)
    checks.cancel_check(check=check, reason="误发", by=county.office)
    assert client.get("/todo/asked/?v=0").status_code == 204


@pytest.mark.parametrize("role", ["office", "auditor"])
def test_who_is_nobody_of_the_duty_has_no_bar(county: Cast, client: Client, role: str) -> None:
    client.force_login(getattr(county, role))
    assert 'id="asked"' not in client.get("/calendar/").content.decode()

"""Whoever leaves or moves opens nothing from that moment on: sessions, tokens, calendars, signing in again."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from alerts.feeds.services import create_feed, secret_of
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import PASSWORD, Cast, at, make_token
from units.accounts.services.accounts import deactivate, reactivate
from units.models import Person, User
from units.people.services.people import change_people


def doors(cast: Cast, user: User) -> dict[str, bool]:
    """Which of them open now."""
    sign_in = Client().post("/login/", {"username": user.username, "password": PASSWORD})
    return {"sign in": sign_in.status_code == 302}


@pytest.fixture
def held(cast: Cast) -> dict[str, object]:
    """A session, a token and a calendar of the duty person."""
    feed = create_feed(by=cast.duty)
    return {
        "browser": browser_of(cast.duty),
        "api": Api(key=make_token(cast.duty)),
        "feed": f"/feeds/{secret_of(feed.pk)}.ics",
    }


def opened(cast: Cast, held: dict[str, object]) -> dict[str, bool]:
    browser, api, feed = held["browser"], held["api"], held["feed"]
    assert isinstance(browser, Client)
    assert isinstance(api, Api)
    return {
        "session": browser.get("/my/").status_code == 200,
        "api of the session": browser.get("/api/v1/units/").status_code == 200,
        "token": api.get("units/").status == 200,
        "calendar": Client().get(str(feed)).status_code == 200,
        **doors(cast, cast.duty),
    }


def test_everything_opens_before(cast: Cast, held: dict[str, object]) -> None:
    assert set(opened(cast, held).values()) == {True}, opened(cast, held)


def test_who_has_left_opens_nothing(cast: Cast, held: dict[str, object]) -> None:
    assert cast.duty.person is not None
    today = timezone.localdate()
    change_people(changes=[(cast.duty.person, {"valid_to": today})], by=cast.office)
    assert set(opened(cast, held).values()) == {False}, opened(cast, held)


def test_a_day_of_leaving_closes_by_the_clock_alone(cast: Cast, held: dict[str, object]) -> None:
    assert cast.duty.person is not None
    today = timezone.localdate()
    Person.objects.filter(pk=cast.duty.person.pk).update(valid_to=today + timedelta(days=1))
    assert set(opened(cast, held).values()) == {True}
    last_second = at(f"{today} 23:59") + timedelta(seconds=59)
    with time_machine.travel(last_second + timedelta(seconds=1), tick=False):
        assert set(opened(cast, held).values()) == {False}


def test_who_has_moved_opens_nothing_until_the_account_follows(cast: Cast, held: dict[str, object]) -> None:
    Person.objects.filter(user=cast.duty).update(unit=cast.routine)
    assert set(opened(cast, held).values()) == {False}, opened(cast, held)
    User.objects.filter(pk=cast.duty.pk).update(unit=cast.routine)
    assert set(opened(cast, held).values()) == {True}


def test_a_closed_account_opens_nothing_and_comes_back_whole(cast: Cast, held: dict[str, object]) -> None:
    deactivate(account=cast.duty, by=cast.office)
    assert set(opened(cast, held).values()) == {False}
    reactivate(account=cast.duty, by=cast.office)
    assert opened(cast, held)["sign in"]


def test_the_office_is_not_bound_to_the_unit_of_its_person(cast: Cast) -> None:
    User.objects.filter(pk=cast.office.pk).update(person=cast.people["dag"][0])
    assert browser_of(cast.office).get("/").status_code == 200
    Person.objects.filter(pk=cast.people["dag"][0].pk).update(valid_to=date(2020, 6, 1))
    assert browser_of(cast.office).get("/").status_code == 302

"""A county on a published duty day at noon, and browsers in which somebody has signed in."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from rostering.enums import PeriodKind
from tests.factories import Cast, at, make_cast, published
from units.models import Person, User

NOON = at("2026-07-08 12:00")
FRAGMENT = {"HX-Request": "true"}
Browse = Callable[[User], Client]


@pytest.fixture
def watched(db: None) -> Iterator[Cast]:
    """Everybody's roster of 7-9 July published; the clock stands at noon of the 8th."""
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        published(cast, (NOON - timedelta(days=1)).date(), (NOON + timedelta(days=1)).date(), kind=PeriodKind.SPECIAL)
    with time_machine.travel(NOON, tick=False):
        yield cast


@pytest.fixture
def browse(db: None) -> Browse:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def seat_login(person: Person, user: User) -> User:
    """Lets `user` be the login of `person`, whoever was rostered."""
    user.person = person
    user.unit_id = person.unit_id
    user.save(update_fields=["person", "unit"])
    return user


def later(minutes: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


@pytest.fixture
def office(watched: Cast, browse: Browse) -> Client:
    return browse(watched.office)


@pytest.fixture
def leader(watched: Cast, browse: Browse) -> Client:
    """Of the emergency unit."""
    return browse(watched.leader)


@pytest.fixture
def stranger(watched: Cast, browse: Browse) -> Client:
    """Leads the routine unit."""
    return browse(watched.routine_leader)

"""值班通讯录: who can be phoned in which unit now, numbers only for whom the resolver gives them to."""

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rostering.enums import Post
from tests.alerts.conftest import NOON
from tests.alerts.watch import person_on
from tests.clients import Browse
from tests.factories import Cast, make_unit
from units.enums import Tier

PATH = "/contacts/directory/"


def test_every_unit_stands_there_with_whoever_is_on_duty(watched: Cast, browse: Browse) -> None:
    page = browse(watched.office).get(PATH).content.decode()
    person = person_on(watched.emergency, Post.DEDICATED_STAFF, NOON)
    for words in (watched.emergency.label, watched.routine.label, person.name, person.mobile):
        assert words in page


def test_a_mobile_is_shown_where_the_board_shows_it(watched: Cast, browse: Browse) -> None:
    """The emergency unit has a duty phone and its staff sits beside it; the routine one is on standby at a mobile."""
    watched.emergency.duty_phone = "0797-8712345"
    watched.emergency.save()
    at_post = person_on(watched.emergency, Post.DEDICATED_STAFF, NOON)
    standby = person_on(watched.routine, Post.DUTY_OFFICER, NOON)
    page = browse(watched.routine_leader).get(PATH).content.decode()
    assert "0797-8712345" in page
    assert standby.mobile in page
    assert at_post.name in page
    assert at_post.mobile not in page


def test_the_auditor_has_none(client: Client, watched: Cast) -> None:
    client.force_login(watched.auditor)
    assert client.get(PATH).status_code == 403


def test_it_costs_the_same_for_any_county(
    watched: Cast, browse: Browse, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        make_unit(watched.county, Tier.ROUTINE_SUPPORT, code=f"u{number}", name=f"单位{number}")
    office = browse(watched.office)
    with django_assert_max_num_queries(10):
        office.get(PATH)

"""The board tells who: names on tiles, who to ring, and the duty room's television."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alerts.call_outs.services import answers
from alerts.call_outs.services.call_outs import call_out
from alerts.checks.services import checks
from alerts.models import Check, Summons
from rostering.enums import Post
from tests.alerts.conftest import NOON
from tests.alerts.watch import flood, person_on, send_all
from tests.clients import browser_of
from tests.factories import Cast, at
from units.models import Unit


def called(cast: Cast, unit: Unit, *, is_drill: bool = False) -> Summons:
    basis = {"is_drill": True} if is_drill else {"incident": flood(cast)}
    call_out(county=cast.county, matter="漫堤", place="堤段", required=1, by=cast.office, units=[unit], **basis)
    send_all()
    found = Summons.objects.select_related("person").filter(unit=unit).latest("dispatched_at")
    assert isinstance(found, Summons)
    return found


def tile(html: str, code: str) -> str:
    return html.split(f'id="tile-{code}"', 1)[1].split("</a>", maxsplit=1)[0]


def test_a_tile_names_who_is_on_duty_whoever_leads_first(office: Client, watched: Cast) -> None:
    leader = person_on(watched.emergency, Post.LEADER, NOON).name
    staff = person_on(watched.emergency, Post.DEDICATED_STAFF, NOON).name
    found = re.search(r'tile__people">([^<]+)<', tile(office.get("/").content.decode(), "yjj"))
    assert found is not None
    names = found[1].split("、")
    assert names[0] == leader
    assert staff in names


def test_who_has_not_answered_a_call_is_dialled_until_they_have(office: Client, watched: Cast) -> None:
    summons = called(watched, watched.routine)
    dial = f'href="tel:{summons.person.mobile}"'
    pages = ("/call-outs/", f"/call-outs/{summons.call_out_id}/")
    for page in pages:
        assert dial in office.get(page).content.decode(), page
        assert dial not in browser_of(watched.leader).get("/call-outs/").content.decode()
    answers.acknowledge(summons=summons, by=watched.office, now=NOON)
    for page in pages:
        assert dial not in office.get(page).content.decode(), page


def test_who_has_not_answered_a_check_is_dialled_from_its_tile(office: Client, watched: Cast) -> None:
    check = checks.ask_unit(unit=watched.routine, reason="抽查", by=watched.office)
    assert check.person is not None
    dial = f'href="tel:{check.person.mobile}"'
    assert dial in office.get("/checks/").content.decode()
    assert dial in browser_of(watched.routine_leader).get(f"/checks/{check.pk}/").content.decode()
    checks.answer(check=Check.objects.get(pk=check.pk), person=check.person, now=NOON)
    assert dial not in office.get("/checks/").content.decode()


def test_the_wall_has_the_names_and_nothing_to_press_but_its_sound(office: Client, watched: Cast) -> None:
    html = office.get("/?wall=1").content.decode()
    body = html.split('id="wall"', 1)[1]
    assert person_on(watched.emergency, Post.LEADER, NOON).name in body
    assert "tel:" not in html
    assert 'aria-pressed="false"' in html
    assert "声音：关" in html
    assert 'class="tabs"' not in html


@pytest.mark.parametrize(
    ("clock", "is_night"), [("19:59", False), ("20:00", True), ("23:30", True), ("06:59", True), ("07:00", False)]
)
def test_it_darkens_at_eight_by_the_countys_clock(watched: Cast, clock: str, is_night: bool) -> None:
    with time_machine.travel(at(f"2026-07-08 {clock}"), tick=False):
        html = browser_of(watched.office).get("/?wall=1").content.decode()
    assert ("wall--night" in html) is is_night


def test_the_wall_polls_itself_and_counts_what_sounds(office: Client, watched: Cast) -> None:
    html = office.get("/?wall=1").content.decode()
    assert 'data-alarms="0"' in html
    assert polled(office, html).status_code == 204
    called(watched, watched.routine, is_drill=True)
    html = polled(office, html).content.decode()
    assert 'data-alarms="0"' in html
    called(watched, watched.emergency)
    changed = polled(office, html).content.decode()
    assert changed.lstrip().startswith('<div id="wall"')
    assert int(re.search(r'data-alarms="(\d+)"', changed)[1]) > 0  # type: ignore[index]


def polled(client: Client, html: str) -> Any:
    """What the wall gets that asks as its last answer told it to."""
    version = re.search(r"wall=1&(?:amp;)?v=(\w+)", html)
    assert version is not None
    return client.get(f"/?wall=1&v={version[1]}", headers={"HX-Request": "true"})


def test_the_wall_costs_what_a_poll_of_the_board_costs(
    office: Client, watched: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    called(watched, watched.routine)
    office.get("/?wall=1")
    with django_assert_max_num_queries(12):
        office.get("/?wall=1")

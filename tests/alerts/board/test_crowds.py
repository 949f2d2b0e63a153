"""What the board costs while many are called and many watch: nobody's list is read with everybody, one reading serves a directory."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.call_outs.services.call_outs import call_out
from rostering.models import Assignment, ShiftPhase
from tests import factories
from tests.clients import browser_of
from tests.factories import Cast
from units.models import Unit

POLL = {"HX-Request": "true"}


@pytest.fixture
def cast(db: None) -> Iterable[Cast]:
    """A few people of each unit are called."""
    with time_machine.travel(timezone.now().replace(second=5), tick=False):
        cast = factories.make_cast()
        today = timezone.localdate()
        factories.published(cast, today - timedelta(days=1), today + timedelta(days=1), kind="special", name="日常值班")
        people = [person for unit in cast.people.values() for person in unit]
        call_out(
            county=cast.county, matter="演练", place="体育场", required=2, by=cast.office, people=people, is_drill=True
        )
        yield cast


def read(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, headers=POLL if "v=" in path else None).status_code == 200
    return [query["sql"] for query in queries]


def test_nobody_is_read_with_the_list_of_all_who_are_called(cast: Cast) -> None:
    for user in (cast.office, cast.leader):
        for path in ("/", "/?v=0", "/call-outs/", "/todo/"):
            read_of_summonses = [sql for sql in read(browser_of(user), path) if 'FROM "alerts_summons"' in sql]
            assert not [sql for sql in read_of_summonses if '"person_ids"' in sql], path


def test_the_second_of_a_directory_reads_nothing_of_it_again(cast: Cast) -> None:
    assert duty_read(read(browser_of(cast.office), "/?v=0"))
    # Whose numbers they see is asked of those alone who lead.
    again = duty_read(read(browser_of(cast.routine_leader), "/?v=0"))
    assert len(again) == 1
    assert not duty_read(read(browser_of(cast.leader), "/?v=0"))


def duty_read(statements: list[str]) -> list[str]:
    return [sql for sql in statements if 'FROM "rostering_assignment"' in sql]


@pytest.mark.parametrize("first", ["office", "leader"])
def test_numbers_are_shown_to_whom_they_are_for_whoever_looked_first(cast: Cast, first: str) -> None:
    """Who is on site is reached by the duty phone: their own number is for the office alone."""
    Unit.objects.filter(pk=cast.hub.pk).update(duty_phone="0797-8700001")
    now = timezone.now()
    ShiftPhase.objects.filter(shift__unit=cast.hub, start__lte=now, end__gt=now).update(posture="on_site")
    held = Assignment.objects.on_duty_at(now).filter(shift__unit=cast.hub).select_related("person")
    numbers = {one.person.mobile for one in held if one.person}
    assert numbers
    second = {"office": "leader", "leader": "office"}[first]
    pages = {who: browser_of(getattr(cast, who)).get("/").content.decode() for who in (first, second)}
    assert {number for number in numbers if number in pages["office"]} == numbers
    assert not [number for number in numbers if number in pages["leader"]]


def test_a_call_of_many_is_turned_over_and_searched(cast: Cast) -> None:
    """Sixty a page, the pressing ones first; the list names twelve. A poll stays on the page and with what is looked for."""
    many = [factories.make_person(cast.routine, name=f"民兵{number:02d}") for number in range(70)]
    made = call_out(
        county=cast.county, matter="抗洪", place="大堤", required=9, by=cast.office, people=many, is_drill=True
    )
    office, path = browser_of(cast.office), f"/call-outs/{made.pk}/"
    pages = [office.get(path, {"page": number}).content.decode() for number in (1, 2)]
    assert [page.count('class="called"') for page in pages] == [60, 10]
    assert f'hx-get="{path}?page=2&amp;v=' in pages[1]
    found = office.get(path, {"q": "民兵42"}).content.decode()
    assert (found.count('class="called"'), "民兵42" in found) == (1, True)
    assert f'name="next" value="{path}?q=%E6%B0%91%E5%85%B542"' in found
    assert "没有符合条件的人员" in office.get(path, {"q": "无此人"}).content.decode()
    listed = office.get("/call-outs/").content.decode()
    assert "还有 58 人在召集中" in listed

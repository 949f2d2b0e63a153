"""One box finds a unit, a person, a period, an incident: by parts and pinyin, and only what its reader may see."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.alerts.watch import flood
from tests.clients import browser_of
from tests.factories import Cast, make_person


def found(client: Client, text: str) -> str:
    answer = client.get("/search/", {"q": text})
    assert answer.status_code == 200
    return answer.content.decode().split("<main", 1)[1]


def test_by_name_pinyin_and_number(watched: Cast) -> None:
    person = make_person(watched.emergency, name="单小红", initials="sxh")
    incident = flood(watched)
    office = browser_of(watched.office)
    assert f'href="/people/{person.pk}/"' in found(office, "小红")
    assert f'href="/people/{person.pk}/"' in found(office, "sxh")
    assert 'href="/units/yjj/"' in found(office, "应急")
    assert 'href="/units/yjj/"' in found(office, "yjgl")
    assert f'href="/incidents/{incident.pk}/"' in found(office, "漫堤")
    assert f'href="/incidents/{incident.pk}/"' in found(office, str(incident.number))
    assert "/rosters/periods/" in found(office, "端午")


def test_only_what_the_reader_may_see(watched: Cast) -> None:
    other = make_person(watched.routine, name="单小红")
    incident = flood(watched)
    leader, routine = browser_of(watched.leader), browser_of(watched.routine_leader)
    assert str(other.pk) not in found(leader, "单小红")
    assert str(other.pk) in found(routine, "单小红")
    assert str(incident.pk) in found(leader, "漫堤")
    assert str(incident.pk) not in found(routine, "漫堤")
    assert 'href="/units/dag/"' not in found(leader, "档案")
    assert "没有找到" in found(leader, "档案")


def test_five_of_a_kind_at_most_and_the_same_queries(
    watched: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(7):
        make_person(watched.emergency, name="欧阳小红")
    office = browser_of(watched.office)
    assert len(re.findall(r'href="/people/[0-9a-f-]{36}/"', found(office, "欧阳"))) == 5
    # The session, the account, its county; units twice, people, periods, incidents, tasks.
    for text in ("欧阳", "没有的"):
        with django_assert_num_queries(9):
            found(office, text)


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "'" * 60, "9" * 40])
def test_any_text_is_answered(watched: Cast, text: str) -> None:
    found(browser_of(watched.office), text)

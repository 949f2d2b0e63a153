"""DEMO=city: a neighbour beside the demo county with some of its unit codes, and a city that reads both."""

import pytest
import time_machine
from django.test import Client

from rostering.demo.city import seed_city
from rostering.demo.county import GONGSHUI, SHARED_CODES
from rostering.models import Assignment
from tests.demo_county import NOW, PASSWORD
from tests.demo_county import county as county  # noqa: PLC0414 - the fixture and what it stands on
from tests.demo_county import demo as demo  # noqa: PLC0414
from units.models import AuditEvent, City, County, Person, Unit, User


def signed_in(login: str) -> Client:
    browser = Client()
    assert browser.post("/login/", {"username": login, "password": PASSWORD}).status_code == 302, login
    return browser


def page(browser: Client, path: str) -> str:
    answer = browser.get(path, follow=True)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.usefixtures("county")
def test_two_counties_with_the_same_codes_and_the_city_above_them() -> None:
    with time_machine.travel(NOW, tick=False):
        done = seed_city(seed=1, password=PASSWORD, now=NOW)
        assert any("两江市" in line for line in done.added)
        assert set(City.objects.get().counties.values_list("name", flat=True)) == {"章江县", "贡水县"}
        for code in SHARED_CODES:
            assert Unit.objects.filter(code=code).count() == 2
        neighbour = Unit.objects.filter(county__code=GONGSHUI.code)
        on_duty = Assignment.objects.on_duty_at(NOW).filter(shift__unit__in=neighbour)
        assert on_duty.values("shift__unit").distinct().count() == neighbour.count() == len(GONGSHUI.units)
        assert Person.objects.values("mobile").distinct().count() == Person.objects.count()

        cities = page(signed_in("city"), "/")
        assert "章江县" in cities
        assert "贡水县" in cities
        for login in ("gs-office", "gs-leader-yjj"):
            browser = signed_in(login)
            for path in ("/", "/units/", "/units/yjj/"):
                text = page(browser, path)
                assert "贡水县" in text, (login, path)
                assert "章江" not in text, (login, path)

        before = [model.objects.count() for model in (County, Unit, Person, User, Assignment, AuditEvent)]
        assert seed_city(seed=1, password=PASSWORD, now=NOW).added == []
        assert [model.objects.count() for model in (County, Unit, Person, User, Assignment, AuditEvent)] == before

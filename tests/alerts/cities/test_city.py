"""A city over two counties with the same unit codes, beside a third that belongs to nobody: what its office reads, and what
counties see of each other."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from alerts.bulletins.services import drafting, issuing
from alerts.enums import BulletinSeries, BulletinStage, IncidentLevel, SendingWay
from alerts.incidents.services import reports
from alerts.models import Bulletin
from rostering.enums import PeriodKind
from tests.access.test_matrix import PARAMETER, TABLE
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import PASSWORD, Cast, at, make_cast, make_token, make_user, published
from units.accounts.services.accounts import create_account, create_city_account
from units.cities.queries import as_its_office
from units.cities.services import found_city, join_city, leave_city
from units.enums import Role, Scope
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import AuditEvent, City, Person, Unit, User
from units.people.services.people import change_people

NOON = at("2026-07-08 12:00")
NUMBER = "13812345678"
ELEMENTS = dict.fromkeys(("place", "source", "casualties", "scope", "measures", "trend", "reporter"), "如实")


@pytest.fixture
def counties(db: None) -> list[Cast]:
    """章江县 and 崇义县 of 赣州市, on duty at NOON, and 石城县 of no city; every name and number of each is its own."""
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        casts = [make_cast(), make_cast("cy", "崇义县"), make_cast("sc", "石城县")]
        day = NOON.date()
        for cast in casts:
            published(cast, day - timedelta(days=1), day + timedelta(days=1), kind=PeriodKind.SPECIAL)
            Unit.objects.filter(county=cast.county).update(short_name="")
            for unit in cast.units:
                Unit.objects.filter(pk=unit.pk).update(name=f"{cast.county.name}{unit.name}")
        city = found_city(name="赣州市", code="ganzhou", by=None)
        for cast in casts[:2]:
            join_city(county=cast.county, city=city, by=None)
    return casts


@pytest.fixture
def noon(counties: list[Cast]) -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def office(counties: list[Cast]) -> User:
    city = City.objects.get()
    return create_city_account(city=city, login="city", display_name="市委值班室", by=None, must_change=False).user


def told(cast: Cast, recipient: str = "市委值班室", **given: Any) -> Bulletin:
    """A bulletin on a larger incident, signed and sent."""
    incident = reports.record_incident(
        county=cast.county, title=f"{cast.county.name}超警戒", kind="洪涝", place="城东堤段", units=[cast.emergency],
        by=cast.office, level=IncidentLevel.LARGER, occurred_at=timezone.now() - timedelta(minutes=20),
    )  # fmt: skip
    values: dict[str, Any] = {
        "series": BulletinSeries.DUTY,
        "stage": BulletinStage.INITIAL,
        "title": f"{cast.county.name}超警戒",
    }
    said = {"matter": f"水位超警戒，联系人{NUMBER}。", "occurred_at": incident.occurred_at, "recipients": [recipient]}
    paper = drafting.draft_bulletin(
        county=cast.county, incident=incident, by=cast.office, **values | said | ELEMENTS | given
    )
    signed = issuing.issue_bulletin(bulletin=paper, signer="张主任", by=cast.office)
    issuing.record_sending(bulletin=signed, recipient=recipient, way=SendingWay.FAX, by=cast.office)
    return signed


def reach(code: str) -> list[str]:
    return [f"/city/counties/{code}/{part}" for part in ("", "figures/", "reports/")]


def asked(code: str) -> list[str]:
    return [f"/api/v1/counties/{code}/{part}/" for part in ("board", "statistics", "reports")]


@pytest.mark.usefixtures("noon")
class TestWhatTheCityReads:
    def test_its_counties_side_by_side_and_no_others(self, counties: list[Cast], office: User) -> None:
        ours, theirs, outside = counties
        waiting = reports.record_incident(
            county=ours.county, title="桥梁垮塌", kind="事故", place="城西", units=[], by=ours.office,
            level=IncidentLevel.MAJOR, occurred_at=timezone.now() - timedelta(hours=3),
        )  # fmt: skip
        sent = told(theirs)
        inner = told(theirs, recipient="县委领导")
        browser, client = browser_of(office), Api(key=make_token(office))
        pages = ["/city/", "/city/figures/", *reach("zj"), *reach("cy"), f"/city/counties/cy/reports/{sent.pk}/"]
        texts = {path: browser.get(path).content.decode() for path in pages}
        answers = {path: client.get(path) for path in ["/api/v1/counties/", *asked("zj"), *asked("cy")]}

        assert {answer.status for answer in answers.values()} == {200}
        first = texts["/city/"]
        assert re.findall(r'href="/city/counties/(\w+)/">(?:章江|崇义)县<', first) == ["cy", "zj"]
        assert "桥梁垮塌" in first
        assert "已逾期" in first
        assert "崇义县超警戒" in texts["/city/counties/cy/reports/"]
        assert str(inner.pk) not in texts["/city/counties/cy/reports/"]
        assert "138****5678" in texts[f"/city/counties/cy/reports/{sent.pk}/"]
        everything = "\n".join([*texts.values(), *(answer.text for answer in answers.values())])
        assert NUMBER not in everything
        numbers = [number for cast in counties for number in cast.known_phones]
        assert [number for number in numbers if number in everything] == []
        assert "石城县" not in everything
        people = Person.objects.filter(unit__county=outside.county).values_list("pk", flat=True)
        assert [pk for pk in people if str(pk) in everything] == []

        (cy, zj) = answers["/api/v1/counties/"].body["results"]
        assert (zj["code"], zj["incidents"], zj["owed"], zj["late"]) == ("zj", 1, 1, 1)
        assert (cy["code"], cy["incidents"], cy["owed"]) == ("cy", 2, 0)
        board = answers["/api/v1/counties/zj/board/"].body
        assert [row["title"] for row in board["told"]] == [waiting.title]
        assert {row["unit"]["name"] for row in board["on_duty"]} == {unit.name for unit in ours.units}
        (report,) = answers["/api/v1/counties/cy/reports/"].body["results"]
        assert report["elements"]["matter"] == "水位超警戒，联系人138****5678。"

    def test_nothing_of_a_county_that_is_not_or_no_longer_its_own(self, counties: list[Cast], office: User) -> None:
        signed = [told(counties[0]), told(counties[2])]
        browser, key = browser_of(office), make_token(office)
        leave_city(county=counties[0].county, by=None)
        for cast, paper in zip((counties[0], counties[2]), signed, strict=True):
            code = cast.county.code
            paths = [
                *reach(code),
                f"/city/counties/cy/reports/{paper.pk}/",
                f"/city/counties/{code}/reports/{paper.pk}/",
            ]
            assert {browser.get(path).status_code for path in paths} == {404}
            assert {Api(key=key).get(path).status for path in asked(code)} == {404}
        assert browser.get("/city/counties/cy/").status_code == 200

    def test_it_writes_nothing_even_where_a_service_would_be_called_for_it(
        self, counties: list[Cast], office: User
    ) -> None:
        (cast, *_others) = counties
        reader = as_its_office(office, cast.county)
        person = cast.people["yjj"][0]
        for by in (office, reader):
            with pytest.raises(NotAllowed):
                change_people(changes=[(person, {"position": "局长"})], by=by)
            with pytest.raises(NotAllowed):
                told(Cast(**{**vars(cast), "office": by}))
        assert not reader.has_scope(Scope.CONTACTS_READ)
        assert Api(key=make_token(cast.office)).get("/api/v1/counties/").status == 403

    def test_queries_do_not_grow_with_a_countys_size(
        self, counties: list[Cast], office: User, django_assert_max_num_queries: Any
    ) -> None:
        browser = browser_of(office)
        browser.get("/city/")
        with django_assert_max_num_queries(9):
            browser.get("/city/?poll=1", headers={"HX-Request": "true"})
        for _number in range(5):
            told(counties[0])
        browser.get("/city/")
        with django_assert_max_num_queries(9):
            browser.get("/city/?poll=1", headers={"HX-Request": "true"})
        with django_assert_max_num_queries(14):
            browser.get("/city/counties/zj/?poll=1", headers={"HX-Request": "true"})


@pytest.mark.usefixtures("noon")
class TestWhatCountiesShare:
    def test_same_unit_codes_and_nothing_of_the_other_on_any_list(self, counties: list[Cast]) -> None:
        """Every page and every endpoint without a row in its address, as the office of one; canaries of the other two."""
        (cast, *_others) = counties
        browser, key = browser_of(cast.office), make_token(cast.office)
        strangers = Person.objects.exclude(unit__county=cast.county).values_list("pk", flat=True)
        canaries = ["崇义县", "石城县", *map(str, strangers)]
        seen = 0
        for route, methods in TABLE.items():
            if PARAMETER.search(route) or "GET" not in methods or route.startswith(("logout", "login", "metrics")):
                continue
            path = f"/{route}"
            client: Any = Client(headers={"Authorization": f"Bearer {key}"}) if path.startswith("/api/") else browser
            answer = client.get(path)
            text = b"".join(answer) if answer.streaming else answer.content
            assert [one for one in canaries if one.encode() in text] == [], path
            seen += answer.status_code == 200
        assert seen > 90
        name = f"章江县{cast.emergency.name}"
        assert name in browser.get(f"/units/{cast.emergency.code}/").content.decode()

    def test_a_login_is_one_persons_in_all_counties(self, counties: list[Cast]) -> None:
        ours, theirs, _outside = counties
        for login in ("leader", "LEADER", "city"):
            if login == "city":
                create_city_account(city=City.objects.get(), login="city", display_name="市委值班室", by=None)
            with pytest.raises(InvalidInput) as refused:
                create_account(
                    county=theirs.county, role=Role.AUDITOR, by=theirs.office, login=login, display_name="甲"
                )
            assert refused.value.code == "login_taken"
        browser = Client()
        assert browser.post("/login/", {"username": ours.leader.username, "password": PASSWORD}).status_code == 302
        assert "崇义县" not in browser.get("/").content.decode()


@pytest.mark.django_db
class TestFounding:
    def test_a_city_by_command_with_its_account(self, counties: list[Cast], capsys: Any) -> None:
        call_command("create_city", "南康市", code="nk", county=["sc"])
        call_command("create_city", "南康市", code="nk", without=["sc"], county=["sc"])
        assert City.objects.get(code="nk").counties.count() == 0
        with pytest.raises(CommandError, match="in_other_city"):
            call_command("create_city", "南康市", code="nk", county=["sc", "zj"])
        assert City.objects.get(code="nk").counties.count() == 0
        call_command("create_user", "nk", role="city_office", city="nk", name="市值班室")
        assert "city_office) of nk" in capsys.readouterr().out
        with pytest.raises(CommandError, match="ganzhou, nk"):
            call_command("create_user", "other", role="city_office")
        with pytest.raises(RuleViolation, match="已有一个市使用"):
            found_city(name="又一个", code="nk", by=None)
        acts = AuditEvent.objects.filter(county__code="sc", action__contains="city").order_by("at")
        assert [act.action for act in acts] == ["county.joined_city", "county.left_city"]

    def test_no_county_gives_the_role_and_no_row_mixes_them(self, counties: list[Cast]) -> None:
        (cast, *_others) = counties
        with pytest.raises(InvalidInput) as refused:
            create_account(county=cast.county, role=Role.CITY_OFFICE, by=cast.office, login="x1", display_name="甲")
        assert refused.value.code == "unknown_role"
        body = {"role": "city_office", "name": "甲", "login": "x2"}
        assert browser_of(cast.office).post("/settings/accounts/new/", body).status_code == 400
        with pytest.raises(IntegrityError), transaction.atomic():
            make_user(Role.CITY_OFFICE, cast.county)
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=cast.office.pk).update(city=City.objects.get())


@pytest.mark.django_db
def test_the_citys_office_signs_in_and_lands_on_its_counties(office: User) -> None:
    User.objects.filter(pk=office.pk).update(password=User.objects.get(username="office").password)
    browser = Client()
    answer = browser.post("/login/", {"username": "city", "password": PASSWORD})
    assert answer["Location"] == "/city/"
    page = browser.get("/", follow=True)
    assert page.redirect_chain == [("/city/", 302)]
    text = page.content.decode()
    assert "赣州市各县此刻" in text
    assert "/todo/" not in text
    assert browser.get("/units/").status_code == 403
    assert browser.get("/my/account/").status_code == 200

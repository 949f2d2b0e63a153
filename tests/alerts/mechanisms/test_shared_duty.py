"""A duty shared out by hours: every output names each holder with the hours they hold."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from openpyxl import load_workbook

from alerts.enums import EventCode
from alerts.feeds.services import create_feed, secret_of
from alerts.models import Notification, WebhookDelivery
from alerts.outbox.services.wording import wording
from alerts.webhooks.services.webhooks import create_webhook
from rostering.enums import PeriodKind, Post
from rostering.models import Assignment, DutyPeriod
from rostering.printing.queries.papers import county_paper, unit_paper
from rostering.seats.queries.matrix import load
from rostering.seats.services.assignments import Change, amend_period
from tests.alerts.watch import on_seat
from tests.api_client import Api
from tests.factories import Cast, at, make_cast, make_person, make_token, make_user, published, roster_of
from units.enums import Rank, Role
from units.models import Person, User

FIRST, LAST, DAY = date(2026, 7, 7), date(2026, 7, 9), date(2026, 7, 8)
NOON, CHANGE, NIGHT = at("2026-07-08 12:00"), at("2026-07-08 20:00"), at("2026-07-08 23:00")
BY_DAY, BY_NIGHT = "08:30–20:00", "20:00–次日08:30"
# As programs read them.
ENDS = ("2026-07-08T08:30:00+08:00", "2026-07-08T20:00:00+08:00", "2026-07-09T08:30:00+08:00")


@dataclass
class Shared:
    cast: Cast
    period: DutyPeriod
    seat: Assignment
    first: Person
    second: Person
    lead: Person
    second_lead: Person
    codes: tuple[str, str]

    def login(self, person: Person) -> User:
        found = User.objects.filter(person=person).first()
        return found or make_user(
            Role.DUTY_PERSON, self.cast.county, username=f"of-{person.pk}", unit=person.unit, person=person
        )


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shared]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_shared()
        transaction.set_rollback(True)


@pytest.fixture
def shared(world: Shared, db: None) -> Iterator[Shared]:
    with time_machine.travel(NOON, tick=False):
        yield world


def make_shared() -> Shared:
    cast = make_cast()
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        period = published(cast, FIRST, LAST, kind=PeriodKind.SPECIAL, name="汛期")
        create_webhook(
            county=cast.county,
            name="市平台",
            url="https://example.com/",
            events=[EventCode.ROSTER_AMENDED],
            by=cast.office,
        )
        second = make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], name="夜班员")
        seat = on_seat(cast.emergency, Post.DEDICATED_STAFF, NOON)
        first = seat.person
        codes = codes_of(cast, period)
        amend_period(period=period, changes=[by_night(seat, second)], reason="公差", by=cast.office)
        leads = on_seat(cast.hub, Post.COUNTY_LEADER, NOON)
        second_lead = make_person(cast.hub, rank=Rank.COUNTY_LEADER, posts=[Post.COUNTY_LEADER], name="夜带班")
        amend_period(period=period, changes=[by_night(leads, second_lead)], reason="公差", by=cast.office)
    period.refresh_from_db()
    assert first is not None
    assert leads.person is not None
    return Shared(cast, period, seat, first, second, leads.person, second_lead, codes)


def by_night(seat: Assignment, person: Person) -> Change:
    return Change(seat.pk, person.pk, seat.version, start=CHANGE, end=seat.end)


def codes_of(cast: Cast, period: DutyPeriod) -> tuple[str, str]:
    """The check codes of the county's and the unit's sheet."""
    found = load(DutyPeriod.objects.get(pk=period.pk), cast.office)
    return (
        county_paper(found).check_code,
        unit_paper(roster_of(period, cast.emergency), found).check_code,
    )


def page(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def drawn(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    with patch("weasyprint.HTML") as drawing:
        drawing.return_value.write_pdf.return_value = b"%PDF"
        assert client.get(path).status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", drawing.call_args.kwargs["string"]))


def cells(user: User, path: str) -> str:
    client = Client()
    client.force_login(user)
    book = load_workbook(BytesIO(client.get(path).content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def told(person: Person) -> str:
    """What the person has been told of their duties. The clock stands still: no message is later than another."""
    rows = Notification.objects.filter(person=person, purpose__in=["duty_changed", "duty_withdrawn", "duty_published"])
    return " ".join(text for row in rows for text in wording(row.purpose, row.params))


def api(user: User, path: str, **query: Any) -> str:
    answer = Api(key=make_token(user)).get(path, query=query)
    assert answer.status == 200, answer
    return json.dumps(answer.body, ensure_ascii=False)


def feed(world: Shared) -> str:
    row = create_feed(by=world.cast.office, unit=world.cast.emergency)
    return Client().get(f"/feeds/{secret_of(row.pk)}.ics").content.decode().replace("\r\n ", "")


Output = Callable[[Shared], str]
SHEETS: dict[str, Output] = {
    "matrix": lambda w: page(w.cast.office, f"/rosters/periods/{w.period.pk}/"),
    "confirmation": lambda w: page(w.cast.leader, f"/rosters/{roster_of(w.period, w.cast.emergency).pk}/confirm/"),
    "difference": lambda w: page(w.cast.office, f"/rosters/periods/{w.period.pk}/revisions/2/"),
    "unit pdf": lambda w: drawn(w.cast.office, f"/rosters/{roster_of(w.period, w.cast.emergency).pk}/roster.pdf"),
    "county pdf": lambda w: drawn(w.cast.office, f"/rosters/periods/{w.period.pk}/roster.pdf"),
    "unit xlsx": lambda w: cells(w.cast.office, f"/rosters/{roster_of(w.period, w.cast.emergency).pk}/roster.xlsx"),
    "county xlsx": lambda w: cells(w.cast.office, f"/rosters/periods/{w.period.pk}/roster.xlsx"),
    "feed of the unit": feed,
}
PROGRAMS: dict[str, Output] = {
    "assignments": lambda w: api(w.cast.office, "assignments/", period=str(w.period.pk), page_size=200),
    "difference of the API": lambda w: api(w.cast.office, f"duty-periods/{w.period.pk}/revisions/2/diff/", against=1),
    "webhook": lambda w: json.dumps(WebhookDelivery.objects.get(object_version=2).payload, ensure_ascii=False),
}


@pytest.mark.parametrize("output", SHEETS)
def test_each_is_named_with_their_hours(shared: Shared, output: str) -> None:
    text = SHEETS[output](shared)
    near = text[max(text.find(shared.second.name) - 120, 0) : text.find(shared.second.name) + 120]
    assert re.search(rf"{BY_DAY} ?{shared.first.name}|{shared.first.name} ?{BY_DAY}", text), near
    assert re.search(rf"{BY_NIGHT} ?{shared.second.name}|{shared.second.name} ?{BY_NIGHT}", text), near


@pytest.mark.parametrize(("moment", "hours"), [("12:00", BY_DAY), ("23:00", BY_NIGHT)])
def test_at_an_instant_whoever_holds_it_is_named_with_their_hours(shared: Shared, moment: str, hours: str) -> None:
    """The board names who leads the county, the unit's page everybody on duty there."""
    at_then = f"?at=2026-07-08T{moment}:00%2B08:00"
    board = page(shared.cast.office, f"/{at_then}")
    unit = page(shared.cast.office, f"/now/{shared.cast.emergency.code}/{at_then}")
    holders, leads = (shared.first, shared.second), (shared.lead, shared.second_lead)
    here, gone = (0, 1) if hours == BY_DAY else (1, 0)
    for text, people in ((unit, holders), (board, leads)):
        assert people[here].name in text
        assert hours in text
    # The unit's page also says who comes next.
    assert leads[gone].name not in board


@pytest.mark.parametrize("output", PROGRAMS)
def test_programs_read_name_and_both_ends(shared: Shared, output: str) -> None:
    text = PROGRAMS[output](shared)
    for expected in (shared.first.name, shared.second.name, *ENDS):
        assert expected in text, text[:3000]


@pytest.mark.parametrize(
    ("moment", "ends"), [("2026-07-08T12:00:00+08:00", ENDS[:2]), ("2026-07-08T23:00:00+08:00", ENDS[1:])]
)
def test_the_resolver_says_who_holds_it_and_which_part(shared: Shared, moment: str, ends: tuple[str, str]) -> None:
    text = api(shared.cast.office, "on-duty/", at=moment, unit=shared.cast.emergency.code)
    holder = shared.first if ends[0] == ENDS[0] else shared.second
    assert holder.name in text
    for end in ends:
        assert end in text, text[:2000]


def test_both_are_told_which_hours_are_theirs(shared: Shared) -> None:
    assert "20:00至次日08:30" in told(shared.second)
    assert "20:00" in told(shared.first)


def test_each_finds_their_hours_on_their_own_pages(shared: Shared) -> None:
    said = {BY_DAY: "7月8日 08:30 – 7月8日 20:00", BY_NIGHT: "7月8日 20:00 – 7月9日 08:30"}
    for person, hours in ((shared.first, BY_DAY), (shared.second, BY_NIGHT)):
        login = shared.login(person)
        assert said[hours] in page(login, "/my/"), person
        calendar = create_feed(by=login)
        text = Client().get(f"/feeds/{secret_of(calendar.pk)}.ics").content.decode()
        start, end = {BY_DAY: ("08T083000", "08T200000"), BY_NIGHT: ("08T200000", "09T083000")}[hours]
        assert re.search(rf"DTSTART[^:]*:202607{start}\s+DTEND[^:]*:202607{end}", text), text


def test_a_sheet_printed_before_has_another_check_code(shared: Shared) -> None:
    county, unit = codes_of(shared.cast, shared.period)
    assert county != shared.codes[0]
    assert unit != shared.codes[1]

"""调动: one act; phone, ways, leave, login and calendar follow; what was done stays where it was done."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alerts.enums import ChannelCode
from alerts.models import ContactRule, Feed
from rostering.enums import AbsenceKind, PeriodKind
from rostering.fairness.services.absences import record_absence
from rostering.models import Absence, Assignment
from tests import factories
from tests.api_client import Api
from tests.factories import Cast, make_person, make_token, make_user, published
from units.enums import Rank, Role, Scope
from units.models import AuditEvent, Person
from units.people.services.transfers import follow

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return factories.make_cast()


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.office)
    return client


def today() -> date:
    return timezone.localdate()


def move(client: Client, person: Person, on: date, **more: str) -> int:
    sent = {"unit": "dag", "day": str(on), "position": "副馆长"} | more
    return client.post(f"/people/{person.pk}/transfer/", sent).status_code


def test_one_act_leaves_the_old_unit_and_joins_the_new_one(office: Client, cast: Cast) -> None:
    person = cast.people["yjj"][0]
    assert move(office, person, today()) == 302

    person.refresh_from_db()
    new = person.moved_to
    assert (person.unit, person.valid_to) == (cast.emergency, today())
    assert (new.unit, new.valid_from, new.position) == (cast.routine, today(), "副馆长")
    assert (new.name, new.rank, new.mobile) == (person.name, person.rank, person.mobile)
    event = AuditEvent.objects.get(action="person.moved")
    assert event.after["unit"] == cast.routine.name
    page = office.get(f"/people/{person.pk}/").content.decode()
    assert f'href="/people/{new.pk}/"' in page


def test_ways_leave_login_and_calendar_follow(office: Client, cast: Cast) -> None:
    person = make_person(cast.emergency, rank=Rank.SECTION_CHIEF, name="钱负责")
    login = make_user(Role.UNIT_LEADER, cast.county, unit=cast.emergency, person=person)
    Feed.objects.create(user=login, digest="d", hint="h")
    ContactRule.objects.create(
        person=person, channel=ChannelCode.ALIYUN_SMS, address="13900000001", verified_at=timezone.now()
    )
    start = timezone.now() + timedelta(days=1)
    record_absence(
        person=person, kind=AbsenceKind.ANNUAL_LEAVE, start=start, end=start + timedelta(days=3), by=cast.office
    )

    move(office, person, today() + timedelta(days=2))
    login.refresh_from_db()
    assert (login.person, login.role) == (person, Role.UNIT_LEADER)
    follow(now=timezone.now() + timedelta(days=2))

    login.refresh_from_db()
    new = login.person
    assert new is not None
    assert (new.moved_from, login.unit, login.role) == (person, cast.routine, Role.DUTY_PERSON)
    assert new.contact_rules.get().verified_at is not None
    spans = [(one.person_id, one.end - one.start) for one in Absence.objects.order_by("start")]
    assert [pk for pk, _span in spans] == [person.pk, new.pk]
    assert sum((span for _pk, span in spans), timedelta()) == timedelta(days=3)


def test_published_duties_after_the_day_are_asked_back_first(office: Client, cast: Cast) -> None:
    first = today() + timedelta(days=2)
    published(cast, first, first + timedelta(days=2), kind=PeriodKind.SPECIAL)
    seat = Assignment.objects.active().filter(shift__unit=cast.emergency, person__isnull=False).latest("start")
    person = seat.person
    assert person is not None

    asked = office.post(f"/people/{person.pk}/transfer/", {"unit": "dag", "day": str(first)})
    html = asked.content.decode()
    assert (asked.status_code, "已发布的班次" in html) == (200, True)
    assert not Person.objects.filter(moved_from=person).exists()
    agreed = html.split('name="agreed" value="')[1].split('"')[0]
    office.post(f"/people/{person.pk}/transfer/", {"unit": "dag", "day": str(first), "agreed": agreed})
    assert Person.objects.get(moved_from=person).unit == cast.routine
    seat.refresh_from_db()
    assert (seat.person, seat.shift.unit) == (person, cast.emergency)


@pytest.mark.parametrize(
    ("sent", "status"),
    [({"unit": "yjj"}, 400), ({"unit": ""}, 400), ({"day": "1900-01-01"}, 400), ({"day": ""}, 400)],
)
def test_what_cannot_be_is_refused(office: Client, cast: Cast, sent: dict[str, str], status: int) -> None:
    person = cast.people["yjj"][0]
    assert move(office, person, today(), **sent) == status


def test_nobody_is_moved_twice_from_one_entry(office: Client, cast: Cast) -> None:
    person = cast.people["yjj"][0]
    move(office, person, today())
    assert move(office, person, today() + timedelta(days=1), unit="xwb") == 400


def test_the_api_moves_adds_and_changes_people(cast: Cast) -> None:
    api = Api(key=make_token(cast.office, Scope.ROSTER_READ, Scope.ROSTER_WRITE, Scope.CONTACTS_READ))
    made = api.post("people/", {"unit": "yjj", "name": "单 小红", "rank": "section_chief", "mobile": "138 0013 8000"})
    assert (made.status, made["name"], made["mobile"]) == (201, "单小红", "138****8000")
    path = f"people/{made['id']}/"
    assert api.patch(path, {"protocol_order": 1, "position": "局长"})["position"] == "局长"
    bad = api.patch(path, {"mobile": "12345"})
    assert (bad.status, bad["errors"][0]["pointer"]) == (400, "#/mobile")
    foreseen = api.post(f"{path}transfer/", {"unit": "dag", "day": str(today()), "dry_run": True})
    assert (foreseen.status, foreseen["unit"]["code"]) == (200, "dag")
    assert not Person.objects.filter(moved_from__isnull=False).exists()
    moved = api.post(f"{path}transfer/", {"unit": "dag", "day": str(today() + timedelta(days=1))})
    assert (moved.status, moved["unit"]["code"], moved["moved_from"]) == (200, "dag", made["id"])
    order = api.post("units/yjj/order/", {"people": [str(cast.people["yjj"][1].pk)]})
    assert order.status == 200


def test_a_move_that_has_not_begun_is_taken_back(office: Client, cast: Cast) -> None:
    person = cast.people["yjj"][0]
    ContactRule.objects.create(
        person=person, channel=ChannelCode.ALIYUN_SMS, address=person.mobile, verified_at=timezone.now()
    )
    start = timezone.now() + timedelta(days=1)
    end = start + timedelta(days=4)
    record_absence(person=person, kind=AbsenceKind.ANNUAL_LEAVE, start=start, end=end, by=cast.office)
    move(office, person, today() + timedelta(days=3))
    assert "撤销调动" in office.get(f"/people/{person.pk}/").content.decode()

    assert office.post(f"/people/{person.pk}/transfer/cancel/").status_code == 302
    person.refresh_from_db()
    assert person.valid_to is None
    assert not Person.objects.filter(moved_from__isnull=False).exists()
    absence = Absence.objects.get()
    assert (absence.person, absence.end) == (person, end)
    assert person.contact_rules.count() == 1
    assert AuditEvent.objects.filter(action="person.move_taken_back").exists()


def test_a_move_that_has_begun_stays(office: Client, cast: Cast) -> None:
    person = cast.people["yjj"][0]
    move(office, person, today())
    html = office.post(f"/people/{person.pk}/transfer/cancel/", follow=True).content.decode()
    assert "没有尚未生效的调动" in html
    assert Person.objects.get(moved_from=person)

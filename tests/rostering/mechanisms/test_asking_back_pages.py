"""Every page on which a fact about duties is changed asks back with the list before it saves; so does the API's dry run."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from rostering.enums import AbsenceKind, DayKind, PeriodKind, Post
from rostering.fairness.services.absences import record_absence
from rostering.models import Absence, Assignment, CalendarDay, DutyPeriod, PairRule
from rostering.periods.queries.conflicts import conflicts_by_roster
from tests.api_client import Api
from tests.factories import Cast, generated, make_person, make_token, make_user, published
from tests.units.imports.door import looked_at, taken
from units.enums import Rank, Role
from units.models import Person, Unit, User

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    first = timezone.localdate() + timedelta(days=2)
    return published(cast, first, first + timedelta(days=1), kind=PeriodKind.SPECIAL)


@pytest.fixture
def seat(cast: Cast, period: DutyPeriod) -> Assignment:
    rows = Assignment.objects.active().filter(shift__unit=cast.emergency, shift__post=Post.LEADER)
    return rows.select_related("person", "shift").order_by("start")[0]


def leave_form(seat: Assignment) -> dict[str, Any]:
    moments = {"start": seat.start, "end": seat.end}
    shown = {name: timezone.localtime(at).strftime("%Y-%m-%dT%H:%M") for name, at in moments.items()}
    return {"kind": AbsenceKind.ANNUAL_LEAVE, "note": "", **shown}


def person_form(person: Person, **changes: Any) -> dict[str, Any]:
    names = ("name", "rank", "position", "travel_minutes", "eligible_posts", "valid_from")
    return {name: getattr(person, name) for name in names} | {"mobile": "", "office_phone": ""} | changes


def other_on(seat: Assignment) -> Person:
    rows = Assignment.objects.active().filter(shift__unit=seat.shift.unit, shift__day=seat.shift.day)
    other = rows.exclude(pk=seat.pk).select_related("person")[0].person
    assert other is not None
    return other


def day_form(seat: Assignment) -> dict[str, Any]:
    day = str(seat.shift.day)
    return {"first_day": day, "last_day": day, "kind": DayKind.MAKEUP_WORKDAY, "name": "", "reason": ""}


PAGES: dict[str, Callable[[Cast, Assignment], tuple[User, str, dict[str, Any]]]] = {
    "leave": lambda cast, seat: (cast.leader, f"/people/{seat.person_id}/absences/", leave_form(seat)),
    "posts": lambda cast, seat: (
        cast.leader,
        f"/people/{seat.person_id}/edit/",
        person_form(held(seat), eligible_posts=[]),
    ),
    "phone": lambda cast, seat: (
        cast.office,
        f"/people/{seat.person_id}/edit/",
        person_form(held(seat), mobile="无"),
    ),
    "left": lambda cast, seat: (
        cast.office,
        f"/people/{seat.person_id}/edit/",
        person_form(held(seat), valid_to=str(seat.shift.day)),
    ),
    "day": lambda cast, seat: (cast.office, f"/calendar/{seat.shift.day.year}/edit/", day_form(seat)),
    "moved": lambda cast, seat: (
        cast.office,
        f"/people/{seat.person_id}/transfer/",
        {"unit": cast.routine.code, "day": str(seat.shift.day), "position": "", "reason": ""},
    ),
    "pair": lambda cast, seat: (
        cast.leader,
        f"/units/{cast.emergency.code}/pairs/",
        {"first": seat.person_id, "second": other_on(seat).pk, "kind": "together", "note": ""},
    ),
}


def held(seat: Assignment) -> Person:
    assert seat.person is not None
    return seat.person


def facts() -> list[Any]:
    """Everything that the pages change."""
    rows = (Person, Unit, CalendarDay, Absence, PairRule)
    return [list(model.objects.order_by("pk").values()) for model in rows]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_back_and_saves_when_told_so(cast: Cast, seat: Assignment, name: str) -> None:
    user, path, sent = PAGES[name](cast, seat)
    client, before = signed_in(user), facts()

    asked = client.post(path, sent)

    assert asked.status_code == 200, asked.content.decode()
    page = asked.content.decode()
    assert held(seat).name in page
    assert "仍要保存" in page
    assert facts() == before
    hidden = [(name, unescape(value)) for name, value in HIDDEN.findall(page)]
    again: dict[str, list[str]] = {}
    for field, value in hidden:
        again.setdefault(field, []).append(value)

    saved = client.post(path, again)

    assert saved.status_code == 302, saved.content.decode()
    assert facts() != before
    assert conflicts_by_roster([seat.shift.roster_id], timezone.now())


def test_approving_asks_back_too_until_exactly_that_is_agreed_to(cast: Cast, seat: Assignment) -> None:
    asker = make_user(Role.DUTY_PERSON, cast.county, unit=cast.emergency, person=held(seat))
    absence = record_absence(
        person=held(seat), kind=AbsenceKind.OTHER, start=seat.start, end=seat.end, by=asker, note=""
    )
    client, path = signed_in(cast.leader), f"/leave/{absence.pk}/approve/"

    asked = client.post(path, {"agreed": "to something else"}).content.decode()
    absence.refresh_from_db()
    assert absence.is_waiting
    assert "仍要保存" in asked

    assert client.post(path, dict(HIDDEN.findall(asked))).status_code == 302
    absence.refresh_from_db()
    assert not absence.is_waiting


def test_an_import_is_looked_at_first_and_names_whom_it_touches(cast: Cast, seat: Assignment) -> None:
    client, day = signed_in(cast.leader), str(seat.shift.day)
    person = held(seat)
    book = Workbook()
    sheet = book.create_sheet("请假")
    sheet.append(["单位代码", "姓名", "手机", "类型", "开始日期", "结束日期", "备注"])
    sheet.append([cast.emergency.code, person.name, person.mobile, "年休假", day, day, ""])
    kept = BytesIO()
    book.save(kept)

    path, _page = looked_at(client, "leave", kept.getvalue())
    page = taken(client, path).content.decode()
    assert person.name in page
    assert not Absence.objects.exists()

    assert taken(client, path, agreed=dict(HIDDEN.findall(page))["agreed"]).status_code == 302
    assert Absence.objects.get().person == person


def test_the_api_says_whom_a_write_touches_before_and_after(cast: Cast, seat: Assignment) -> None:
    api = Api(key=make_token(cast.office))
    day = {"kind": "makeup_workday", "name": ""}
    leave = {
        "person": str(seat.person_id),
        "kind": "other",
        "start": seat.start.isoformat(),
        "end": seat.end.isoformat(),
    }
    for call, path, body in (
        (api.post, "absences/", leave),
        (api.patch, f"calendar-days/{seat.shift.day}/", day),
    ):
        before = facts()
        tried = call(path, body | {"dry_run": True})
        assert (tried.status, tried["dry_run"], facts() == before) == (200, True, True)
        assert str(seat.pk) in [one["assignment"] for one in tried["affected"]]

        done = call(path, body | {"dry_run": False})
        assert done.status in (200, 201)
        assert done["affected"] == tried["affected"]
        assert facts() != before

    roster = api.get(f"rosters/{seat.shift.roster_id}/")
    (found,) = [one for one in roster["conflicts"] if one["assignment"] == str(seat.pk)]
    assert found["codes"] == ["absent", "day_changed"]
    coverage = api.get(f"duty-periods/{seat.shift.period_id}/coverage/")
    assert str(seat.pk) in [gap["assignment"] for gap in coverage["gaps"]]


def test_what_touches_nobody_is_saved_at_once(cast: Cast, seat: Assignment) -> None:
    idle = make_person(cast.emergency, rank=Rank.STAFF, posts=[])
    saved = signed_in(cast.office).post(f"/people/{idle.pk}/edit/", person_form(idle, mobile="无"))
    assert saved.status_code == 302


def test_a_leader_confirms_knowing_what_is_the_matter(cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=2)
    open_period = generated(cast, first, first + timedelta(days=1), kind=PeriodKind.SPECIAL)
    seat = open_period.shifts.filter(unit=cast.emergency)[0].assignments.get()
    roster, client = seat.shift.roster, signed_in(cast.leader)
    path = f"/rosters/{roster.pk}/confirm/"
    stale = dict(HIDDEN.findall(client.get(path).content.decode()))
    record_absence(
        person=held(seat), kind=AbsenceKind.SICK_LEAVE, start=seat.start, end=seat.end, by=cast.office, note=""
    )

    refused = client.post(path, stale)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert held(seat).name in page
    assert "病假" in page
    assert "带 1 处冲突确认报送" in page
    roster.refresh_from_db()
    assert roster.state == "draft"

    assert client.post(path, dict(HIDDEN.findall(page))).status_code == 302
    roster.refresh_from_db()
    assert roster.state == "submitted"

    office = signed_in(cast.office)
    dialog = office.get(f"/rosters/{roster.pk}/review/").content.decode()
    assert "带 1 处冲突采纳" in dialog
    assert "病假" in dialog
    assert office.post(f"/rosters/{roster.pk}/accept/", {"version": roster.version}).status_code == 409
    assert office.post(f"/rosters/{roster.pk}/accept/", dict(HIDDEN.findall(dialog))).status_code == 302
    publish = office.get(f"/rosters/periods/{open_period.pk}/publish/").content.decode()
    assert "病假" in publish
    assert re.search(r"带 \d+ 项缺口发布", publish)


def test_the_rest_is_accepted_knowing_what_is_the_matter(cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=2)
    open_period = generated(cast, first, first + timedelta(days=1), kind=PeriodKind.SPECIAL)
    path, office = f"/rosters/periods/{open_period.pk}/accept-rest/", signed_in(cast.office)
    assert "处冲突" not in office.get(path).content.decode()
    seat = open_period.shifts.filter(unit=cast.emergency)[0].assignments.get()
    record_absence(
        person=held(seat), kind=AbsenceKind.SICK_LEAVE, start=seat.start, end=seat.end, by=cast.office, note=""
    )
    dialog = office.get(path).content.decode()
    assert "带 1 处冲突代报并采纳" in dialog
    refused = office.post(path)
    assert refused.status_code == 409
    assert held(seat).name in refused.content.decode()
    assert "病假" in refused.content.decode()
    assert not open_period.rosters.filter(state="accepted").exists()
    done = office.post(path, dict(HIDDEN.findall(refused.content.decode()))).content.decode()
    assert f"已采纳 {open_period.rosters.count()} 个单位" in done


def test_marks_stand_where_the_leader_works(cast: Cast, seat: Assignment) -> None:
    record_absence(
        person=held(seat), kind=AbsenceKind.SICK_LEAVE, start=seat.start, end=seat.end, by=cast.office, note=""
    )
    client = signed_in(cast.leader)
    for path in ("/my/", f"/units/{cast.emergency.code}/", f"/rosters/{seat.shift.roster_id}/confirm/"):
        page = client.get(path).content.decode()
        assert held(seat).name in page, path
        assert "病假" in page, path
    assert "冲突" in client.get("/rosters/").content.decode()

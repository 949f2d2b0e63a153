"""The matrix as a spreadsheet, by the requests its keys send: names typed and pasted, exchanges, locks, undoing."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rostering.enums import Post
from rostering.models import Assignment, DutyPeriod, RosterStep
from rostering.seats.services.assignments import replace_person
from tests.clients import FRAGMENT
from tests.factories import Cast, generated, make_person, published, seat_of
from units.models import AuditEvent, Person

OFFICER, STAFF = Post.DUTY_OFFICER, Post.DEDICATED_STAFF


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


@pytest.fixture
def seats(cast: Cast, period: DutyPeriod) -> list[Assignment]:
    """The routine unit's seat on each of the three days."""
    return [seat_of(period, cast.routine, OFFICER, day=day) for day in period.days]


@pytest.fixture
def people(cast: Cast) -> list[Person]:
    names = ("单小红", "曾国强", "欧阳明")
    return [make_person(cast.routine, posts=[OFFICER], name=name) for name in names]


def send(client: Client, period: DutyPeriod, cells: Any, act: str = "seats", **more: str) -> Any:
    """`cells`: (seat, who) each."""
    rows = [(str(seat.pk), str(seat.version), who, seat.person.name if seat.person else "") for seat, who in cells]
    names = ("seat", "version", "who", "seen")
    data = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    return client.post(f"/rosters/periods/{period.pk}/{act}/", {**data, **more}, headers=FRAGMENT)


def holders(seats: list[Assignment]) -> list[str]:
    found = Assignment.objects.in_bulk([seat.pk for seat in seats])
    return [person.name if (person := found[seat.pk].person) else "" for seat in seats]


@pytest.mark.parametrize("typed", ["单", "sxh", "SX", "shanxiaohong", "shanxh", "小红"])
def test_the_list_on_a_cell_finds_by_name_initials_and_pinyin(
    office: Client, seats: list[Assignment], people: list[Person], typed: str
) -> None:
    page = office.get(f"/rosters/seats/{seats[0].pk}/picker/", {"q": typed}).content.decode()
    assert re.findall(r'data-person[^>]*><span class="candidate__name">([^<]+)', page) == ["单小红"]


@pytest.mark.parametrize("typed", ["danxiaohong", "xiaohong", "xh"])
def test_a_surname_is_read_as_one_and_comes_first(
    office: Client, seats: list[Assignment], people: list[Person], typed: str
) -> None:
    page = office.get(f"/rosters/seats/{seats[0].pk}/picker/", {"q": typed}).content.decode()
    assert "单小红" not in page


def test_the_list_says_why_others_cannot(office: Client, cast: Cast, seats: list[Assignment]) -> None:
    make_person(cast.routine, posts=[], name="不合适")
    page = office.get(f"/rosters/seats/{seats[0].pk}/picker/", {"q": "不合"}).content.decode()
    assert "data-person" not in page
    assert "未列入该岗位人选" in page


def test_a_pasted_column_is_one_step_and_one_event(
    office: Client, period: DutyPeriod, seats: list[Assignment], people: list[Person]
) -> None:
    before, events = holders(seats), AuditEvent.objects.count()
    names = ["单小红", f" 曾 国强 {people[1].mobile}", "欧阳明"]
    answer = send(office, period, zip(seats, names, strict=True))
    assert answer.status_code == 200, answer.content.decode()
    page = answer.content.decode()
    assert [page.count(f'id="shift-{seat.shift_id}" hx-swap-oob="true"') for seat in seats] == [1, 1, 1]
    assert page.count('id="figures"') == 1
    assert holders(seats) == ["单小红", "曾国强", "欧阳明"]
    assert RosterStep.objects.filter(period=period, job=None).count() == 1
    event = AuditEvent.objects.get(action="period.seats_changed")
    assert AuditEvent.objects.count() == events + 1
    assert event.after["seats"] == 3
    assert "单小红" in event.after["changes"][0]
    undone = office.post(f"/rosters/periods/{period.pk}/undo/", headers=FRAGMENT)
    assert undone.content.decode().count("hx-swap-oob") >= 3
    assert holders(seats) == before


def test_a_doubtful_name_is_asked_once_and_nothing_is_written_before(
    office: Client, period: DutyPeriod, seats: list[Assignment], people: list[Person]
) -> None:
    before = holders(seats)
    cells = list(zip(seats, ["单小红", "曾国祥", "查无此人"], strict=True))
    answer = send(office, period, cells)
    page = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#dialog")
    assert "没有“曾国祥”，是否为相近的人" in page
    assert "没有“查无此人”这个人" in page
    assert re.search(rf'<option value="{people[1].pk}" selected', page)
    assert holders(seats) == before
    choices = {f"choice-{seats[1].pk}": str(people[1].pk), f"choice-{seats[2].pk}": ""}
    assert send(office, period, cells, **choices).status_code == 200
    assert holders(seats) == ["单小红", "曾国强", before[2]]


def test_namesakes_are_asked_about(
    office: Client, cast: Cast, period: DutyPeriod, seats: list[Assignment], people: list[Person]
) -> None:
    make_person(cast.routine, posts=[OFFICER], name="单小红")
    assert "有同名，请选定" in send(office, period, [(seats[0], "单小红")]).content.decode()


def test_a_leader_hears_nothing_of_other_units_people(leader: Client, cast: Cast, period: DutyPeriod) -> None:
    make_person(cast.routine, posts=[OFFICER], name="别家人")
    seat = seat_of(period, cast.emergency, STAFF)
    page = send(leader, period, [(seat, "别家人")]).content.decode()
    assert "没有“别家人”这个人" in page


def test_who_is_refused_is_listed_and_the_others_may_be_written(
    office: Client, cast: Cast, period: DutyPeriod, seats: list[Assignment], people: list[Person]
) -> None:
    make_person(cast.routine, posts=[], name="不合适")
    before = holders(seats)
    cells = [(seats[0], "单小红"), (seats[1], "不合适")]
    answer = send(office, period, cells)
    assert answer.status_code == 409
    assert "不合适：未列入该岗位人选" in answer.content.decode()
    assert holders(seats) == before
    assert "未改的：不合适" in send(office, period, cells, partly="1").content.decode()
    assert holders(seats) == ["单小红", before[1], before[2]]


def test_one_refused_cell_says_so_at_the_cell(
    office: Client, cast: Cast, period: DutyPeriod, seats: list[Assignment]
) -> None:
    stranger = make_person(cast.routine, posts=[], name="不合适")
    answer = send(office, period, [(seats[0], str(stranger.pk))])
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert "未列入该岗位人选" in answer.content.decode()


def test_a_change_by_somebody_else_shows_both_and_writes_nothing(
    office: Client, cast: Cast, period: DutyPeriod, seats: list[Assignment], people: list[Person]
) -> None:
    seen = holders(seats)
    fresh = Assignment.objects.get(pk=seats[1].pk)
    replace_person(assignment=fresh, person_id=people[2].pk, by=cast.office, expected_version=fresh.version)
    cells = [(seats[0], "单小红"), (seats[1], "曾国强")]
    page = send(office, period, cells).content.decode()
    assert f"您打开时是{seen[1]}，刚被他人修改" in page
    assert "欧阳明" in page
    assert "<strong>曾国强</strong>" in page
    assert holders(seats) == [seen[0], "欧阳明", seen[2]]
    assert f'name="version" value="{fresh.version + 1}"' in page


def test_delete_empties_a_range(office: Client, period: DutyPeriod, seats: list[Assignment]) -> None:
    page = send(office, period, [(seat, "") for seat in seats]).content.decode()
    assert holders(seats) == ["", "", ""]
    assert page.count("seat--vacant") == 3


def test_the_same_form_twice_is_written_once(
    office: Client, period: DutyPeriod, seats: list[Assignment], people: list[Person]
) -> None:
    token = str(uuid4())
    first, second = (send(office, period, [(seats[0], "单小红")], form_token=token) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert RosterStep.objects.filter(period=period, job=None).count() == 1


def test_two_seats_are_exchanged_in_one_step(office: Client, period: DutyPeriod, seats: list[Assignment]) -> None:
    one, other, _third = holders(seats)
    answer = send(office, period, [(seats[0], ""), (seats[1], "")], "exchange")
    assert answer.status_code == 200, answer.content.decode()
    assert holders(seats)[:2] == [other, one]
    assert RosterStep.objects.filter(period=period, job=None).count() == 1


def test_an_exchange_that_a_rule_forbids_changes_nothing(
    office: Client, cast: Cast, period: DutyPeriod, seats: list[Assignment]
) -> None:
    elsewhere = seat_of(period, cast.emergency, STAFF)
    before = holders([seats[0], elsewhere])
    answer = send(office, period, [(seats[0], ""), (elsewhere, "")], "exchange")
    assert answer.status_code == 409
    assert "不是本单位人员" in answer.content.decode()
    assert holders([seats[0], elsewhere]) == before


def test_the_same_person_is_filled_to_the_right_where_rules_allow(
    office: Client, period: DutyPeriod, seats: list[Assignment]
) -> None:
    """Whoever is on duty on the first day has to rest on the next, and may come again when the rule lets them."""
    before = holders(seats)
    who = f"={seats[0].pk}"
    page = send(office, period, [(seats[1], who), (seats[2], who)], partly="1").content.decode()
    after = holders(seats)
    assert after[0] == before[0]
    assert (after[1] == before[0]) == (f"未改的：{before[0]}" not in page)
    assert before[0] in (after[1], after[2]) or "未改的" in page


def test_a_range_is_locked_and_freed(office: Client, period: DutyPeriod, seats: list[Assignment]) -> None:
    cells = [(seat, "") for seat in seats]
    page = send(office, period, cells, "lock", locked="1").content.decode()
    assert page.count("seat__lock") == 3
    assert all(Assignment.objects.filter(pk__in=[s.pk for s in seats]).values_list("is_pinned", flat=True))
    for seat in seats:
        seat.refresh_from_db()
    assert "已解除 3 个席位的锁定" in send(office, period, cells, "lock", locked="0").content.decode()
    assert AuditEvent.objects.filter(action__startswith="period.seats_").count() == 2


def test_a_published_roster_asks_for_the_reason_once(office: Client, cast: Cast) -> None:
    period = published(cast)
    for name in ("单小红", "曾国强"):
        make_person(cast.routine, posts=[OFFICER], name=name)
    seats = [seat_of(period, cast.routine, OFFICER, day=day) for day in period.days[:2]]
    cells = list(zip(seats, ["单小红", "曾国强"], strict=True))
    assert 'name="reason"' in send(office, period, cells).content.decode()
    answer = send(office, period, cells, reason="原定人员住院")
    assert answer.status_code == 200, answer.content.decode()
    assert holders(seats) == ["单小红", "曾国强"]
    assert period.revisions.count() == 2


def test_a_column_costs_few_queries(
    office: Client, period: DutyPeriod, seats: list[Assignment], people: list[Person]
) -> None:
    """Nine for each seat, and what the matrix costs, once."""
    with CaptureQueriesContext(connection) as asked:
        send(office, period, zip(seats, ["单小红", "曾国强", "欧阳明"], strict=True))
    assert len(asked) < 100

"""Replacing a person in a cell: candidates, one winner, both versions for the other."""

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from rostering.enums import Post
from rostering.models import Assignment, DutyPeriod
from tests.clients import FRAGMENT, Browse
from tests.factories import Cast, at, generated, make_person, published, seat_of
from units.enums import Rank
from units.models import Person


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


@pytest.fixture
def seat(cast: Cast, period: DutyPeriod) -> Assignment:
    return seat_of(period, cast.emergency, Post.DEDICATED_STAFF)


@pytest.fixture
def free(cast: Cast) -> Person:
    return make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], name="单小红", initials="sxh")


def url(seat: Assignment, action: str = "") -> str:
    return f"/rosters/seats/{seat.pk}/{action}"


def choose(client: Client, seat: Assignment, person: Person | None, **more: str) -> Any:
    data = {"person": str(person.pk) if person else "", "version": str(seat.version), "seen": str(seat.person_id)}
    return client.post(url(seat, "replace/"), data | more, headers=FRAGMENT)


def test_candidates_are_allowed_first_with_load_then_refused_with_reasons(
    leader: Client, seat: Assignment, free: Person
) -> None:
    page = leader.get(url(seat), headers=FRAGMENT).content.decode()
    assert f'value="{free.pk}"' in page
    assert "负担" in page
    assert page.index("单小红") < page.index("不可选")
    assert "同一时段已有值班" in page[page.index("不可选") :]
    assert "<html" not in page


def test_far_away_is_a_warning(leader: Client, cast: Cast, period: DutyPeriod) -> None:
    make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=[Post.LEADER], name="远道人", travel_minutes=90)
    page = leader.get(url(seat_of(period, cast.emergency, Post.LEADER)), headers=FRAGMENT).content.decode()
    assert "住处较远" in page


@pytest.mark.parametrize("wanted", ["小红", "sxh", "SX"])
def test_search_by_name_or_initials(leader: Client, seat: Assignment, free: Person, wanted: str) -> None:
    page = leader.get(url(seat), {"part": "list", "q": wanted}, headers=FRAGMENT).content.decode()
    assert re.findall(r'class="candidate__name">([^<]+)', page) == ["单小红"]


def test_a_search_without_a_hit_says_so(leader: Client, seat: Assignment) -> None:
    page = leader.get(url(seat), {"part": "list", "q": "<b>"}, headers=FRAGMENT).content.decode()
    assert "没有叫“&lt;b&gt;”的可选人员" in page


def test_only_the_cell_and_the_figures_come_back(office: Client, seat: Assignment, free: Person) -> None:
    answer = choose(office, seat, free)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'id="shift-{seat.shift_id}" hx-swap-oob="true"' in page
    assert 'id="figures" hx-swap-oob="true"' in page
    assert "单小红" in page
    assert "<table" not in page
    assert "closeDialog" in answer["HX-Trigger-After-Settle"]
    seat.refresh_from_db()
    assert seat.person == free


def test_a_plain_form_goes_back_to_the_matrix(leader: Client, seat: Assignment, free: Person) -> None:
    data = {"person": str(free.pk), "version": str(seat.version)}
    answer = leader.post(url(seat, "replace/"), data)
    assert (answer.status_code, answer["Location"]) == (302, f"/rosters/periods/{seat.shift.period_id}/")


def test_the_dialog_is_a_page_without_htmx(leader: Client, seat: Assignment) -> None:
    page = leader.get(url(seat)).content.decode()
    assert "<html" in page
    assert "hx-post" not in page


def test_leaving_a_seat_empty_is_a_vacancy(office: Client, seat: Assignment) -> None:
    page = choose(office, seat, None).content.decode()
    assert "seat--vacant" in page
    assert "发布（还有 1 项待处理）" in page


def test_on_the_unit_page_its_own_parts_come_back(leader: Client, seat: Assignment) -> None:
    page = choose(leader, seat, None, page="confirm").content.decode()
    assert 'id="days"' in page
    assert "补齐 1 个空岗后可确认" in page
    assert 'id="figures"' not in page


def test_a_conflict_shows_both_versions(
    leader: Client, office: Client, cast: Cast, seat: Assignment, free: Person
) -> None:
    seen, other = seat.person, make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], name="先到人")
    assert seen is not None
    assert choose(office, seat, other).status_code == 200
    answer = choose(leader, seat, free)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "该席位刚被他人修改" in page
    assert [re.search(f"<dd>{name}</dd>", page) is not None for name in (seen.name, "先到人", "单小红")] == [True] * 3
    assert f'name="version" value="{seat.version + 1}"' in page
    assert f'id="shift-{seat.shift_id}" hx-swap-oob="true"' in page, "the cell behind the dialog is put right too"
    seat.refresh_from_db()
    assert seat.person == other


def test_a_refused_person_is_said_with_every_reason(leader: Client, cast: Cast, seat: Assignment) -> None:
    stranger = make_person(cast.emergency, posts=[], name="不合适")
    answer = choose(leader, seat, stranger)
    assert answer.status_code == 409
    assert "不合适不能安排在此岗位：未列入该岗位人选" in answer.content.decode()


def test_choosing_the_same_person_again_is_said(leader: Client, seat: Assignment) -> None:
    answer = choose(leader, seat, seat.person)
    assert answer.status_code == 409
    assert "该席位已是此人" in answer.content.decode()


@pytest.mark.parametrize("person", ["nobody", "0"])
def test_an_unreadable_person_is_bad_input(leader: Client, seat: Assignment, person: str) -> None:
    answer = leader.post(url(seat, "replace/"), {"person": person, "version": "1"}, headers=FRAGMENT)
    assert answer.status_code == 400
    assert "没有这个人员" in answer.content.decode()


def test_a_request_without_version_is_a_conflict(leader: Client, seat: Assignment, free: Person) -> None:
    answer = leader.post(url(seat, "replace/"), {"person": str(free.pk), "seen": "x"}, headers=FRAGMENT)
    assert answer.status_code == 409


def test_another_units_person_is_not_taken(leader: Client, cast: Cast, seat: Assignment) -> None:
    answer = choose(leader, seat, cast.people[cast.routine.code][0])
    assert answer.status_code == 400
    seat.refresh_from_db()
    assert seat.person is not None
    assert seat.person.unit == cast.emergency


def test_a_published_roster_asks_for_a_reason(office: Client, cast: Cast) -> None:
    seat = seat_of(published(cast), cast.emergency, Post.DEDICATED_STAFF)
    free = make_person(cast.emergency, posts=[Post.DEDICATED_STAFF])
    answer = choose(office, seat, free)
    assert answer.status_code == 400
    assert "调班须填写事由" in answer.content.decode()
    assert "第 2 版" in choose(office, seat, free, reason="原定人员住院").content.decode()
    assert seat.shift.period.revisions.count() == 2


def test_a_filed_roster_is_closed_to_its_unit(leader: Client, cast: Cast, seat: Assignment, free: Person) -> None:
    roster = seat.shift.roster
    leader.post(f"/rosters/{roster.pk}/confirm/", {"version": str(roster.version)})
    answer = choose(leader, seat, free)
    assert answer.status_code == 409
    assert "需两办退回后方可修改" in answer.content.decode()


def test_another_units_seat_does_not_exist(leader: Client, cast: Cast, period: DutyPeriod) -> None:
    other = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    assert leader.get(url(other)).status_code == 404
    assert choose(leader, other, None).status_code == 404


def test_a_duty_person_replaces_nobody(duty: Client, auditor: Client, seat: Assignment) -> None:
    for client in (duty, auditor):
        assert client.get(url(seat)).status_code == 403
        assert choose(client, seat, None).status_code == 403


def test_methods(leader: Client, seat: Assignment) -> None:
    assert leader.post(url(seat)).status_code == 405
    assert leader.get(url(seat, "replace/")).status_code == 405


def test_an_unknown_seat(leader: Client, browse: Browse) -> None:
    assert leader.get(f"/rosters/seats/{uuid4()}/").status_code == 404


def test_a_seat_handed_over_under_way_shows_both(office: Client, cast: Cast) -> None:
    seat = seat_of(published(cast), cast.emergency, Post.DEDICATED_STAFF)
    before = seat.person
    assert before is not None
    new = make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], name="接班人")
    with time_machine.travel(at("2026-06-19 21:00"), tick=False):
        page = choose(office, seat, new, reason="突发疾病").content.decode()
    names = re.findall(r'class="seat__name">([^<]+)', page)
    assert names == [before.name, "接班人"]

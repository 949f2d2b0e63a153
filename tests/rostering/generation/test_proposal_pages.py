"""方案比选 and 撤销 as the office and a unit's leader see them."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from rostering.enums import Emphasis, Post
from rostering.models import Assignment, DutyPeriod, Job
from tests.clients import FRAGMENT
from tests.factories import Cast, at, generated, make_person, roster_of, seat_of
from tests.rostering.generation.test_proposals import burden, work


@pytest.fixture(autouse=True)
def before_the_holiday() -> Iterator[None]:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


@pytest.fixture
def seat(cast: Cast, period: DutyPeriod) -> Assignment:
    """Held by somebody who should not have it, by the ledger."""
    found = seat_of(period, cast.emergency, Post.DEDICATED_STAFF)
    burden(found)
    return found


def url(period: DutyPeriod, more: str = "") -> str:
    return f"/rosters/periods/{period.pk}/{more}"


def make(office: Client, period: DutyPeriod, *emphases: Emphasis) -> None:
    answer = office.post(url(period, "proposals/"), {"emphases": list(emphases)})
    assert answer["Location"] == url(period, "proposals/")


def text(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


def test_the_office_asks_watches_and_compares(office: Client, period: DutyPeriod, seat: Assignment) -> None:
    assert "还没有方案" in text(office, url(period, "proposals/"))
    make(office, period, Emphasis.FAIRNESS, Emphasis.STEADY)
    waiting = text(office, url(period, "proposals/"), **FRAGMENT)
    assert 'hx-trigger="every 1s"' in waiting
    assert "<html" not in waiting
    work()
    ready = text(office, url(period, "proposals/"), **FRAGMENT)
    assert "hx-trigger" not in ready
    for words in ("方案 1", "均衡优先", "方案 2", "少变动优先", "现有安排", "负担分公平", "最好"):
        assert words in ready


def test_a_proposal_says_what_it_would_change_and_is_taken(
    office: Client, period: DutyPeriod, seat: Assignment
) -> None:
    make(office, period, Emphasis.FAIRNESS)
    work()
    proposal = Job.objects.proposals().get()
    assert seat.person is not None
    page = text(office, f"/rosters/proposals/{proposal.pk}/")
    assert "改动 1 个席位" in page
    assert seat.person.name in page
    answer = office.post(f"/rosters/proposals/{proposal.pk}/adopt/")
    assert answer["Location"].startswith("/rosters/jobs/")
    work()
    assert "排班方案完成" in text(office, answer["Location"])
    assert "与现有安排相同" in text(office, f"/rosters/proposals/{proposal.pk}/")


def test_nothing_chosen_is_said_beside_what_is_there(office: Client, period: DutyPeriod) -> None:
    answer = office.post(url(period, "proposals/"), {})
    assert answer.status_code == 409
    assert "请选择侧重" in answer.content.decode()
    assert "没有这种侧重" in office.post(url(period, "proposals/"), {"emphases": "cheap"}).content.decode()


def test_one_is_deleted(office: Client, period: DutyPeriod) -> None:
    make(office, period, Emphasis.WISHES)
    office.post(f"/rosters/proposals/{Job.objects.proposals().get().pk}/discard/")
    page = text(office, url(period, "proposals/"))
    assert "方案已删除" in page
    assert "还没有方案" in page


def test_the_button_says_what_it_would_undo_and_undoes_it(office: Client, cast: Cast, period: DutyPeriod) -> None:
    free = make_person(cast.emergency, posts=[Post.DEDICATED_STAFF])
    seat = seat_of(period, cast.emergency, Post.DEDICATED_STAFF)
    changed = office.post(
        f"/rosters/seats/{seat.pk}/replace/", {"person": free.pk, "version": seat.version}, headers=FRAGMENT
    ).content.decode()
    assert 'id="undo" hx-swap-oob="true"' in changed
    assert "撤销换人" in text(office, url(period))
    answer = office.post(url(period, "undo/"), follow=True)
    assert "已撤销，1 个席位恢复原样" in answer.content.decode()
    assert "撤销排班" in answer.content.decode()
    person = seat.person_id
    seat.refresh_from_db()
    assert seat.person_id == person


def test_a_leader_undoes_on_the_units_page(leader: Client, cast: Cast, period: DutyPeriod) -> None:
    roster = roster_of(period, cast.emergency)
    assert "撤销" not in text(leader, f"/rosters/{roster.pk}/confirm/")
    free = make_person(cast.emergency, posts=[Post.DEDICATED_STAFF])
    seat = seat_of(period, cast.emergency, Post.DEDICATED_STAFF)
    leader.post(f"/rosters/seats/{seat.pk}/replace/", {"person": free.pk, "version": seat.version, "page": "confirm"})
    assert "撤销换人" in text(leader, f"/rosters/{roster.pk}/confirm/")
    answer = leader.post(url(period, "undo/"), {"roster": roster.pk})
    assert answer["Location"] == f"/rosters/{roster.pk}/confirm/"
    refused = leader.post(url(period, "undo/"), {"roster": roster.pk}, follow=True)
    assert "没有可以撤销的步骤" in refused.content.decode()


def test_a_locked_seat_shows_it_in_the_matrix(office: Client, cast: Cast, period: DutyPeriod) -> None:
    seat = seat_of(period, cast.emergency, Post.DEDICATED_STAFF)
    assert "锁定此席位" in text(office, f"/rosters/seats/{seat.pk}/", **FRAGMENT)
    answer = office.post(
        f"/rosters/seats/{seat.pk}/lock/", {"locked": "1", "version": seat.version}, headers=FRAGMENT
    ).content.decode()
    assert f'id="shift-{seat.shift_id}" hx-swap-oob="true"' in answer
    assert "seat__lock" in answer
    assert "解除锁定" in text(office, f"/rosters/seats/{seat.pk}/", **FRAGMENT)
    stale = office.post(f"/rosters/seats/{seat.pk}/lock/", {"locked": "0", "version": seat.version}, headers=FRAGMENT)
    assert stale.status_code == 409
    seat.refresh_from_db()
    assert seat.is_pinned

"""An empty seat says why it is empty and what would fill it: in the dialog and in the API."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from rostering.enums import AbsenceKind, Post
from rostering.fairness.services.absences import record_absence
from rostering.models import Absence, Assignment, DutyPeriod
from tests.api_client import Api
from tests.clients import FRAGMENT
from tests.factories import Cast, at, generated, make_token, seat_of
from units.enums import Rank


@pytest.fixture(autouse=True)
def before_the_holiday() -> Iterator[None]:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def leave(cast: Cast) -> list[Absence]:
    """Everybody of the emergency unit who may lead is away for the holiday."""
    chiefs = [person for person in cast.people["yjj"] if person.rank >= Rank.SECTION_CHIEF]
    return [
        record_absence(
            person=person,
            kind=AbsenceKind.ANNUAL_LEAVE,
            start=at("2026-06-18 12:00"),
            end=at("2026-06-23 12:00"),
            by=cast.office,
        )
        for person in chiefs
    ]


@pytest.fixture
def seat(cast: Cast, leave: list[Absence]) -> Assignment:
    return seat_of(generated(cast), cast.emergency, Post.LEADER)


def why(client: Client, seat: Assignment) -> str:
    return client.get(f"/rosters/seats/{seat.pk}/why/", headers=FRAGMENT).content.decode()


def test_the_dialog_asks_at_once_and_names_cause_and_ways(
    leader: Client, seat: Assignment, leave: list[Absence]
) -> None:
    dialog = leader.get(f"/rosters/seats/{seat.pk}/", headers=FRAGMENT).content.decode()
    assert f'hx-get="/rosters/seats/{seat.pk}/why/"' in dialog
    said = why(leader, seat)
    assert "请假或外出" in said
    for absence in leave:
        assert f"请{absence.person.name}调整公休（年休假） 2026年6月18日下午至6月23日上午" in said


def test_it_is_a_page_without_scripts(leader: Client, seat: Assignment) -> None:
    page = leader.get(f"/rosters/seats/{seat.pk}/why/").content.decode()
    assert "<html" in page
    assert "为什么空着" in page


def test_a_seat_that_could_be_filled_says_so(office: Client, cast: Cast, leader: Client) -> None:
    period: DutyPeriod = generated(cast)
    seat = seat_of(period, cast.emergency, Post.LEADER)
    leader.post(f"/rosters/seats/{seat.pk}/replace/", {"person": "", "version": seat.version}, headers=FRAGMENT)
    assert "按现行规则可以填上" in why(leader, seat)


def test_a_seat_that_is_held_by_now_says_so(leader: Client, cast: Cast) -> None:
    assert "该席位已有人" in why(leader, seat_of(generated(cast), cast.emergency, Post.LEADER))


def test_the_api_names_the_leave(cast: Cast, seat: Assignment, leave: list[Absence]) -> None:
    api = Api(key=make_token(cast.leader))
    answer = api.get(f"assignments/{seat.pk}/vacancy/")
    assert answer.status == 200
    assert [cause["code"] for cause in answer["causes"]] == ["absent", "rank_too_low"]
    assert {way[0]["absence"] for way in answer["ways"]} == {str(absence.pk) for absence in leave}
    assert {len(way) for way in answer["ways"]} == {1}
    assert answer["can_be_filled"] is False


def test_taking_one_of_the_ways_fills_the_seat(cast: Cast, seat: Assignment, leave: list[Absence]) -> None:
    api = Api(key=make_token(cast.office))
    way = api.get(f"assignments/{seat.pk}/vacancy/")["ways"][0]
    assert api.delete(f"absences/{way[0]['absence']}/").status == 204
    assert api.get(f"assignments/{seat.pk}/vacancy/").body == {
        "vacant": True,
        "causes": [],
        "ways": [],
        "can_be_filled": True,
    }
    assert api.patch(f"assignments/{seat.pk}/", {"person": way[0]["person"]}).status == 200


def test_a_held_seat_has_no_vacancy(cast: Cast) -> None:
    seat = seat_of(generated(cast), cast.emergency, Post.LEADER)
    answer = Api(key=make_token(cast.leader)).get(f"assignments/{seat.pk}/vacancy/")
    assert answer.body == {"vacant": False, "causes": [], "ways": [], "can_be_filled": False}

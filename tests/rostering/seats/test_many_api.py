"""Many seats in one request, as a sheet changes them: looked at first, one step, one event, taken back whole."""

from typing import Any

import pytest

from rostering.enums import Post
from rostering.models import Assignment, DutyPeriod, RosterStep
from tests.api_client import Api
from tests.factories import Cast, make_person, seat_of
from units.models import AuditEvent, Person


@pytest.fixture
def seats(cast: Cast, open_period: DutyPeriod) -> list[Assignment]:
    return [seat_of(open_period, cast.emergency, Post.DEDICATED_STAFF, day=day) for day in open_period.days]


@pytest.fixture
def free(cast: Cast) -> list[Person]:
    return [make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], name=name) for name in ("单小红", "曾国强")]


def held(seats: list[Assignment]) -> list[tuple[str, bool]]:
    ids = [seat.pk for seat in seats]
    rows = {
        pk: (name or "", pinned)
        for pk, name, pinned in Assignment.objects.filter(pk__in=ids).values_list("pk", "person__name", "is_pinned")
    }
    return [rows[pk] for pk in ids]


def named(seats: list[Assignment]) -> list[dict[str, Any]]:
    rows = dict(Assignment.objects.values_list("pk", "version"))
    return [{"assignment": str(seat.pk), "version": rows[seat.pk]} for seat in seats]


def written() -> tuple[int, int]:
    return RosterStep.objects.count(), AuditEvent.objects.count()


def test_seats_are_set_looked_at_first_and_taken_back(
    leader: Api, open_period: DutyPeriod, seats: list[Assignment], free: list[Person]
) -> None:
    path = f"duty-periods/{open_period.pk}/"
    before, count = held(seats), written()
    first, second = named(seats[:2])
    body = {"changes": [{**first, "person": str(free[0].pk)}, {**second, "person": None}], "dry_run": True}
    looked = leader.post(f"{path}seats/", body)
    assert [one["person"] and one["person"]["name"] for one in looked["changed"]] == ["单小红", None]
    assert (held(seats), written()) == (before, count)

    done = leader.post(f"{path}seats/", {**body, "dry_run": False})
    assert (done["dry_run"], done["changed"], done["left"]) == (False, looked["changed"], [])
    assert [name for name, _locked in held(seats)][:2] == ["单小红", ""]
    assert written() == (count[0] + 1, count[1] + 1)
    assert leader.post(f"{path}seats/", body).status == 409

    assert leader.post(f"{path}undo/")["seats"] == 2
    assert held(seats) == before


def test_who_is_refused_refuses_all_or_is_left_out(
    leader: Api, cast: Cast, open_period: DutyPeriod, seats: list[Assignment], free: list[Person]
) -> None:
    """A chief of another post, and somebody who may."""
    Person.objects.filter(pk=free[1].pk).update(eligible_posts=[])
    first, second = named(seats[:2])
    changes = [{**first, "person": str(free[0].pk)}, {**second, "person": str(free[1].pk)}]
    refused = leader.post(f"duty-periods/{open_period.pk}/seats/", {"changes": changes})
    assert (refused.status, refused["code"]) == (409, "seats_refused")
    partly = leader.post(f"duty-periods/{open_period.pk}/seats/", {"changes": changes, "partly": True})
    assert [(one["person"], bool(one["reasons"])) for one in partly["left"]] == [("曾国强", True)]
    assert held(seats)[0][0] == "单小红"


def test_two_seats_are_exchanged_and_a_range_is_locked_each_one_step(
    leader: Api, open_period: DutyPeriod, seats: list[Assignment], free: list[Person]
) -> None:
    path = f"duty-periods/{open_period.pk}/"
    first, second = named(seats[:2])
    people = [{**first, "person": str(free[0].pk)}, {**second, "person": str(free[1].pk)}]
    leader.post(f"{path}seats/", {"changes": people})
    leader.post(f"{path}seats/exchange/", {"seats": named(seats[:2])})
    assert [name for name, _locked in held(seats)][:2] == ["曾国强", "单小红"]
    leader.post(f"{path}undo/")

    # By hand they are kept already: let go, then kept again.
    assert [locked for _name, locked in held(seats)] == [True, True, False]
    freed = leader.post(f"{path}seats/lock/", {"seats": named(seats), "locked": False})
    assert [one["locked"] for one in freed["changed"]] == [False, False]
    kept = leader.post(f"{path}seats/lock/", {"seats": named(seats), "locked": True})
    assert [one["locked"] for one in kept["changed"]] == [True, True, True]
    assert leader.post(f"{path}seats/lock/", {"seats": named(seats), "locked": True})["changed"] == []
    undone = [leader.post(f"{path}undo/")["kind"] for _ in range(2)]
    assert undone == ["locked", "unlocked"]
    assert [locked for _name, locked in held(seats)] == [True, True, False]
    assert [name for name, _locked in held(seats)][:2] == ["单小红", "曾国强"]

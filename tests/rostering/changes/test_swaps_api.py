"""swaps/: the workflow through the API, its scoping, repeats and what a duty could be exchanged for."""

from datetime import date
from typing import Any

import pytest

from rostering.models import Absence, Assignment, DutyPeriod, Swap
from tests.api_client import Answer, Api
from tests.factories import Cast, make_cast, make_person, make_token, make_user, seat_of
from units.enums import Role
from units.models import Person

SECOND = date(2026, 6, 20)
POST = "dedicated_staff"


def api_of(cast: Cast, person: Person | None) -> Api:
    assert person is not None
    user = getattr(person, "user", None) or make_user(
        Role.DUTY_PERSON, cast.county, unit=person.unit, person=Person.objects.get(pk=person.pk)
    )
    return Api(key=make_token(user))


@pytest.fixture
def own(cast: Cast, period: DutyPeriod) -> Assignment:
    return seat_of(period, cast.emergency, POST)


@pytest.fixture
def other(cast: Cast, period: DutyPeriod) -> Assignment:
    return seat_of(period, cast.emergency, POST, day=SECOND)


@pytest.fixture
def asker(cast: Cast, own: Assignment) -> Api:
    return api_of(cast, own.person)


@pytest.fixture
def colleague(cast: Cast, other: Assignment) -> Api:
    return api_of(cast, other.person)


@pytest.fixture
def asked(asker: Api, own: Assignment, other: Assignment) -> Answer:
    answer = asker.post(
        "swaps/", {"assignment": str(own.pk), "counter_assignment": str(other.pk), "reason": "家中有事"}
    )
    assert answer.status == 201, answer
    return answer


def test_the_whole_way(
    asked: Answer, own: Assignment, other: Assignment, asker: Api, colleague: Api, leader: Api, office: Api
) -> None:
    path = f"swaps/{asked['id']}/"
    assert asked.header("Location").endswith(path)
    assert (asked["kind"], asked["state"], asked["requested_on_behalf"]) == ("swap", "requested", False)
    assert [seat["assignment"] for seat in asked["seats"]] == [str(own.pk), str(other.pk)]
    assert (asked["person"]["id"], asked["counterpart"]["id"]) == (str(own.person_id), str(other.person_id))

    assert asker.post(f"{path}accept/").status == 403
    accepted = colleague.post(f"{path}accept/")
    assert (accepted.status, accepted["state"], accepted["answered_on_behalf"]) == (200, "accepted", False)
    assert colleague.post(f"{path}approve/").status == 403
    approved = leader.post(f"{path}approve/")
    assert (approved.status, approved["state"]) == (200, "approved")
    assert [seat["revision"] for seat in approved["seats"]] == [2, 2]
    assert leader.post(f"{path}approve/").status == 409

    held = {str(pk): office.get(f"assignments/{pk}/")["person"]["id"] for pk in (own.pk, other.pk)}
    assert held == {str(own.pk): str(other.person_id), str(other.pk): str(own.person_id)}
    (newest,) = office.get("swaps/").results
    assert newest["id"] == asked["id"]


def test_on_behalf(cast: Cast, own: Assignment, other: Assignment, leader: Api) -> None:
    body = {"assignment": str(own.pk), "counter_assignment": str(other.pk)}
    asked = leader.post("swaps/", body)
    assert (asked.status, asked["requested_on_behalf"], asked["requested_by"]) == (201, True, cast.leader.display_name)
    assert leader.post(f"swaps/{asked['id']}/accept/")["answered_on_behalf"]


@pytest.mark.parametrize("action", ["", "accept/", "decline/", "approve/", "reject/", "cancel/"])
def test_of_another_unit_or_another_s_it_does_not_exist(cast: Cast, asked: Answer, action: str) -> None:
    strangers = [
        Api(key=make_token(cast.routine_leader)),
        api_of(cast, make_person(cast.emergency, posts=[POST])),
        Api(key=make_token(make_cast("qt", "其他县").office)),
    ]
    for api in strangers:
        path = f"swaps/{asked['id']}/{action}"
        body = {"reason": "不"} if action == "reject/" else None
        assert (api.post(path, body) if action else api.get(path)).status == 404
        assert api.get("swaps/").results == []


def test_a_repeat_under_the_same_key_is_the_same_swap(asker: Api, own: Assignment, other: Assignment) -> None:
    body = {"assignment": str(own.pk), "counter_assignment": str(other.pk)}
    first, again = (asker.post("swaps/", body, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status, again.status, first.body) == (201, 201, again.body)
    assert asker.post("swaps/", body | {"reason": "x"}, headers={"Idempotency-Key": "k1"}).status == 422
    assert Swap.objects.count() == 1
    third = asker.post("swaps/", body)
    assert (third.status, third["code"]) == (409, "swap_already_open")


def test_if_match(asked: Answer, colleague: Api, leader: Api) -> None:
    path, tag = f"swaps/{asked['id']}/", asked.header("ETag")
    assert leader.get(path, headers={"If-None-Match": leader.get(path).header("ETag")}).status == 304
    assert colleague.post(f"{path}accept/", headers={"If-Match": tag}).status == 200
    assert leader.post(f"{path}approve/", headers={"If-Match": tag}).status == 412


def test_what_speaks_against_the_taker_is_agreed_to_by_its_seal(
    cast: Cast, asked: Answer, other: Assignment, colleague: Api, leader: Api, office: Api
) -> None:
    path = f"swaps/{asked['id']}/"
    taker, seat = asked["counterpart"], asked["seats"][0]
    Absence.objects.create(
        person_id=taker["id"], kind="annual_leave", start=seat["start"], end=seat["end"], state="requested"
    )
    for api, action in ((colleague, "accept/"), (leader, "approve/")):
        refused = api.post(path + action)
        assert (refused.status, refused["code"]) == (409, "conflicts_unseen")
        (sentence,) = refused["details"]["conflicts"]
        assert taker["name"] in sentence
        assert api.post(path + action, {"agreed": ["else"]}).status == 409
        assert api.post(path + action, {"agreed": refused["details"]["agreed"]}).status == 200


def test_part(cast: Cast, own: Assignment, asker: Api, leader: Api, office: Api) -> None:
    taker = make_person(cast.emergency, posts=[POST])
    body = {"assignment": str(own.pk), "person": str(taker.pk), "start": "2026-06-19T20:00:00+08:00"}
    asked = asker.post("swaps/", body)
    assert (asked.status, asked["kind"], asked["expires_at"]) == (201, "substitution", "2026-06-19T20:00:00+08:00")
    api_of(cast, taker).post(f"swaps/{asked['id']}/accept/")
    assert leader.post(f"swaps/{asked['id']}/approve/").status == 200
    rows = office.get("assignments/", query={"unit": "yjj", "from": own.start.isoformat(), "to": own.end.isoformat()})
    held = [(row["person"]["id"], row["start"][11:16]) for row in rows.results if row["post"] == POST]
    assert sorted(held, key=lambda row: row[1]) == [(str(own.person_id), "08:30"), (str(taker.pk), "20:00")]
    assert all(len(row["phases"]) for row in rows.results)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, None),
        ({"assignment": "00000000-0000-0000-0000-000000000000"}, 400, "unknown_assignment"),
        ({"assignment": "{own}"}, 400, "unknown_person"),
        ({"assignment": "{own}", "person": "{own_person}"}, 400, "same_person"),
        ({"assignment": "{own}", "person": "{stranger}"}, 400, "unknown_person"),
        ({"assignment": "{own}", "kind": "swap", "person": "{taker}"}, 400, "counter_assignment_for_swap"),
        ({"assignment": "{own}", "person": "{taker}", "start": "2026-06-19T20:00:00"}, 400, None),
        ({"assignment": "{own}", "person": "{taker}", "start": "2026-06-25T20:00:00Z"}, 400, "part_outside_duty"),
        ({"assignment": "{own}", "person": "{taker}", "kind": "emergency_cover"}, 409, "not_urgent"),
        ({"assignment": "{own}", "person": "{taker}", "surprise": 1}, 400, None),
        ({"assignment": "{own}", "person": "{taker}", "reason": "长" * 501}, 400, None),
        ({"assignment": "{own}", "person": "{chief}"}, 409, "person_refused"),
    ],
)
def test_refused(cast: Cast, own: Assignment, asker: Api, body: dict[str, Any], status: int, code: str | None) -> None:
    names = {
        "{own}": own.pk,
        "{own_person}": own.person_id,
        "{stranger}": cast.people["dag"][0].pk,
        "{taker}": make_person(cast.emergency, posts=[POST]).pk,
        "{chief}": make_person(cast.emergency, posts=["leader"]).pk,
    }
    answer = asker.post("swaps/", {name: str(names.get(str(value), value)) for name, value in body.items()})
    assert (answer.status, answer["code"] if code else None) == (status, code), answer


def test_filters(cast: Cast, asked: Answer, office: Api, own: Assignment) -> None:
    for query, found in [
        ({"state": "requested"}, 1),
        ({"state": "approved"}, 0),
        ({"kind": "swap"}, 1),
        ({"unit": "yjj"}, 1),
        ({"unit": "dag"}, 0),
        ({"period": str(own.shift.period_id)}, 1),
        ({"person": asked["counterpart"]["id"]}, 1),
        ({"person": str(cast.people["dag"][0].pk)}, 0),
        ({"updated_since": "2026-06-11T00:00:00Z"}, 0),
    ]:
        assert len(office.get("swaps/", query=query).results) == found, query
    assert office.get("swaps/", query={"stage": "1"}).status == 400


def test_options_are_what_the_rules_then_allow(
    cast: Cast, own: Assignment, asker: Api, office: Api, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(34):
        options = asker.get(f"assignments/{own.pk}/swap-options/", query={"page_size": 200}).results
    assert {option["kind"] for option in options} == {"swap", "substitution"}
    assert [option for option in options if not option["allowed"] and not option["reasons"]] == []
    for option in options:
        theirs = option["theirs"] or {}
        body = {
            "assignment": str(own.pk),
            "person": option["person"]["id"],
            "counter_assignment": theirs.get("assignment"),
        }
        answer = asker.post("swaps/", body)
        assert answer.status == (201 if option["allowed"] else 409), (option, answer)
        if answer.status == 201:
            asker.post(f"swaps/{answer['id']}/cancel/")
    part = asker.get(f"assignments/{own.pk}/swap-options/", query={"start": "2026-06-19T20:00:00+08:00"}).results
    assert {option["kind"] for option in part} == {"substitution"}


def test_options_are_for_whoever_may_ask(cast: Cast, own: Assignment, other: Assignment, asker: Api) -> None:
    assert asker.get(f"assignments/{other.pk}/swap-options/").status == 403
    assert Api(key=make_token(cast.routine_leader)).get(f"assignments/{own.pk}/swap-options/").status == 404


def test_amending_a_part(cast: Cast, own: Assignment, leader: Api) -> None:
    taker = make_person(cast.emergency, posts=[POST])
    change = {"assignment": str(own.pk), "person": str(taker.pk), "end": "2026-06-19T20:00:00+08:00"}
    answer = leader.post(f"duty-periods/{own.shift.period_id}/amend/", {"reason": "出差", "changes": [change]})
    assert answer.status == 200, answer
    rows = Assignment.objects.filter(shift=own.shift).order_by("start")
    assert [row.person for row in rows] == [taker, own.person]

"""S1, S2: another unit's rows are as nonexistent, and no number leaves without the scope."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from rostering.models import Absence, Assignment, DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, at, drafted, make_cast, make_token, published, roster_of, seat_of
from units.enums import Scope

NOWHERE = "00000000-0000-0000-0000-000000000000"
WITHOUT_CONTACTS = [
    Scope.ROSTER_READ,
    Scope.ROSTER_WRITE,
    Scope.ROSTER_APPROVE,
    Scope.AUDIT_READ,
    Scope.REVIEWS_READ,
    Scope.ACCOUNTS_READ,
]


def others(cast: Cast, period: DutyPeriod) -> dict[str, Any]:
    """Rows of the routine unit, which the emergency unit's leader doesn't see."""
    person = cast.people["dag"][0]
    absence = Absence.objects.create(
        person=person, kind="sick_leave", start=at("2026-07-01 00:00"), end=at("2026-07-02 00:00")
    )
    return {
        "rosters": roster_of(period, cast.routine).pk,
        "assignments": seat_of(period, cast.routine, "duty_officer").pk,
        "people": person.pk,
        "absences": absence.pk,
    }


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "rosters/{}/", None),
        ("POST", "rosters/{}/confirm/", None),
        ("GET", "assignments/{}/", None),
        ("PATCH", "assignments/{}/", {"person": None, "reason": "x"}),
        ("GET", "assignments/{}/candidates/", None),
        ("POST", "assignments/{}/acknowledge/", None),
        ("GET", "people/{}/", None),
        ("POST", "people/{}/reveal-phone/", {"reason": "x"}),
        ("GET", "absences/{}/", None),
        ("DELETE", "absences/{}/", None),
    ],
)
def test_out_of_scope_is_404_the_same_as_nonexistent(
    cast: Cast, open_period: DutyPeriod, leader: Api, method: str, path: str, body: Any
) -> None:
    theirs = others(cast, open_period)[path.split("/", maxsplit=1)[0]]

    there, nowhere = leader.call(method, path.format(theirs), body), leader.call(method, path.format(NOWHERE), body)
    assert there.status == 404
    assert there.text == nowhere.text


def test_lists_hold_ones_own_unit_alone(cast: Cast, period: DutyPeriod, leader: Api, duty: Api) -> None:
    theirs = others(cast, period)

    for api in (leader, duty):
        for path in ("rosters/", "assignments/", "shifts/", "people/", "absences/", "units/"):
            answer = api.get(path)
            units = {row["unit"]["code"] if "unit" in row else row["code"] for row in answer.results}
            assert units <= {"yjj"}, path
            assert not any(str(pk) in answer.text for pk in theirs.values())
    assert leader.get("people/").results
    assert [person["id"] for person in duty.get("people/").results] == [str(cast.duty.person_id)]


@pytest.mark.parametrize("path", ["rosters/", "assignments/", "shifts/", "people/", "absences/"])
def test_a_filter_by_anothers_unit_is_a_filter_by_none(cast: Cast, period: DutyPeriod, leader: Api, path: str) -> None:
    assert leader.get(path, query={"unit": "dag"}).text == leader.get(path, query={"unit": "nowhere"}).text


def test_a_body_cannot_reach_another_unit(cast: Cast, period: DutyPeriod, leader: Api) -> None:
    theirs = others(cast, period)
    mine = seat_of(period, cast.emergency, "leader")

    def amend(assignment: Any, person: Any) -> Any:
        body = {"reason": "x", "changes": [{"assignment": str(assignment), "person": str(person)}]}
        return leader.post(f"duty-periods/{period.pk}/amend/", body)

    assert amend(theirs["assignments"], NOWHERE).text == amend(NOWHERE, NOWHERE).text
    assert amend(mine.pk, theirs["people"]).text == amend(mine.pk, NOWHERE).text
    seat = f"assignments/{mine.pk}/"
    wrong = [leader.patch(seat, {"person": str(pk), "reason": "x"}) for pk in (theirs["people"], NOWHERE)]
    assert [answer["code"] for answer in wrong] == ["unknown_person"] * 2
    absence = {"kind": "training", "start": "2026-07-01T00:00:00Z", "end": "2026-07-02T00:00:00Z"}
    wrong = [leader.post("absences/", absence | {"person": str(pk)}) for pk in (theirs["people"], NOWHERE)]
    assert [(answer.status, answer.text) for answer in wrong] == [(400, wrong[0].text)] * 2


def test_drafts_and_other_counties_do_not_exist(cast: Cast, leader: Api, office: Api) -> None:
    draft = drafted(cast)
    abroad = published(make_cast("xf", "信丰县"))

    assert leader.get(f"duty-periods/{draft.pk}/").status == 404
    assert office.get(f"duty-periods/{draft.pk}/").status == 200
    for api in (leader, office):
        for path in ("", "coverage/", "revisions/", "revisions/1/diff/"):
            assert api.get(f"duty-periods/{abroad.pk}/{path}").status == 404
    assert office.post(f"duty-periods/{abroad.pk}/close/").status == 404
    assert office.get("assignments/").results == []
    seat = Assignment.objects.filter(shift__period=abroad).first()
    assert seat is not None
    assert office.patch(f"assignments/{seat.pk}/", {"person": None, "reason": "x"}).status == 404


def test_coverage_and_revisions_show_ones_own_unit(cast: Cast, period: DutyPeriod, leader: Api, office: Api) -> None:
    whole = office.get(f"duty-periods/{period.pk}/revisions/1/diff/")["changes"]
    own = leader.get(f"duty-periods/{period.pk}/revisions/1/diff/")["changes"]

    assert {change["unit"]["code"] for change in whole} == {"xwb", "yjj", "dag"}
    assert {change["unit"]["code"] for change in own} == {"yjj"}
    assert leader.get(f"duty-periods/{period.pk}/coverage/")["seats"] == len(own)


def get_routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from get_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and route.startswith("api/"):
            view: Any = pattern.callback
            # What happens on duty has its own, in tests/alerts/api.
            if hasattr(view.cls, "get") and not view.cls.__module__.startswith("alerts."):
                yield route


def test_no_number_leaves_any_endpoint_without_the_scope(cast: Cast, period: DutyPeriod) -> None:
    """Every GET route, with everything in it, read by the one who sees most."""
    ids = others(cast, period)
    ids |= {"duty-periods": period.pk, "jobs": period.jobs.get().pk}
    make_token(cast.office)
    ids["tokens"] = cast.office.api_tokens.get().pk
    api = Api(key=make_token(cast.office, *WITHOUT_CONTACTS))
    office = Api(key=make_token(cast.office))
    office.post(f"people/{ids['people']}/reveal-phone/", {"reason": "通知"})
    numbers = cast.known_phones
    queries = {
        "on-duty/": {"at": "2026-06-19T20:00:00+08:00", "include": "next"},
        "policies/resolve/": {"tier": "hub", "post": "leader", "at": "2026-06-19T20:00:00+08:00"},
    }
    read = 0
    for route in get_routes():
        path = route.removeprefix("api/v1/")
        if path in ("schema/", "docs/"):
            continue
        path = path.replace("<uuid:pk>", str(ids.get(path.split("/")[0], NOWHERE)))
        path = path.replace("<str:code>", "yjj").replace("<str:day>", "2026-06-19").replace("<int:number>", "1")
        if NOWHERE in path or "<" in path:
            # Rows of workflows that carry no numbers: wishes, swaps, drafts, reviews and their evidence.
            continue
        answer = api.get(path, query=queries.get(path))
        assert answer.status == 200, (path, answer)
        assert not [number for number in numbers if number in answer.text], path
        read += 1
    assert read >= 25

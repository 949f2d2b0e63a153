from datetime import date
from typing import Any

import pytest

from rostering.models import DutyPeriod
from tests.api_client import Api
from tests.factories import Cast, make_people, make_token, make_unit, published
from units.enums import Scope, Tier

DAY, NIGHT = "2026-06-19T19:59:59+08:00", "2026-06-19T20:00:00+08:00"


def rows(api: Api, at: str, **query: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(r["unit"]["code"], r["post"]): r for r in api.get("on-duty/", query={"at": at} | query).results}


def test_postures_change_at_twenty_hours(period: DutyPeriod, office: Api) -> None:
    day, night = rows(office, DAY), rows(office, NIGHT)

    expected = {
        ("xwb", "county_leader"): ("on_site", "home_standby"),
        ("xwb", "leader"): ("on_site", "on_site"),
        ("xwb", "dedicated_staff"): ("on_site", "on_site"),
        ("yjj", "leader"): ("on_site", "home_standby"),
        ("yjj", "dedicated_staff"): ("on_site", "on_site"),
        ("dag", "duty_officer"): ("phone_standby", "phone_standby"),
    }
    assert {key: (day[key]["posture"], night[key]["posture"]) for key in expected} == expected
    leader = night["yjj", "leader"]
    assert (leader["since"], leader["until"]) == ("2026-06-19T20:00:00+08:00", "2026-06-20T08:30:00+08:00")
    assert (leader["place_limit"], leader["leaving_rule"], leader["response_minutes"]) == (
        "county_town",
        "report_to_county_office",
        30,
    )


@pytest.mark.parametrize(
    ("at", "seats"),
    [
        ("2026-06-19T08:29:59+08:00", 0),
        ("2026-06-19T08:30:00+08:00", 7),
        ("2026-06-19T00:30:00Z", 7),
        ("2026-06-22T08:29:59+08:00", 7),
        ("2026-06-22T08:30:00+08:00", 0),
    ],
)
def test_a_duty_day_is_half_open(period: DutyPeriod, office: Api, at: str, seats: int) -> None:
    assert len(office.get("on-duty/", query={"at": at}).results) == seats


def test_nothing_of_an_open_period_counts(open_period: DutyPeriod, office: Api) -> None:
    assert rows(office, DAY) == {}


def test_narrowed_by_unit_and_tier(period: DutyPeriod, office: Api) -> None:
    assert {code for code, _post in rows(office, DAY, unit="yjj")} == {"yjj"}
    assert {code for code, _post in rows(office, DAY, tier="routine_support")} == {"dag"}
    assert rows(office, DAY, unit="yjj", tier="routine_support") == {}


def test_the_next_duty_of_each_seat(period: DutyPeriod, office: Api) -> None:
    answer = office.get("on-duty/", query={"at": DAY, "include": "next", "unit": "dag"})

    now, following = answer.results
    assert (now["is_next"], following["is_next"]) == (False, True)
    assert (now["day"], following["day"]) == ("2026-06-19", "2026-06-20")
    assert following["since"] == "2026-06-20T08:30:00+08:00"


def test_the_directory_is_public_the_numbers_are_not(period: DutyPeriod, cast: Cast, leader: Api, duty: Api) -> None:
    for api, with_phone in ((leader, {"yjj"}), (duty, set())):
        answer = api.get("on-duty/", query={"at": DAY})
        assert {row["unit"]["code"] for row in answer.results} == {"xwb", "yjj", "dag"}
        assert {row["unit"]["code"] for row in answer.results if "phone" in row} == with_phone

    (row,) = [r for r in leader.get("on-duty/", query={"at": DAY}).results if r["post"] == "leader" and "phone" in r]
    assert row["phone"] in [person.mobile for person in cast.people["yjj"]]


def test_a_tokens_units_narrow_the_directory(period: DutyPeriod, cast: Cast) -> None:
    api = Api(key=make_token(cast.office, units=[cast.routine]))

    assert {code for code, _post in rows(api, DAY)} == {"dag"}
    assert api.get("on-duty/", query={"unit": "yjj"}).text == api.get("on-duty/", query={"unit": "nowhere"}).text


def test_pages_of_one_instant(period: DutyPeriod, office: Api) -> None:
    first = office.get("on-duty/", query={"page_size": 3})
    assert first["next"] is None  # nobody is on duty on the day of the test

    first = office.get("on-duty/", query={"page_size": 3, "at": DAY})
    assert "at=2026-06-19T19%3A59%3A59" in first["next"]
    assert len(first.results) + len(office.get(first["next"]).results) == 6


@pytest.mark.parametrize("signed_in", ["token", "session"])
@pytest.mark.parametrize("query", [{}, {"unit": "yjj"}, {"include": "next"}, {"unit": "yjj", "include": "next"}])
def test_four_queries_at_most_whatever_the_size(
    cast: Cast, django_assert_max_num_queries: Any, signed_in: str, query: dict[str, str]
) -> None:
    for _ in range(12):
        unit = make_unit(cast.county, Tier.ROUTINE_SUPPORT)
        make_people(unit, Tier.ROUTINE_SUPPORT, chiefs=0, staff=3)
    published(cast, date(2026, 6, 19), date(2026, 6, 19))
    api = Api(key=make_token(cast.office)) if signed_in == "token" else Api(user=cast.office)
    api.get("on-duty/")

    with django_assert_max_num_queries(4):
        answer = api.get("on-duty/", query={"at": DAY, "page_size": 200} | query)
    assert len(answer.results) >= (2 if "unit" in query else 19)


def test_without_the_scope_no_number(period: DutyPeriod, cast: Cast) -> None:
    api = Api(key=make_token(cast.office, Scope.ROSTER_READ))

    assert not any("phone" in row for row in api.get("on-duty/", query={"at": DAY}).results)

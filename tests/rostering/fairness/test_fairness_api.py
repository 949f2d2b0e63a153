"""fairness/: the ledger by role and range; roster-rules/, preferences/, pair-rules/, opening-balances/."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rostering.models import DutyPeriod, Job, OpeningBalance, PairRule, Preference, RosterRules
from tests.api_client import Api
from tests.factories import Cast, make_people, seat_of
from units.enums import Tier
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_each_sees_what_is_theirs(cast: Cast, period: DutyPeriod, office: Api, leader: Api, duty: Api) -> None:
    own = str(cast.duty.person_id)
    assert [row["person"]["id"] for row in duty.get("fairness/").results] == [own]
    assert {row["unit"]["code"] for row in leader.get("fairness/").results} == {"yjj"}
    assert {row["unit"]["code"] for row in office.get("fairness/").results} == {"xwb", "yjj", "dag"}
    assert leader.get("fairness/", query={"unit": "dag"}).status == 400
    assert duty.get(f"fairness/{own}/").body["person"]["id"] == own


def test_the_ledger_adds_up(cast: Cast, period: DutyPeriod, leader: Api) -> None:
    # Nothing has begun yet: without `to` the ledger ends today.
    assert sum(row["points"] for row in leader.get("fairness/").results) == 0

    rows = leader.get("fairness/", query={"from": "2026-06-01", "to": "2026-07-01"}).results

    assert sum(row["duties"]["festival"] for row in rows) == 2
    assert sum(row["duties"]["weekend"] for row in rows) == 4
    assert sum(row["shifts"] for row in rows) == 6
    assert sum(row["fair_points"] for row in rows) == pytest.approx(sum(row["points"] for row in rows), abs=0.1)
    assert all(row["deviation_points"] == pytest.approx(row["points"] - row["fair_points"]) for row in rows)
    part = leader.get("fairness/", query={"from": "2026-06-20", "to": "2026-06-21T00:00:00+08:00"}).results
    assert sum(row["shifts"] for row in part) == 2


@pytest.mark.parametrize(
    "query",
    [{"form": "2026-01-01"}, {"from": "gestern"}, {"from": "2026-02-01", "to": "2026-01-01"}, {"page_size": "1000"}],
)
def test_what_it_does_not_know_it_refuses(office: Api, query: dict[str, str]) -> None:
    assert office.get("fairness/", query=query).status == 400


def test_pages_and_queries(cast: Cast, period: DutyPeriod, office: Api) -> None:
    first = office.get("fairness/", query={"page_size": "5"})
    assert len(first.results) == 5
    second = office.get(first["next"])
    assert not {r["person"]["id"] for r in first.results} & {r["person"]["id"] for r in second.results}
    with CaptureQueriesContext(connection) as few:
        office.get("fairness/", query={"page_size": "1"})
    make_people(cast.routine, Tier.ROUTINE_SUPPORT, chiefs=5, staff=20)
    with CaptureQueriesContext(connection) as many:
        office.get("fairness/", query={"page_size": "200"})
    assert len(few) == len(many)


def test_wishes_are_entered_listed_and_taken_back(cast: Cast, duty: Api, leader: Api) -> None:
    body = {"person": str(cast.duty.person_id), "kind": "rather_not", "first_day": "2026-06-19", "weight": 3}
    made = duty.post("preferences/", body)
    assert (made.status, made.body["last_day"], made.body["post"]) == (201, "2026-06-19", None)
    assert leader.get("preferences/", query={"from": "2026-06-19", "to": "2026-06-20"}).results == [made.body]
    assert leader.get("preferences/", query={"from": "2026-06-20"}).results == []
    assert duty.post("preferences/", body | {"last_day": "2026-06-18"})["code"] == "days_inverted"
    # A pin is a decision, not a wish.
    assert duty.post("preferences/", body | {"kind": "pinned"}).status == 403
    pinned = leader.post("preferences/", body | {"kind": "pinned", "post": "dedicated_staff"})
    assert pinned.status == 201
    assert leader.post("preferences/", body | {"kind": "pinned"})["code"] == "already_pinned"
    assert duty.delete(made.header("Location")).status == 204
    assert duty.delete(f"preferences/{pinned.body['id']}/").status == 403
    assert Preference.objects.count() == 1


def test_a_pair_is_one_whichever_comes_first(cast: Cast, leader: Api) -> None:
    first, second = (str(person.pk) for person in cast.people["yjj"][:2])
    made = leader.post("pair-rules/", {"first": first, "second": second, "kind": "both_away"})
    assert made.status == 201
    again = leader.post("pair-rules/", {"first": second, "second": first, "kind": "both_away"})
    assert again["code"] == "pair_rule_exists"
    alone = leader.post("pair-rules/", {"first": first, "second": first, "kind": "together"})
    assert alone["code"] == "pair_of_one"
    assert leader.get("pair-rules/", query={"person": second}).results == [made.body]
    assert leader.delete(made.header("Location")).status == 204
    assert not PairRule.objects.exists()


def test_a_balance_is_carried_unless_the_system_knows_better(cast: Cast, period: DutyPeriod, office: Api) -> None:
    person = cast.people["dag"][1]
    body = {"person": str(person.pk), "since": "2020-01-01", "as_of": "2026-01-01", "eve": "2", "points": "40.5"}
    assert office.post("opening-balances/", body).status == 201
    assert office.post("opening-balances/", body | {"eve": "3"}).body["eve"] == 3
    assert OpeningBalance.objects.get().points == Decimal("40.50")
    row = office.get(f"fairness/{person.pk}/").body
    assert (row["duties"]["eve"], row["points"]) == (3, 40.5)
    holder = seat_of(period, cast.routine, "duty_officer").person_id
    overlapping = body | {"person": str(holder), "as_of": "2026-12-31"}
    assert office.post("opening-balances/", overlapping)["code"] == "balance_overlaps_records"
    assert office.post("opening-balances/", body | {"eve": "-1"}).status == 400


def test_rules_hold_from_their_day_on(office: Api, leader: Api) -> None:
    assert leader.get("roster-rules/").body["effective_from"] is None
    changed = office.patch("roster-rules/", {"effective_from": "2026-07-01", "rest_days": 3, "week": "warning"})
    assert (changed.status, changed.body["rest_days"], changed.body["rest"]) == (200, 3, "hard")
    assert leader.get("roster-rules/").body["rest_days"] == 1
    assert leader.get("roster-rules/", query={"at": "2026-07-02"}).body == changed.body
    later = office.patch("roster-rules/", {"effective_from": "2026-08-01", "max_in_week": 2})
    assert (later.body["rest_days"], later.body["max_in_week"]) == (3, 2)
    assert RosterRules.objects.count() == 2
    assert leader.patch("roster-rules/", {"effective_from": "2026-07-01"}).status == 403
    assert office.patch("roster-rules/", {"effective_from": "2026-07-01", "max_in_week": 8}).status == 400
    assert AuditEvent.objects.filter(action="roster_rules.changed").count() == 2


def test_a_generation_takes_a_seed_and_refuses_what_it_does_not_know(cast: Cast, office: Api) -> None:
    body = {"name": "中秋", "kind": "special", "first_day": "2026-09-25", "last_day": "2026-09-25"}
    path = f"duty-periods/{office.post('duty-periods/', body).body['id']}/generate/"

    assert office.post(path, {"speed": 9}).status == 400
    job = office.post(path, {"seed": 7, "keep_shown": False})

    assert (job.status, job["parameters"]) == (202, {"keep_shown": False})
    assert Job.objects.get().seed == 7

"""Incidents, their corrections and their numbered reports through the API."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from alerts.models import Incident
from tests.alerts.conftest import NOON
from tests.api_client import Api
from tests.concurrency import outcomes
from tests.factories import Cast

FLOOD = {"title": "河道漫堤", "kind": "洪涝", "place": "城东堤段", "occurred_at": "2026-07-08T11:50:00+08:00"}


def record(api: Api, *units: str, **options: Any) -> Any:
    made = api.post("incidents/", FLOOD | {"units": list(units)} | options)
    assert made.status == 201, made
    return made


def test_an_incident_as_a_client_sees_it(office: Api) -> None:
    made = record(office, "dag", "yjj", level="major", source="群众来电")

    body = dict(made.body)
    del body["id"]
    assert body == FLOOD | {
        "number": 1,
        "level": "major",
        "source": "群众来电",
        "known_at": "2026-07-08T12:00:00+08:00",
        "units": [{"code": "yjj", "name": "应急管理局"}, {"code": "dag", "name": "档案馆"}],
        "casualties": "",
        "losses": "",
        "secondary_damage": False,
        "city_due_at": "2026-07-08T13:50:00+08:00",
        "city_reported_at": None,
        "state": "open",
        "closed_at": None,
        "recorded_by": "office",
        "version": 1,
    }
    assert office.get(made.header("Location")).body == made.body


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"occurred_at": "2026-07-08T12:00:01+08:00"}, "occurred_at"),
        ({"occurred_at": "2026-07-08T11:50:00"}, "occurred_at"),
        ({"title": "x" * 121}, "title"),
        ({"place": "  "}, "place"),
        ({"level": "huge"}, "level"),
        ({"units": ["nowhere"]}, "units"),
        ({"units": "yjj"}, "units"),
        ({"rank": 1}, "rank"),
        ({"known_at": "2026-07-08T11:49:59+08:00"}, "known_at"),
        ({"occurred_at": "1926-07-08T11:50:00+08:00"}, "occurred_at"),
        ({"occurred_at": "1999-12-31T11:50:00+08:00", "known_at": "2026-07-08T11:55:00+08:00"}, "occurred_at"),
    ],
)
def test_what_cannot_be_meant_is_named(office: Api, body: dict[str, Any], field: str) -> None:
    refused = office.post("incidents/", FLOOD | body)
    assert (refused.status, refused["errors"][0]["pointer"]) == (400, f"#/{field}")


def test_a_unit_records_what_concerns_it_and_sees_no_other(leader: Api, routine: Api, office: Api) -> None:
    own = record(leader, "yjj")
    record(office, "xwb")
    assert [row["id"] for row in leader.get("incidents/").results] == [own["id"]]
    assert routine.get("incidents/").results == []
    assert routine.get(f"incidents/{own['id']}/").status == 404
    assert routine.get(f"incidents/{own['id']}/reports/").status == 404
    assert routine.post(f"incidents/{own['id']}/reports/", {"kind": "initial_phone", "text": "x"}).status == 404
    assert leader.post("incidents/", FLOOD | {"units": ["dag"]}).status == 403
    assert leader.post("incidents/", FLOOD).status == 403
    assert len(office.get("incidents/").results) == 2


def test_corrections_are_the_offices_and_ask_for_the_version_they_saw(office: Api, leader: Api) -> None:
    made = record(office, "yjj")
    path, tag = f"incidents/{made['id']}/", made.header("ETag")

    assert leader.patch(path, {"losses": "无"}).status == 403
    changed = office.patch(path, {"losses": "农田 3 亩", "secondary_damage": True}, headers={"If-Match": tag})
    assert (changed["losses"], changed["secondary_damage"], changed["version"]) == ("农田 3 亩", True, 2)
    late = office.patch(path, {"losses": "无"}, headers={"If-Match": tag})
    assert (late.status, late["code"], late["details"]) == (412, "stale_version", {"version": 2})
    refused = office.patch(path, {"title": ""})
    assert (refused.status, refused["errors"][0]["pointer"]) == (400, "#/title")
    assert office.patch(path, {"number": 9})["errors"][0]["code"] == "unknown_field"
    assert office.delete(path).status == 405


def test_reports_are_numbered_and_late_ones_show_as_late(office: Api, leader: Api) -> None:
    made = record(office, "yjj")
    path = f"incidents/{made['id']}/reports/"

    owed = office.get(path).results
    assert [(r["number"], r["kind"], r["due_at"], r["late"]) for r in owed] == [
        (None, "initial_phone", "2026-07-08T12:30:00+08:00", False),
        (None, "initial_written", "2026-07-08T13:00:00+08:00", False),
    ]
    assert leader.post(path, {"kind": "follow_up", "text": "水位上涨"})["code"] == "initial_missing"
    phoned = leader.post(path, {"kind": "initial_phone", "text": "城东漫堤", "reported_to": "县政府值班室"})
    assert (phoned.status, phoned["number"], phoned["late"], phoned["reported_by"]) == (201, 1, False, "leader")
    assert leader.post(path, {"kind": "initial_phone", "text": "再报"})["code"] == "already_reported"
    with time_machine.travel(NOON + timedelta(minutes=61), tick=False):
        assert [r["late"] for r in office.get(path).results] == [False, True]
        assert office.post(path, {"kind": "initial_written", "text": "书面报告"})["late"] is True
        final = office.post(path, {"kind": "final", "text": "已处置完毕"})
    assert (final["number"], final["due_at"], final["late"]) == (3, None, False)
    assert office.get(f"incidents/{made['id']}/")["state"] == "closed"
    for kind in ("follow_up", "final"):
        assert office.post(path, {"kind": kind, "text": "补充"})["code"] == "incident_closed"
    assert office.patch(f"incidents/{made['id']}/", {"losses": "x"})["code"] == "incident_closed"


def test_filters(office: Api) -> None:
    record(office, "yjj", level="major")
    record(office, "dag")

    def count(**query: Any) -> int:
        return len(office.get("incidents/", query=query).results)

    assert (count(), count(unit="dag"), count(level="major"), count(state="closed")) == (2, 1, 1, 0)
    assert count(**{"from": "2026-07-08T12:00:00+08:00", "to": "2026-07-08T12:00:01+08:00"}) == 2
    assert count(to="2026-07-08T12:00:00+08:00") == 0
    assert office.get("incidents/", query={"sort": "level"}).status == 400


def test_a_list_costs_the_same_however_long(cast: Cast, office: Api, django_assert_max_num_queries: Any) -> None:
    for number in range(9):
        record(office, "yjj", "dag", title=f"第{number}处漫堤")
    with django_assert_max_num_queries(3):
        assert len(office.get("incidents/", query={"page_size": 200}).results) == 9


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_sixteen_corrections_of_one_version_one_holds(self, office: Api) -> None:
        made = record(office)
        path, headers = f"incidents/{made['id']}/", {"If-Match": made.header("ETag")}
        calls = [lambda n=n: office.patch(path, {"losses": f"{n}"}, headers=headers).status for n in range(16)]
        assert Counter(outcomes(calls)) == {200: 1, 412: 15}

    def test_sixteen_records_get_sixteen_numbers(self, office: Api) -> None:
        answers = outcomes([partial(record, office, title=f"第{n}处漫堤") for n in range(16)])
        assert sorted(answer["number"] for answer in answers) == list(range(1, 17))

    def test_the_same_key_at_once_is_one_incident(self, office: Api) -> None:
        headers = {"Idempotency-Key": "one"}
        answers = outcomes([lambda: office.post("incidents/", FLOOD, headers=headers)] * 8)
        assert {answer.status for answer in answers} <= {201, 409}
        assert Incident.objects.count() == 1


def test_nobody_is_called_into_a_closed_incident(office: Api, leader: Api, routine: Api, seat: Any) -> None:
    """By call-out at once or kept ready, by whistle, by leaving one's post for it: refused when it is asked for."""
    made = record(office, "yjj")
    for kind in ("initial_phone", "initial_written", "final"):
        assert office.post(f"incidents/{made['id']}/reports/", {"kind": kind, "text": "已处置"}).status == 201
    words = {"matter": "增援", "place": "城东堤段"}
    whistle = routine.post("whistles/", {**words, "unit": "dag", "kind": "routine", "wanted_units": ["yjj"]})
    leave = {"assignment": str(seat.pk), "reason": "赴现场", "expected_back": "2026-07-08T14:00:00+08:00"}
    asked = [
        office.post("call-outs/", {**words, "units": ["yjj"], "incident": made["id"], "dispatch": dispatch})
        for dispatch in (True, False)
    ]
    asked.append(office.post(f"whistles/{whistle['id']}/dispatch/", {"incident": made["id"]}))
    asked.append(office.post("leave-post-reports/", {**leave, "incident": made["id"]}))
    assert [(one.status, one["code"]) for one in asked] == [(409, "incident_closed")] * 4
    assert office.get("call-outs/").results == []
    assert office.get(f"whistles/{whistle['id']}/")["state"] == "requested"

"""A personnel system keeps the directory: written again and again as it is there, all or nothing, no rule left out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rostering.enums import PeriodKind
from rostering.models import Assignment
from tests.api_client import Api
from tests.clients import browser_of
from tests.factories import Cast, make_cast, make_person, make_token, make_user, published
from units.enums import Rank, Role, Scope
from units.models import AuditEvent, Person
from units.people.services.transfers import take_back

pytestmark = pytest.mark.django_db
WRITES = (Scope.ROSTER_READ, Scope.DIRECTORY_WRITE, Scope.CONTACTS_READ)
ONE = {"unit": "yjj", "name": "单小红", "rank": "staff", "mobile": "13800009001", "valid_from": "2024-03-01"}


@pytest.fixture
def hr(cast: Cast) -> Api:
    return Api(key=make_token(cast.office, *WRITES))


def put(api: Api, number: str, **changes: Any) -> Any:
    return api.call("PUT", f"people/by-external-id/{number}/", ONE | changes)


def acts() -> list[str]:
    """What the trail has gained, the latest last."""
    rows = AuditEvent.objects.filter(action__startswith="person.").order_by("at", "pk")
    return list(rows.values_list("action", flat=True))


def test_somebody_is_entered_changed_moved_leaves_and_comes_back_by_the_same_write(cast: Cast, hr: Api) -> None:
    made = put(hr, "HR-7")
    assert (made.status, made["outcome"], made["external_id"]) == (201, "created", "HR-7")
    assert made.header("Location").endswith("/people/by-external-id/HR-7/")
    assert hr.get("people/by-external-id/HR-7/").body["id"] == made["id"]
    again = put(hr, "HR-7", eligible_posts=made["eligible_posts"])
    assert (again.status, again["outcome"], acts()) == (200, "unchanged", ["person.added"])
    changed = put(hr, "HR-7", position="科员", protocol_order=5)
    assert (changed["outcome"], changed["position"], changed["protocol_order"]) == ("changed", "科员", 5)

    moved = put(hr, "HR-7", unit="dag", position="馆员")
    assert (moved["outcome"], moved["unit"]["code"], moved["moved_from"]) == ("changed", "dag", made["id"])
    assert put(hr, "HR-7", unit="dag", position="馆员")["outcome"] == "unchanged"
    left = put(hr, "HR-7", unit="dag", valid_to=str(timezone.localdate() + timedelta(days=1)))
    assert left["valid_to"] is not None
    Person.objects.filter(pk=left["id"]).update(
        valid_from=date(2025, 1, 1), valid_to=timezone.localdate() - timedelta(days=9)
    )
    back = put(hr, "HR-7", valid_from=str(timezone.localdate()))
    assert (back.status, back["unit"]["code"], back["moved_from"]) == (201, "yjj", None)
    assert acts() == ["person.added", "person.changed", "person.moved", "person.changed", "person.added"]
    assert Person.objects.get(external_id="HR-7", known_in=cast.county).pk == Person.objects.get(pk=back["id"]).pk


def test_the_page_says_that_another_system_writes_it(cast: Cast, hr: Api) -> None:
    made = put(hr, "HR-7")
    page = browser_of(cast.office).get(f"/people/{made['id']}/").content.decode()
    assert "HR-7" in page
    assert "由人事系统写入" in page


def test_a_move_to_come_stands_while_the_old_unit_is_still_written(cast: Cast, hr: Api) -> None:
    first, soon = put(hr, "HR-7"), timezone.localdate() + timedelta(days=20)
    moved = put(hr, "HR-7", unit="dag", moves_on=str(soon))
    still = put(hr, "HR-7", position="科员", valid_to=None)

    assert (still["id"], still["position"], still["valid_to"]) == (first["id"], "科员", str(soon))
    assert hr.get("people/by-external-id/HR-7/").body["id"] == moved["id"]
    take_back(person=Person.objects.select_related("unit__county").get(pk=first["id"]), by=cast.office)
    assert hr.get("people/by-external-id/HR-7/").body["id"] == first["id"]


def test_who_is_there_already_is_not_entered_twice(cast: Cast, hr: Api) -> None:
    known = make_person(cast.emergency, rank=Rank.STAFF, name="单小红", mobile="13800009001")
    other = make_person(cast.emergency, rank=Rank.STAFF, name="康大有", mobile="13800009002")
    assert put(hr, "HR-7")["id"] == str(known.pk)
    doubtful = put(hr, "HR-8", name="康大有")
    assert (doubtful.status, doubtful["code"]) == (409, "same_name_here")
    assert [one["id"] for one in doubtful["details"]["people"]] == [str(other.pk)]
    assert put(hr, "HR-8", name="康大有", person=str(other.pk))["id"] == str(other.pk)
    assert put(hr, "HR-9", name="康大有", is_new=True).status == 201
    assert put(hr, "HR-10", person=str(other.pk))["code"] == "known_by_another_id"
    assert put(hr, "36072319800101123X")["code"] == "bad_external_id"
    assert acts().count("person.linked") == 2


def test_whoever_leaves_with_duties_ahead_is_named_before_it_is_written(cast: Cast, hr: Api) -> None:
    first = timezone.localdate() + timedelta(days=2)
    period = published(cast, first, first + timedelta(days=2), kind=PeriodKind.SPECIAL)
    seats = Assignment.objects.active().filter(shift__period=period, shift__unit=cast.emergency, person__isnull=False)
    seat = seats.order_by("start")[0]
    person = Person.objects.get(assignments=seat)
    facts = {
        "unit": "yjj", "name": person.name, "rank": Rank(person.rank).name.lower(), "valid_to": str(first),
        "valid_from": str(person.valid_from), "mobile": person.mobile,
    }  # fmt: skip
    foreseen = hr.call("PUT", "people/by-external-id/HR-7/", facts | {"dry_run": True})

    assert (foreseen.status, foreseen["dry_run"]) == (200, True)
    assert str(seat.pk) in {one["assignment"] for one in foreseen["affected"]}
    assert not Person.objects.exclude(external_id="").exists()
    done = hr.call("PUT", "people/by-external-id/HR-7/", facts | {"dry_run": False})
    assert done["affected"] == foreseen["affected"]
    assert Person.objects.get(external_id="HR-7").valid_to == first


def test_rows_go_in_together_or_not_at_all_and_what_is_wrong_is_said_by_row(cast: Cast, hr: Api) -> None:
    rows = [
        ONE | {"external_id": f"HR-{number}", "name": name}
        for number, name in enumerate(["赵一山", "钱二水", "孙三木"])
    ]
    form = hr.post("people/upsert/", {"rows": [rows[0], rows[1] | {"mobile": "12", "salary": 1}, rows[2]]})
    assert {error["pointer"] for error in form["errors"]} == {"#/rows/1/salary"}
    form = hr.post("people/upsert/", {"rows": [rows[0], rows[1] | {"mobile": "12"}]})
    assert {error["pointer"] for error in form["errors"]} == {"#/rows/1/mobile"}
    wrong = [rows[0], rows[1] | {"valid_to": "2020-01-01"}, rows[2] | {"external_id": "HR-0"}]
    told = hr.post("people/upsert/", {"rows": wrong})
    assert (told.status, [(one["pointer"], one["code"]) for one in told["errors"]]) == (
        400,
        [
            ("#/rows/0/external_id", "given_twice"),
            ("#/rows/1/valid_to", "leaves_before_coming"),
            ("#/rows/2/external_id", "given_twice"),
        ],
    )
    assert not Person.objects.exclude(external_id="").exists()

    assert [row["outcome"] for row in hr.post("people/upsert/", {"rows": rows})["rows"]] == ["created"] * 3
    with CaptureQueriesContext(connection) as one:
        hr.post("people/upsert/", {"rows": rows[:1]})
    with CaptureQueriesContext(connection) as three:
        told = hr.post("people/upsert/", {"rows": rows})
    assert [row["outcome"] for row in told["rows"]] == ["unchanged"] * 3
    assert len(three) - len(one) == 4, "a savepoint for each further row, and nothing else"


def test_a_unit_is_kept_by_its_code(cast: Cast, hr: Api) -> None:
    facts = {"name": "气象局", "duty_phone": "0797-8700001"}
    assert hr.call("PUT", "units/qxj/", facts)["errors"][0]["pointer"] == "#/tier"
    new = facts | {"tier": "routine_support", "tier_from": "2026-01-01"}
    tried = hr.call("PUT", "units/qxj/", new | {"dry_run": True})
    assert (tried.status, tried["outcome"], hr.get("units/qxj/").status) == (200, "created", 404)
    assert [hr.call("PUT", "units/qxj/", new)[name] for name in ("outcome", "tier")] == ["created", "routine_support"]
    assert hr.call("PUT", "units/QXJ/", facts)["outcome"] == "unchanged"
    assert hr.call("PUT", "units/qxj/", facts | {"name": "县气象局", "tier": "hub"})["outcome"] == "changed"
    assert hr.get("units/qxj/")["tier"] == "routine_support"
    stale = hr.call("PUT", "units/qxj/", facts, headers={"If-Match": '"0.0"'})
    assert (stale.status, hr.call("PUT", "units/新局/", new)["code"]) == (412, "bad_code")
    actions = AuditEvent.objects.filter(object_label="县气象局").order_by("at").values_list("action", flat=True)
    assert AuditEvent.objects.filter(action="unit.created").count() == 1
    assert list(actions) == ["unit.changed"]


def test_who_may(cast: Cast) -> None:
    """Its own scope, its own county, its own units: and the scope gives nothing else."""
    other = make_cast("other", "别县")
    make_user(Role.UNIT_LEADER, other.county, unit=other.emergency)
    there = Api(key=make_token(other.office, *WRITES))
    assert put(there, "HR-7").status == 201
    ours = Api(key=make_token(cast.office, *WRITES))
    assert ours.get("people/by-external-id/HR-7/").status == 404
    assert put(ours, "HR-7").status == 201
    leader = Api(key=make_token(cast.leader, *WRITES))
    assert put(leader, "HR-7", position="科员")["outcome"] == "changed"
    assert put(leader, "HR-7", unit="dag")["code"] == "unknown_unit"
    assert put(Api(key=make_token(cast.office, Scope.ROSTER_READ, Scope.ROSTER_WRITE)), "HR-8").status == 403
    assert ours.patch("county/settings/", {"filing_days_before": 3}).status == 403
    assert ours.post("units/yjj/close/", {"day": "2026-12-01"}).status == 403

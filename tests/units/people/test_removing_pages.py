"""Somebody entered by mistake goes, by page and API; whoever has a history stays."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from alerts.models import Incident
from rostering.enums import AbsenceKind
from rostering.fairness.services.absences import record_absence
from rostering.models import Assignment
from tests.api_client import Api
from tests.factories import Cast, at, make_cast, make_person, make_token, published
from units.enums import Rank
from units.models import AuditEvent, Person, Unit, User
from units.units.services.units import create_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_mistake_is_deleted_by_page_and_by_api(cast: Cast) -> None:
    client, api = signed_in(cast.leader), Api(key=make_token(cast.office))
    first, second = (make_person(cast.emergency, rank=Rank.STAFF, posts=["dedicated_staff"]) for _ in range(2))
    assert "确认删除" in client.get(f"/people/{first.pk}/delete/").content.decode()
    assert client.post(f"/people/{first.pk}/delete/")["Location"] == "/people/"
    assert api.delete(f"people/{second.pk}/").status == 204
    assert not Person.objects.filter(pk__in=[first.pk, second.pk]).exists()
    deleted = AuditEvent.objects.filter(action="person.deleted").values_list("object_label", flat=True)
    assert set(deleted) == {str(first), str(second)}


def test_whoever_has_a_history_stays(cast: Cast) -> None:
    client, api = signed_in(cast.office), Api(key=make_token(cast.office))
    away = make_person(cast.emergency, rank=Rank.STAFF, posts=["dedicated_staff"])
    record_absence(
        person=away,
        kind=AbsenceKind.SICK_LEAVE,
        start=at("2026-06-19 00:00"),
        end=at("2026-06-20 00:00"),
        by=cast.office,
    )
    assert "请改填离任日期" in client.post(f"/people/{away.pk}/delete/").content.decode()
    assert api.delete(f"people/{cast.duty.person_id}/")["code"] == "person_has_history"
    period = published(cast)
    held = period.shifts.filter(assignments__person__unit=cast.routine).values_list("assignments__person", flat=True)
    named = Person.objects.get(pk=held[0])
    Assignment.objects.filter(person=named).update(person=None)
    assert api.delete(f"people/{named.pk}/")["code"] == "person_has_history"


def entered(cast: Cast, code: str) -> Unit:
    return create_unit(
        county=cast.county, code=code, values={"name": f"误录{code}", "protocol_order": 90}, tier="routine_support",
        tier_from=date(2026, 1, 1), by=cast.office,
    )  # fmt: skip


def test_a_unit_entered_by_mistake_is_deleted_by_page_and_by_api(cast: Cast) -> None:
    client, api = signed_in(cast.office), Api(key=make_token(cast.office))
    wrong = [entered(cast, "wl1"), entered(cast, "wl2")]
    assert "/units/wl1/delete/" in client.get("/units/wl1/").content.decode()
    assert "确认删除" in client.get("/units/wl1/delete/").content.decode()
    assert client.post("/units/wl1/delete/")["Location"] == "/units/"
    assert api.delete("units/wl2/").status == 204
    assert not Unit.objects.filter(pk__in=[one.pk for one in wrong]).exists()
    page = client.get("/audit/").content.decode()
    assert "删除单位" in page
    assert "误录wl1" in page
    assert (
        "误录wl1"
        in [row["object_label"] for row in api.get("audit-events/").results if row["action"] == "unit.created"][0:2]
    )


def test_a_unit_with_a_history_stays(cast: Cast) -> None:
    client, api = signed_in(cast.office), Api(key=make_token(cast.office))
    asked = client.get(f"/units/{cast.routine.code}/delete/").content.decode()
    assert "请改为停用" in asked
    assert "确认删除" not in asked
    assert "请改为停用" in client.post(f"/units/{cast.routine.code}/delete/").content.decode()
    wanted = entered(cast, "wl1")
    Incident.objects.create(
        county=cast.county,
        number=1,
        title="山洪",
        kind="洪涝",
        place="南山",
        occurred_at=timezone.now(),
        known_at=timezone.now(),
    ).units.add(wanted)
    refused = api.delete("units/wl1/")
    assert (refused.status, refused["code"]) == (409, "unit_has_history")
    assert wanted.tiers.exists()


def test_only_whoever_keeps_the_register_deletes(cast: Cast) -> None:
    wrong = make_person(cast.emergency, rank=Rank.STAFF, posts=["dedicated_staff"])
    for user, status in ((cast.duty, 404), (cast.routine_leader, 404), (cast.auditor, 404)):
        assert signed_in(user).post(f"/people/{wrong.pk}/delete/").status_code == status
    assert Person.objects.filter(pk=wrong.pk).exists()

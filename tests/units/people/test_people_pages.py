"""人员: found by name or initials, changed by office and leader; full numbers only for a recorded reason."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import Cast
from units.enums import Rank
from units.models import AuditEvent, Person
from units.people.services.people import change_people


@pytest.fixture
def cast(db: None) -> Cast:
    cast = factories.make_cast()
    change_people(changes=[(somebody(cast), {"name": "查良仁"})], by=None)
    return cast


def somebody(cast: Cast) -> Person:
    """Somebody of the emergency unit, as the cast keeps them."""
    return cast.people["yjj"][0]


def values(**changes: Any) -> dict[str, Any]:
    return {
        "name": "查良仁",
        "rank": str(int(Rank.SECTION_CHIEF)),
        "position": "副局长",
        "mobile": "",
        "office_phone": "",
        "travel_minutes": "25",
        "eligible_posts": ["leader"],
        "valid_from": "2020-01-01",
        "valid_to": "",
    } | changes


def test_people_are_found_by_name_initials_and_unit(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    for query in ({"q": "良仁"}, {"q": "zlr"}, {"q": "ZL"}, {"q": "查", "unit": "yjj"}):
        assert "查良仁" in client.get("/people/", query).content.decode()
    for query in ({"q": "clr"}, {"q": "查", "unit": "dag"}):
        assert "查良仁" not in client.get("/people/", query).content.decode()
    assert "没有符合条件的人员" in client.get("/people/", {"q": "zzzz"}).content.decode()


def test_the_departed_are_shown_on_request(client: Client, cast: Cast) -> None:
    change_people(changes=[(somebody(cast), {"valid_to": timezone.localdate()})], by=None)
    client.force_login(cast.office)
    assert "查良仁" not in client.get("/people/").content.decode()
    assert "查良仁" in client.get("/people/", {"departed": "on"}).content.decode()


@pytest.mark.parametrize("who", ["office", "leader", "routine_leader", "duty"])
@pytest.mark.parametrize("path", ["/people/", "/people/?q=x", "/units/"])
def test_lists_carry_no_full_number_of_a_person(client: Client, cast: Cast, who: str, path: str) -> None:
    client.force_login(getattr(cast, who))
    html = client.get(path).content.decode()
    numbers = Person.objects.values_list("mobile", "office_phone")
    assert not [number for pair in numbers for number in pair if number in html]


@pytest.mark.parametrize(("who", "status"), [("office", 200), ("leader", 200), ("routine_leader", 404), ("duty", 404)])
def test_who_opens_a_person(client: Client, cast: Cast, who: str, status: int) -> None:
    client.force_login(getattr(cast, who))
    answer = client.get(f"/people/{somebody(cast).pk}/")
    assert answer.status_code == status
    assert somebody(cast).mobile not in answer.content.decode()
    assert somebody(cast).office_phone not in answer.content.decode()


@pytest.mark.parametrize("path", ["", "edit/"])
def test_the_auditor_opens_nobody(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.auditor)
    assert client.get("/people/").status_code == 403
    assert client.get("/people/new/").status_code == 403
    assert client.get(f"/people/{somebody(cast).pk}/{path}").status_code in (403, 404)


def test_a_duty_person_opens_themselves_and_changes_nothing(client: Client, cast: Cast) -> None:
    client.force_login(cast.duty)
    assert cast.duty.person is not None
    path = f"/people/{cast.duty.person.pk}/"
    assert client.get(path).status_code == 200
    assert client.get(f"{path}edit/").status_code == 403
    assert client.post(f"{path}edit/", values()).status_code == 403
    assert client.post(f"{path}phone/", {"reason": "自查"}).status_code == 403
    assert client.get("/people/new/").status_code == 403


@pytest.mark.parametrize("who", ["office", "leader"])
def test_a_number_is_shown_after_its_reason_is_on_record(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    path = f"/people/{somebody(cast).pk}/phone/"
    answer = client.post(path, {"reason": "防汛会商"})
    assert answer.status_code == 200
    assert somebody(cast).mobile in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    event = AuditEvent.objects.get(action="person.phone_revealed")
    assert (event.reason, event.actor) == ("防汛会商", getattr(cast, who))
    assert somebody(cast).mobile not in client.get(f"/people/{somebody(cast).pk}/").content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "长" * 501])
def test_no_reason_no_number(client: Client, cast: Cast, reason: str) -> None:
    client.force_login(cast.office)
    answer = client.post(f"/people/{somebody(cast).pk}/phone/", {"reason": reason})
    assert answer.status_code == 400
    assert somebody(cast).mobile not in answer.content.decode()
    assert not AuditEvent.objects.filter(action="person.phone_revealed").exists()


def test_numbers_of_another_unit_stay_hidden(client: Client, cast: Cast) -> None:
    client.force_login(cast.routine_leader)
    assert client.post(f"/people/{somebody(cast).pk}/phone/", {"reason": "好奇"}).status_code == 404
    assert client.get(f"/people/{somebody(cast).pk}/phone/").status_code == 405
    assert not AuditEvent.objects.filter(action="person.phone_revealed").exists()


@pytest.mark.parametrize("who", ["office", "leader"])
def test_a_change_leaves_numbers_alone_unless_they_are_filled_in(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    path = f"/people/{somebody(cast).pk}/edit/"
    before = somebody(cast).mobile
    html = client.get(path).content.decode()
    assert before not in html
    assert f"{before[:3]}****{before[-4:]}" in html
    assert client.post(path, values(name="查 良仁", travel_minutes="12")).status_code == 302
    kept = Person.objects.get(pk=somebody(cast).pk)
    assert (kept.mobile, kept.travel_minutes, kept.name, kept.initials) == (before, 12, "查良仁", "zlr")
    client.post(path, values(mobile="138 1234 5678", office_phone="无"))
    changed = Person.objects.get(pk=somebody(cast).pk)
    assert (changed.mobile, changed.office_phone) == ("13812345678", "")
    assert not [event for event in AuditEvent.objects.all() if "13812345678" in str(event.after)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mobile": "12345"}, "不是手机号"),
        ({"name": ""}, "data-error-summary"),
        ({"rank": "9"}, "data-error-summary"),
        ({"eligible_posts": ["emperor"]}, "data-error-summary"),
        ({"valid_to": "2019-01-01"}, "离任日期须晚于到任日期"),
        ({"travel_minutes": "-1"}, "data-error-summary"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client: Client, cast: Cast, change: dict[str, Any], sentence: str) -> None:
    client.force_login(cast.leader)
    answer = client.post(f"/people/{somebody(cast).pk}/edit/", values(**change))
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not AuditEvent.objects.filter(action="person.changed", actor=cast.leader).exists()


def test_another_unit_s_people_cannot_be_changed(client: Client, cast: Cast) -> None:
    client.force_login(cast.routine_leader)
    assert client.get(f"/people/{somebody(cast).pk}/edit/").status_code == 404
    assert client.post(f"/people/{somebody(cast).pk}/edit/", values()).status_code == 404


def test_posts_are_offered_by_the_names_clerks_use(client: Client, cast: Cast) -> None:
    client.force_login(cast.leader)
    html = client.get(f"/people/{somebody(cast).pk}/edit/").content.decode()
    for name in ("带班县领导", "带班领导", "专职值班人员", "值班人员"):
        assert name in html


def test_a_leader_adds_somebody_to_their_own_unit(client: Client, cast: Cast) -> None:
    client.force_login(cast.leader)
    newcomer = values(name="欧阳新", mobile="13900001111", unit="yjj")
    answer = client.post("/people/new/", newcomer)
    added = Person.objects.get(name="欧阳新")
    assert answer["Location"] == f"/people/{added.pk}/"
    assert (added.unit, added.mobile, added.valid_from) == (cast.emergency, "13900001111", date(2020, 1, 1))
    assert client.post("/people/new/", newcomer | {"unit": "dag", "name": "误加"}).status_code == 400
    assert not Person.objects.filter(name="误加").exists()


def test_the_office_adds_somebody_anywhere(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert '<option value="dag" selected>' in client.get("/people/new/?unit=dag").content.decode()
    assert client.post("/people/new/", values(name="新同志", unit="dag")).status_code == 302
    assert Person.objects.get(name="新同志").unit == cast.routine


def test_the_list_costs_the_same_for_many_people(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(80):
        factories.make_person(cast.routine, valid_from=timezone.localdate() - timedelta(days=3))
    client.force_login(cast.office)
    client.get("/people/")
    with django_assert_max_num_queries(8):
        html = client.get("/people/").content.decode()
    assert "1 / 3" in html
    assert client.post("/people/").status_code == 405

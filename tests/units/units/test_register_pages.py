"""The register in the browser: units are added, put in order, closed, merged, reopened; nothing ends while it is owed."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.api_client import Api
from tests.factories import Cast, make_person, make_token, published
from units.enums import Rank, Role, Scope, Tier
from units.models import AuditEvent, Person, Unit
from units.units.services.closing import put_into_effect

pytestmark = pytest.mark.django_db

NEW = {
    "name": "县医疗保障局",
    "short_name": "医保局",
    "code": "",
    "tier": Tier.ROUTINE_SUPPORT,
    "tier_from": "2026-01-01",
    "reason": "机构改革新设 章编办〔2026〕3号",
    "duty_phone": "0797-8712399",
}


@pytest.fixture
def cast() -> Cast:
    return factories.make_cast()


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.office)
    return client


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def test_a_unit_is_added_with_its_tier_and_a_code_from_its_name(office: Client, cast: Cast) -> None:
    answer = office.post("/units/new/", NEW, follow=True)

    unit = Unit.objects.get(name="县医疗保障局")
    assert (unit.code, unit.tier_on(date(2026, 3, 1))) == ("xylbzj", Tier.ROUTINE_SUPPORT)
    assert unit.protocol_order > max(one.protocol_order for one in cast.units)
    assert "请接着录入人员" in answer.content.decode()
    event = AuditEvent.objects.get(action="unit.created", unit=unit)
    assert (event.actor, event.reason) == (cast.office, NEW["reason"])


def test_a_second_one_of_those_letters_gets_a_number(office: Client, cast: Cast) -> None:
    office.post("/units/new/", NEW)
    office.post("/units/new/", NEW | {"name": "县医疗帮助局"})

    assert Unit.objects.get(name="县医疗帮助局").code == "xylbzj2"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "id_name"),
        ({"name": "应急管理局"}, "id_name"),
        ({"code": "yjj"}, "id_code"),
        ({"code": "new"}, "id_code"),
        ({"code": "应急"}, "id_code"),
        ({"tier_from": "1890-01-01"}, "id_tier_from"),
        ({"reason": ""}, "id_reason"),
        ({"duty_phone": "电话"}, "id_duty_phone"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_lost(
    office: Client, cast: Cast, changes: dict[str, str], field: str
) -> None:
    answer = office.post("/units/new/", NEW | changes)

    html = answer.content.decode()
    assert (answer.status_code, f'href="#{field}"' in html) == (400, True)
    assert "医保局" in html
    assert not Unit.objects.filter(short_name="医保局").exists()


def test_units_are_put_in_order_by_a_button_and_by_a_number(office: Client, cast: Cast) -> None:
    first, second, third = Unit.objects.filter(county=cast.county).in_protocol_order()

    office.post("/units/order/", {"move": f"{third.pk}:2"})
    assert list(Unit.objects.in_protocol_order()) == [first, third, second]
    office.post("/units/order/", {f"place-{first.pk}": "3", f"place-{third.pk}": "2", f"place-{second.pk}": "x"})
    assert list(Unit.objects.in_protocol_order()) == [third, second, first]

    html = office.get("/units/").content.decode()
    assert html.index(f">{third.name}<") < html.index(f">{second.name}<") < html.index(f">{first.name}<")


def test_the_order_of_units_costs_the_same_however_many(
    office: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        factories.make_unit(cast.county, Tier.ROUTINE_SUPPORT, name=f"县第{number}局")
    with django_assert_max_num_queries(8):
        assert office.get("/units/order/").status_code == 200


def test_a_unit_with_people_is_not_closed_and_the_page_says_where_they_are(office: Client, cast: Cast) -> None:
    before = office.get("/units/dag/close/").content.decode()
    assert 'href="/people/?unit=dag"' in before

    answer = office.post("/units/dag/close/", {"day": str(tomorrow()), "reason": "撤销"})
    assert answer.status_code == 409
    assert "名人员" in answer.content.decode()
    assert Unit.objects.get(code="dag").closed_from is None


def test_an_empty_unit_is_closed_from_a_day_and_comes_back(office: Client, cast: Cast) -> None:
    cast.routine.people.update(valid_to=timezone.localdate())
    answer = office.post("/units/dag/close/", {"day": str(tomorrow()), "reason": "撤销"}, follow=True)
    unit = Unit.objects.get(code="dag")
    assert (unit.closed_from, unit.is_active, unit.serves_on(tomorrow())) == (tomorrow(), True, False)
    assert "起停用" in answer.content.decode()

    put_into_effect(now=timezone.now() + timedelta(days=1))
    unit.refresh_from_db()
    assert not unit.is_active

    assert office.post("/units/dag/reopen/").status_code == 302
    unit.refresh_from_db()
    assert (unit.is_active, unit.closed_from) == (True, None)
    assert office.post("/units/dag/reopen/").status_code == 409


def test_logins_of_a_unit_end_with_it(office: Client, cast: Cast) -> None:
    cast.routine.people.update(valid_to=timezone.localdate())
    login = factories.make_user(Role.UNIT_LEADER, cast.county, unit=cast.routine)
    office.post("/units/dag/close/", {"day": str(timezone.localdate()), "reason": "撤销"})

    login.refresh_from_db()
    assert not login.is_active
    assert AuditEvent.objects.filter(action="unit.login_ended", unit=cast.routine).exists()


def test_a_unit_that_owes_published_duties_is_not_closed(office: Client, cast: Cast) -> None:
    first = timezone.localdate() + timedelta(days=2)
    period = published(cast, first, first + timedelta(days=1))
    cast.routine.people.update(valid_to=first + timedelta(days=1))

    answer = office.post("/units/dag/close/", {"day": str(first + timedelta(days=1)), "reason": "撤销"})

    roster = period.rosters.get(unit=cast.routine)
    assert answer.status_code == 409
    assert f"/rosters/{roster.pk}/confirm/" in answer.content.decode()
    later = office.post("/units/dag/close/", {"day": str(first + timedelta(days=2)), "reason": "撤销"})
    assert later.status_code in (200, 302)


def test_a_merged_unit_keeps_its_history_and_its_people_go_on(office: Client, cast: Cast) -> None:
    people = list(cast.routine.people.in_protocol_order())
    answer = office.post(
        "/units/dag/merge/", {"into": "yjj", "day": str(timezone.localdate()), "reason": "机构改革"}, follow=True
    )

    unit = Unit.objects.get(code="dag")
    assert (unit.is_active, unit.merged_into) == (False, cast.emergency)
    assert "并入" in answer.content.decode()
    for person in people:
        person.refresh_from_db()
        gone_on = person.moved_to
        assert (person.unit, person.valid_to) == (cast.routine, timezone.localdate())
        assert (gone_on.unit, gone_on.name, gone_on.mobile) == (cast.emergency, person.name, person.mobile)
        assert gone_on.eligible_posts
    there = list(
        cast.emergency.people.valid_on(timezone.localdate()).filter(moved_from__isnull=False).in_protocol_order()
    )
    assert [one.moved_from for one in there] == people


def test_a_unit_is_not_merged_into_itself_or_a_closed_one(office: Client, cast: Cast) -> None:
    for into in ("dag", "none-such", ""):
        answer = office.post("/units/dag/merge/", {"into": into, "day": str(tomorrow()), "reason": "改革"})
        assert answer.status_code == 409
    assert Person.objects.filter(moved_from__isnull=False).count() == 0


def test_only_a_hub_unit_leads(office: Client, cast: Cast) -> None:
    assert office.post("/units/dag/lead-office/").status_code == 409
    other = factories.make_unit(cast.county, Tier.HUB, name="县政府办")
    office.post(f"/units/{other.code}/lead-office/")
    cast.county.refresh_from_db()
    assert cast.county.lead_office == other


def test_the_api_does_the_same_acts(cast: Cast) -> None:
    api = Api(key=make_token(cast.office, Scope.ROSTER_READ, Scope.ROSTER_WRITE, Scope.CONTACTS_READ))

    made = api.post("units/", {"name": "县医疗保障局", "tier": "routine_support", "tier_from": "2026-01-01"})
    assert (made.status, made["code"], made["tier"]) == (201, "xylbzj", "routine_support")
    changed = api.patch("units/xylbzj/", {"short_name": "医保局", "duty_phone": "０７９７－8712345"})
    assert (changed.status, changed["short_name"], changed["duty_phone"]) == (200, "医保局", "0797-8712345")
    order = api.post("units/order/", {"units": ["xylbzj"]})
    assert order["units"][0]["code"] == "xylbzj"
    assert api.get("units/").results[0]["code"] == "xylbzj"
    obstacles = api.get("units/dag/obstacles/")
    assert obstacles["obstacles"][0]["url"] == "/people/?unit=dag"
    refused = api.post("units/dag/close/", {"day": str(tomorrow())})
    assert (refused.status, refused["code"]) == (409, "unit_still_owes")
    foreseen = api.post("units/dag/merge/", {"into": "yjj", "day": str(tomorrow()), "dry_run": True})
    assert (foreseen.status, foreseen["affected"]) == (200, [])
    assert Unit.objects.get(code="dag").closed_from is None
    closed = api.post("units/xylbzj/close/", {"day": str(tomorrow()), "reason": "撤销"})
    assert (closed.status, closed["closed_from"]) == (200, str(tomorrow()))
    assert api.post("units/xylbzj/reopen/", {})["closed_from"] is None


def test_people_stand_in_their_units_order_everywhere(office: Client, cast: Cast) -> None:
    unit = factories.make_unit(cast.county, Tier.EMERGENCY_RESPONSE, name="县水利局")
    names = ("张建国", "王建军", "安建民")
    for name in names:
        office.post("/people/new/", {"unit": unit.code, "name": name, "rank": "2"})
    people = list(unit.people.in_protocol_order())
    assert [one.name[0] for one in people] == ["张", "王", "安"]
    office.post(f"/units/{unit.code}/order/", {"move": f"{people[2].pk}:1"})
    chief = make_person(unit, rank=Rank.STAFF, name="艾小明")

    html = office.get("/people/", {"unit": unit.code}).content.decode().partition("<tbody>")[2]
    wanted = [people[2].name, people[0].name, people[1].name, chief.name]
    assert sorted(wanted, key=html.index) == wanted
    api = Api(key=make_token(cast.office, Scope.ROSTER_READ))
    assert [one["name"] for one in api.get(f"people/?unit={unit.code}").results] == wanted

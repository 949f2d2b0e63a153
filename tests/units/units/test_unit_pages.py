"""单位: a list and a page each; the county office changes them, leaders read their own."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import Cast
from units.enums import Tier
from units.models import AuditEvent, Unit
from units.units.services.tiers import set_tier

VALUES = {
    "name": "县应急管理局",
    "short_name": "应急局",
    "protocol_order": "20",
    "duty_phone": "０７９７－８７１２３４５ 转801",
    "fax": "",
    "address": "章江县公园路1号",
    "latitude": "25.391",
    "longitude": "114.362",
    "is_active": "on",
}


@pytest.fixture
def cast(db: None) -> Cast:
    return factories.make_cast()


def next_week() -> str:
    return str(timezone.localdate() + timedelta(days=7))


def tier_change(**changes: str) -> dict[str, str]:
    return {
        "tier": "routine_support",
        "effective_from": next_week(),
        "document_number": "章办字〔2026〕1号",
        "reason": "职能划转",
    } | changes


def test_the_office_sees_all_units_and_finds_by_name_and_tier(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    html = client.get("/units/").content.decode()
    assert all(f'href="/units/{unit.code}/"' in html for unit in cast.units)
    found = client.get("/units/", {"tier": Tier.ROUTINE_SUPPORT}).content.decode()
    assert "档案馆" in found
    assert "应急管理局" not in found
    assert "应急管理局" in client.get("/units/", {"q": "应急"}).content.decode()
    assert "没有符合条件的单位" in client.get("/units/", {"q": "不存在"}).content.decode()


def test_retired_units_are_shown_on_request(client: Client, cast: Cast) -> None:
    Unit.objects.filter(pk=cast.routine.pk).update(is_active=False)
    client.force_login(cast.office)
    assert "档案馆" not in client.get("/units/").content.decode()
    assert "已停用" in client.get("/units/", {"retired": "on"}).content.decode()


def test_a_leader_opens_their_own_unit_only(client: Client, cast: Cast) -> None:
    client.force_login(cast.leader)
    assert "档案馆" not in client.get("/units/").content.decode()
    assert client.get("/units/yjj/").status_code == 200
    assert client.get("/units/dag/").status_code == 404
    assert client.get("/units/none/").status_code == 404


def test_a_unit_of_another_county_is_unknown_to_the_office(client: Client, cast: Cast) -> None:
    other = factories.make_cast("other", "别县")
    factories.make_unit(other.county, Tier.HUB, code="theirs")
    client.force_login(cast.office)
    for path in ("/units/theirs/", "/units/theirs/edit/", "/units/theirs/tier/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/units/", "/units/yjj/", "/units/yjj/edit/", "/units/yjj/tier/"])
def test_the_auditor_opens_none(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.auditor)
    assert client.get(path).status_code == 403


def test_the_office_changes_contacts_as_clerks_type_them(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert 'value="应急管理局"' in client.get("/units/yjj/edit/").content.decode()
    answer = client.post("/units/yjj/edit/", VALUES)
    assert (answer.status_code, answer["Location"]) == (302, "/units/yjj/")
    unit = Unit.objects.get(code="yjj")
    assert (unit.name, unit.duty_phone, str(unit.latitude)) == ("县应急管理局", "0797-8712345-801", "25.391000")
    event = AuditEvent.objects.get(action="unit.changed")
    assert event.after["short_name"] == "应急局"
    assert "0797-8712345-801" in client.get("/units/yjj/").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"duty_phone": "不知道"}, "不是电话号码"),
        ({"longitude": ""}, "经纬度须同时填写或同时留空"),
        ({"latitude": "91"}, 'href="#id_latitude"'),
        ({"name": "=SUM(A1)"}, "会被当作公式"),
    ],
)
def test_what_cannot_be_is_said_and_kept(client: Client, cast: Cast, change: dict[str, str], sentence: str) -> None:
    client.force_login(cast.office)
    answer = client.post("/units/yjj/edit/", VALUES | change)
    assert answer.status_code == 400
    assert "data-error-summary" in answer.content.decode()
    assert sentence in answer.content.decode()
    assert Unit.objects.get(code="yjj").name == "应急管理局"


@pytest.mark.parametrize("who", ["leader", "duty"])
@pytest.mark.parametrize("path", ["/units/yjj/edit/", "/units/yjj/tier/"])
def test_only_the_office_changes_units(client: Client, cast: Cast, who: str, path: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(path).status_code == 403
    assert client.post(path, VALUES | tier_change()).status_code == 403
    assert not AuditEvent.objects.filter(action__startswith="unit.").exists()


def test_a_tier_once_given_changes_by_a_review_and_by_nothing_else(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert client.get("/units/yjj/tier/")["Location"] == "/reviews/new/?unit=yjj"
    answer = client.post("/units/yjj/tier/", tier_change())
    assert answer.status_code == 409
    assert "类别须经调类程序调整" in answer.content.decode()
    assert cast.emergency.tiers.count() == 1


def test_a_tier_change_that_waits_is_on_the_page(client: Client, cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=7)
    number = "章办字〔2026〕1号"
    tier = Tier.ROUTINE_SUPPORT
    set_tier(unit=cast.emergency, tier=tier, effective_from=day, by=cast.office, document_number=number)
    client.force_login(cast.office)
    html = client.get("/units/yjj/").content.decode()
    assert "尚未生效" in html
    assert "章办字〔2026〕1号" in html


@pytest.mark.parametrize("change", [{"reason": ""}, {"tier": "seniority"}, {"effective_from": "soon"}])
def test_a_first_tier_that_cannot_be(client: Client, cast: Cast, change: dict[str, str]) -> None:
    unit = Unit.objects.create(county=cast.county, code="new", name="新设局")
    client.force_login(cast.office)
    answer = client.post("/units/new/tier/", tier_change(**change))
    assert answer.status_code == 400
    assert "data-error-summary" in answer.content.decode()
    assert unit.tiers.count() == 0


def test_the_first_tier_may_begin_on_any_day(client: Client, cast: Cast) -> None:
    unit = Unit.objects.create(county=cast.county, code="xsj", name="新设局")
    client.force_login(cast.office)
    assert "尚未确定类别" in client.get("/units/xsj/").content.decode()
    assert client.post("/units/xsj/tier/", tier_change(effective_from="2026-01-01")).status_code == 302
    assert unit.tier_on(date(2026, 1, 1)) == Tier.ROUTINE_SUPPORT


def test_lists_take_no_post(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    assert client.post("/units/").status_code == 405
    assert client.post("/units/yjj/").status_code == 405


def test_the_list_costs_the_same_for_many_units(
    client: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        factories.make_unit(cast.county, Tier.ROUTINE_SUPPORT)
    client.force_login(cast.office)
    client.get("/units/")
    with django_assert_max_num_queries(6):
        html = client.get("/units/").content.decode()
    assert "1 / 2" in html
    assert client.get("/units/", {"page": "2"}).content.decode().count("<tr>") == 14

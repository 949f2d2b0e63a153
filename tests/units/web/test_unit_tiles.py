"""Choosing units is the same everywhere: checkboxes under their tiers, found by name, code and pinyin initials."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import Cast, make_cast, make_unit
from units.counties.models.unit import UnitQuerySet
from units.enums import Tier
from units.models import Unit
from units.web.unit_tiles import UnitsField, UnitTiles

pytestmark = pytest.mark.django_db

PAGES = ("/call-outs/new/", "/checks/ask/", "/incidents/", "/whistles/", "/posture-orders/", "/settings/webhooks/")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def tiles(units: UnitQuerySet) -> UnitTiles:
    field = UnitsField()
    field.offer(units)
    widget: Any = field.widget
    assert isinstance(widget, UnitTiles)
    return widget


@pytest.mark.parametrize("path", PAGES)
def test_every_page_that_asks_for_units_shows_tiles(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.office)
    html = client.get(path).content.decode()
    assert "<unit-tiles" in html
    assert not re.search(r"<select[^>]*\bmultiple\b", html)
    boxes = re.findall(r'<input type="checkbox" name="(?:wanted_)?units" value="(\w+)"', html)
    assert sorted(boxes) == ["dag", "xwb", "yjj"]
    places = [html.index(f'value="{code}" id=') for code in ("xwb", "yjj", "dag")]
    assert places == sorted(places), "tiers in their order"


def test_a_unit_is_found_by_what_somebody_types(cast: Cast) -> None:
    html = tiles(Unit.objects.filter(code="yjj")).render("units", [], {"id": "id_units"})
    keys = re.search(r'data-keys="([^"]+)"', html)
    assert keys is not None
    assert {"应急管理局", "yjj", "yjglj"} <= set(keys[1].split())


def test_one_without_a_tier_is_offered_last(cast: Cast) -> None:
    unit = make_unit(cast.county, Tier.ROUTINE_SUPPORT, code="xdw", name="新单位")
    unit.tiers.all().delete()
    groups = tiles(Unit.objects.filter(county=cast.county).active()).optgroups("units", ["xdw"], {"id": "id_units"})
    assert [tier for tier, _options, _number in groups][-1] == ""
    assert [option["selected"] for option in groups[-1][1]] == [True]


def test_choosing_costs_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    widget = tiles(Unit.objects.filter(county=cast.county).active())
    with django_assert_num_queries(1):
        widget.render("units", ["yjj"], {"id": "id_units"})


def test_before_a_call_out_it_says_how_many_are_called(client: Client, cast: Cast) -> None:
    client.force_login(cast.office)
    html = client.get("/call-outs/reach/?units=dag").content.decode()
    assert "1 个单位此刻无人可召集" in html
    assert 'data-effect="0"' in html
    assert "data-effect" not in client.get("/call-outs/reach/").content.decode()

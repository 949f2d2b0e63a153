from typing import Any

import pytest

from tests.api_client import Api
from tests.factories import Cast, make_person, make_unit
from units.enums import Tier
from units.models import Person


def walk(api: Api, path: str, link: str, **query: Any) -> list[list[dict[str, Any]]]:
    """Pages from the first on, following `link`."""
    answer = api.get(path, query=query)
    pages = [answer.results]
    while answer[link]:
        answer = api.get(answer[link])
        pages.append(answer.results)
    return pages


@pytest.mark.parametrize("path", ["people/", "calendar-days/", "audit-events/", "units/", "tokens/"])
@pytest.mark.parametrize("size", [1, 3, 200])
def test_pages_hold_every_row_once_and_lead_back(office: Api, cast: Cast, path: str, size: int) -> None:
    size = size if path != "calendar-days/" else max(size, 50)
    whole = [row for page in walk(office, path, "next", page_size=200) for row in page]
    pages = walk(office, path, "next", page_size=size)

    assert [row for page in pages for row in page] == whole
    assert all(len(page) == size for page in pages[:-1])

    answer = office.get(path, query={"page_size": size})
    while answer["next"]:
        following = office.get(answer["next"])
        assert office.get(following["previous"]).results == answer.results
        answer = following


def test_fifty_by_default(cast: Cast, office: Api) -> None:
    for _ in range(60):
        make_person(cast.routine)

    assert len(office.get("people/").results) == 50


def test_rows_that_come_and_go_shift_no_page(cast: Cast, office: Api) -> None:
    first = office.get("people/", query={"unit": "dag", "page_size": 2})
    following = office.get(first["next"]).results

    newcomer = make_person(cast.routine, name="阿", rank=first_rank(first.results[0]))
    assert office.get(first["next"]).results == following
    Person.objects.filter(pk=newcomer.pk).delete()
    assert office.get(first["next"]).results == following


def first_rank(person: dict[str, Any]) -> Any:
    return Person.objects.get(pk=person["id"]).rank


def test_filters_stay_on_the_way(cast: Cast, office: Api) -> None:
    pages = walk(office, "people/", "next", unit="dag", page_size=2)

    assert {person["unit"]["code"] for page in pages for person in page} == {"dag"}


def test_a_cursor_of_another_list_is_refused(cast: Cast, office: Api) -> None:
    cursor = office.get("people/", query={"page_size": 1})["next"].split("cursor=")[1].split("&")[0]

    assert office.get(f"units/?cursor={cursor}")["errors"][0]["code"] == "invalid_cursor"


def test_units_in_protocol_order_though_codes_differ(cast: Cast, office: Api) -> None:
    make_unit(cast.county, Tier.ROUTINE_SUPPORT, code="aaa", protocol_order=10_000_000)
    make_unit(cast.county, Tier.ROUTINE_SUPPORT, code="zzz", protocol_order=0)

    codes = [row["code"] for page in walk(office, "units/", "next", page_size=2) for row in page]
    assert codes == ["zzz", "xwb", "yjj", "dag", "aaa"]


def test_listing_costs_the_same_however_long(cast: Cast, office: Api, django_assert_num_queries: Any) -> None:
    office.get("people/")
    for _ in range(30):
        make_person(cast.routine)
    with django_assert_num_queries(2):
        office.get("people/", query={"page_size": 200})

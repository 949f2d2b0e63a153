"""Each client has so many writes a minute, counted in Postgres; waiting as long as `Retry-After` says helps."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.api_client import Api
from tests.concurrency import outcomes
from tests.factories import Cast, at, make_cast, make_token
from units.counties.services import wait_for

NOON = at("2026-06-10 12:00:40")
WRITE = "people/00000000-0000-0000-0000-000000000000/reveal-phone/"


@pytest.fixture(autouse=True)
def low(settings: Settings) -> None:
    settings.API_RATE_LIMITS = {"reads": 0, "writes": 2, "answers": 2, "codes": 2}


def write(api: Api) -> int:
    return api.post(WRITE, {"reason": "x"}).status


def test_beyond_the_limit_is_429_until_the_minute_is_over(office: Api) -> None:
    with time_machine.travel(NOON, tick=False):
        assert [write(office) for _ in range(3)] == [404, 404, 429]
        refused = office.post(WRITE, {"reason": "x"})
        assert (refused["code"], refused.header("Retry-After")) == ("throttled", "20")
    with time_machine.travel(NOON + timedelta(seconds=20), tick=False):
        assert write(office) == 404


def test_each_client_counts_for_itself(cast: Cast, office: Api) -> None:
    other_key, browser = Api(key=make_token(cast.office)), Api(user=cast.office)

    with time_machine.travel(NOON, tick=False):
        assert [write(office) for _ in range(3)] == [404, 404, 429]
        assert (write(other_key), write(browser)) == (404, 404)


def test_reads_are_counted_only_where_asked_for(
    settings: Settings, office: Api, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office.get("units/")
    with django_assert_num_queries(2):
        office.get("units/")
    settings.API_RATE_LIMITS = settings.API_RATE_LIMITS | {"reads": 1}
    with time_machine.travel(NOON, tick=False):
        assert [office.get("units/").status for _ in range(2)] == [200, 429]
        assert write(office) == 404


@pytest.mark.django_db(transaction=True)
def test_all_at_once_get_what_is_left_and_no_more(settings: Settings) -> None:
    settings.API_RATE_LIMITS = settings.API_RATE_LIMITS | {"writes": 5}
    key = make_token(make_cast().office)

    with time_machine.travel(NOON, tick=False):
        statuses = outcomes([lambda: write(Api(key=key))] * 16)

    assert Counter(statuses) == {404: 5, 429: 11}


@pytest.mark.django_db
def test_buckets_do_not_share() -> None:
    now = timezone.now()
    used = [wait_for(client="user:1", bucket=bucket, limit=1, now=now) for bucket in ("answers", "writes", "answers")]

    assert used[:2] == [None, None]
    assert used[2] is not None
    assert timedelta(0) < used[2] <= timedelta(minutes=1)

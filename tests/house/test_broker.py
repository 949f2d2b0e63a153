"""One REDIS_URL, two spellings: kombu silently falls back to localhost when it is given Django's."""

import pytest
from django.core.cache import cache, caches
from redis import Redis

from rostering.broker import broker_url, cache_url
from rostering.celery import app


@pytest.mark.parametrize(
    ("redis_url", "broker", "cache"),
    [
        ("unix:///run/a b/r.sock", "redis+socket:///run/a b/r.sock?virtual_host=0", "unix:///run/a b/r.sock?db=1"),
        ("redis+socket:///r.sock", "redis+socket:///r.sock?virtual_host=0", "unix:///r.sock?db=1"),
        ("redis://cache:6380", "redis://cache:6380/0", "redis://cache:6380/1"),
        ("rediss://:pw@cache:6380/7", "rediss://:pw@cache:6380/0", "rediss://:pw@cache:6380/1"),
    ],
)
def test_broker_and_cache_get_different_databases_of_one_server(redis_url: str, broker: str, cache: str) -> None:
    assert broker_url(redis_url) == broker
    assert cache_url(redis_url) == cache


def test_the_configured_addresses_reach_two_databases_of_the_same_server() -> None:
    cache.set("here", "cache")

    with app.connection() as connection:
        connection.ensure_connection(max_retries=1)
        broker = connection.default_channel.client
        assert broker.connection_pool.connection_kwargs["db"] == cache_database() - 1
        assert not broker.exists(cache.make_key("here"))


def cache_database() -> int:
    client: Redis = caches["default"]._cache.get_client()  # type: ignore[attr-defined]  # no public way to it
    return int(client.connection_pool.connection_kwargs["db"])


@pytest.mark.parametrize("redis_url", ["", "localhost:6379", "http://cache"])
def test_any_other_address_is_refused(redis_url: str) -> None:
    with pytest.raises(ValueError, match="REDIS_URL must start with"):
        broker_url(redis_url)

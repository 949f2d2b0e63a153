"""One `REDIS_URL` becomes the two addresses Celery and Django want.

Broker and cache live in different databases because `cache.clear()` flushes the whole one it is on. For unix sockets
the two libraries want different spellings, and kombu silently falls back to localhost when it gets the other's.
"""

from urllib.parse import urlsplit, urlunsplit

BROKER_DB = 0
CACHE_DB = 1


def broker_url(redis_url: str, db: int = BROKER_DB) -> str:
    """The address for kombu: `redis+socket:///path?virtual_host=0` or `redis[s]://host/0`."""
    parts = urlsplit(redis_url)
    if _is_socket(parts.scheme):
        return f"redis+socket://{parts.path}?virtual_host={db}"
    return urlunsplit(parts._replace(path=f"/{db}"))


def cache_url(redis_url: str, db: int = CACHE_DB) -> str:
    """The address for Django's cache: `unix:///path?db=1` or `redis[s]://host/1`."""
    parts = urlsplit(redis_url)
    if _is_socket(parts.scheme):
        return f"unix://{parts.path}?db={db}"
    return urlunsplit(parts._replace(path=f"/{db}"))


def _is_socket(scheme: str) -> bool:
    """True for a unix socket, False for TCP; anything else is refused aloud."""
    if scheme in {"unix", "redis+socket"}:
        return True
    if scheme in {"redis", "rediss"}:
        return False
    raise ValueError(f"REDIS_URL must start with redis://, rediss:// or unix://, not {scheme!r}.")

"""Every page a login can open: found by asking the routes, so that a new page is looked at without anybody listing it."""

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from units.models import User

# Files, programs' addresses, and what another project draws.
NOT_PAGES = ("api/", "livez", "readyz", "enginez", "metrics", "__debug__", "static/")


def pages_of(user: User, *rows: str) -> list[str]:
    """Addresses without parameters that answer this login with a page, and `rows`: those of single rows."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return [path for path in [*(f"/{route}" for route in _plain_routes()), *rows] if _is_page(client, path)]


def _is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    is_html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    # A part of a page, asked for by it, is looked at where it stands.
    return is_html and b"<html" in answer.content


def _plain_routes(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(NOT_PAGES):
            continue
        if isinstance(pattern, URLResolver):
            yield from _plain_routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and "<" not in route:
            yield route

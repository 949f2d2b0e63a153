"""Every request has a number: on its answer, on each line logged meanwhile, and as one line of its own when it ends.

The line names the route, never the address: addresses carry keys and search words.
"""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-Id"
# What a proxy or client may give, so that one number goes through all logs.
GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
# Probes ask every few seconds; files are the proxy's matter.
UNLOGGED = re.compile(r"(livez|readyz|enginez|metrics)$")

logger = logging.getLogger("duty.requests")
_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """Empty outside a request."""
    return _current.get()


class RequestIds:
    """Outermost, so that refusals of every other middleware have one too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else uuid4().hex
        token, began = _current.set(number), time.monotonic()
        try:
            response = self.get_response(request)
            response.headers[HEADER] = number
            _log(request, response, time.monotonic() - began)
            return response
        finally:
            _current.reset(token)


def _log(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    found = request.resolver_match
    if found is None or UNLOGGED.match(found.route):
        return
    fields = {
        "method": request.method if request.method in METHODS else "other",
        "route": found.route,
        "status": response.status_code,
        "ms": round(1000 * seconds),
    }
    logger.info("%(method)s %(route)s %(status)s %(ms)s ms", fields, extra={"fields": fields})


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

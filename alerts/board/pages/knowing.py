"""What a poll of the board knows: a tag that says how the county stood, until when nothing changes by itself, and for which
session it was given. It is answered before anything else of a request, by one statement (docs/decisions/0019)."""

import re
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from alerts.board.queries.standing import Shown

# The session's row goes at signing out, and when its account's password changes or it is ended; rights move the county.
STANDS = "SELECT units_version_seen(%s, %s, %s)"
TAG = re.compile(r"(?:^|&)v=(([0-9a-f]{32})_([0-9a-f]+)_([0-9a-f]+))_([0-9a-f]{24})(?:&|$)")
_KEY = blake2b(f"board:{settings.SECRET_KEY}".encode()).digest()


class Known(NamedTuple):
    county_id: str
    version: int
    until: float
    """Seconds since 1970."""


def tag_of(shown: Shown, request: HttpRequest) -> str:
    body = f"{shown.county_id.hex}_{shown.version:x}_{int(shown.until.timestamp() * 1000):x}"
    return f"{body}_{_seal(body, request.session.session_key or '')}"


def known_of(request: HttpRequest) -> Known | None:
    """What the tag of a poll says; None without one that was given to this session."""
    if request.method != "GET" or "HTTP_HX_REQUEST" not in request.META:
        return None
    found = TAG.search(request.META.get("QUERY_STRING", ""))
    if found is None:
        return None
    body, county_id, version, until, seal = found.groups()
    if not compare_digest(seal, _seal(body, request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))):
        return None
    return Known(county_id, int(version, 16), int(until, 16) / 1000)


def _seal(body: str, session_key: str) -> str:
    return blake2b(f"{body}:{session_key}".encode(), key=_KEY, digest_size=12).hexdigest()


class AnswersKnown:
    """204 to a poll that knows the present state. Everything else, also when the database can't say, goes its usual way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/":
            known = known_of(request)
            now = timezone.now()
            if known is not None and now.timestamp() < known.until and _stands(known, request, now):
                return HttpResponse(status=204)
        return self.get_response(request)


def _stands(known: Known, request: HttpRequest, now: datetime) -> bool:
    session_key = request.COOKIES[settings.SESSION_COOKIE_NAME]
    # The statement itself finds out whether the connection lives: asking first would be a second one.
    connection.health_check_done = True  # type: ignore[attr-defined]  # the stubs don't know it
    try:
        with connection.cursor() as cursor:
            cursor.execute(STANDS, (known.county_id, session_key, now))
            found: int | None = cursor.fetchone()[0]
    except DatabaseError:
        connection.close()
        return False
    return found == known.version

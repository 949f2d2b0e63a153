"""Notes now and then that a session is in use, which moves its end on, and lets a browser be known again."""

import time
from collections import OrderedDict
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from units.accounts.services.sessions import USE_NOTED_EVERY, note_use

# What a browser is known by beyond its session, and where a request keeps that of a browser that nobody knew.
DEVICE_COOKIE = "device"
NEW_DEVICE = "new_device"
A_YEAR = 365 * 24 * 60 * 60
MOST_KEPT = 4096
_noted: "OrderedDict[str, float]" = OrderedDict()


class SessionsInUse:
    """Each process writes once in some minutes for a session, never for a request that asked nobody who they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = getattr(request, "_cached_user", None)
        key = getattr(getattr(request, "session", None), "session_key", None)
        if user is not None and user.is_authenticated and key and is_use(request) and _is_due(key):
            note_now(key)
            note_use(session_key=key, ends_at=request.session.get_expiry_date(), now=timezone.now())
        if device := getattr(request, NEW_DEVICE, None):
            response.set_cookie(DEVICE_COOKIE, device, max_age=A_YEAR, httponly=True, samesite="Lax",
                                secure=request.is_secure())  # fmt: skip
        return response


def is_use(request: HttpRequest) -> bool:
    """Whether a person did something: opened a page or sent a form. Parts of a page that ask again by themselves are no use."""
    if request.method not in {"GET", "HEAD"}:
        return True
    return not request.path_info.startswith("/api/") and not request.headers.get("HX-Request")


def _is_due(key: str) -> bool:
    return time.monotonic() - _noted.get(key, float("-inf")) > USE_NOTED_EVERY.total_seconds()


def note_now(key: str) -> None:
    """So that the request after signing in doesn't write again."""
    _noted[key] = time.monotonic()
    _noted.move_to_end(key)
    while len(_noted) > MOST_KEPT:
        _noted.popitem(last=False)

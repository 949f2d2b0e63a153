"""Notes now and then that a session is in use."""

import time
from collections import OrderedDict
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from units.accounts.services.sessions import USE_NOTED_EVERY, note_use

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
        if user is not None and user.is_authenticated and key and _is_due(key):
            note_now(key)
            note_use(session_key=key, now=timezone.now())
        return response


def _is_due(key: str) -> bool:
    return time.monotonic() - _noted.get(key, float("-inf")) > USE_NOTED_EVERY.total_seconds()


def note_now(key: str) -> None:
    """So that the request after signing in doesn't write again."""
    _noted[key] = time.monotonic()
    _noted.move_to_end(key)
    while len(_noted) > MOST_KEPT:
        _noted.popitem(last=False)

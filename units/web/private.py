"""What somebody signed in sees is theirs: no cache on the way, and none of a shared computer, keeps it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

PRIVATE = "private, no-store"


class PrivatePages:
    """Answers to somebody signed in that don't say themselves who may keep them. Pages for a phone without network are kept
    by the service worker (`units.web.offline`), which asks nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # After a failure nobody is asked who this was: what has failed may be the database.
        if "Cache-Control" not in response.headers and (response.status_code >= 500 or _is_signed_in(request)):
            response.headers["Cache-Control"] = PRIVATE
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated

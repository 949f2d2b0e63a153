"""What no database keeps: NUL, which nobody can type and every scanner sends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from units.api.parsing import has_unstorable
from units.web import errors


class StorableOnly:
    """An address with such a character is one of nothing. Among what was sent, fields that look for it say so themselves; where
    none does the database's refusal is a 400 and no failure of ours. The API asks first (`units.api.parsing`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """None when the page may be shown."""
        is_nothing = any(has_unstorable(str(value)) for value in kwargs.values())
        return errors.not_found(request) if is_nothing and not request.path_info.startswith("/api/") else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None for everything else that goes wrong: Django goes on."""
        if not isinstance(exception, ValueError):
            return None
        sent = (text for given in (request.GET, request.POST) for values in given.lists() for text in values[1])
        return errors.bad_request(request) if any(map(has_unstorable, sent)) else None

"""What holds for every page: its language, sign in first, and domain errors are sentences."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from units.errors import DomainError
from units.web.views import errors


class ChosenLanguage(LocaleMiddleware):
    """Pages are Chinese unless the reader chose otherwise; only a program is believed what language it asks for."""

    def process_request(self, request: HttpRequest) -> None:
        """Activates the language of the switch (a cookie), for the API that of `Accept-Language`."""
        if request.path_info.startswith("/api/"):
            super().process_request(request)
            return
        translation.activate(_chosen(request))
        request.LANGUAGE_CODE = translation.get_language()


def _chosen(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class SignInFirst(LoginRequiredMiddleware):
    """Every page wants a user unless it says `login_not_required`. A fragment must not show the login page inside."""

    def process_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase | None:
        """None when the page may be shown."""
        answer = super().process_view(request, *args, **kwargs)
        if answer is None or not request.headers.get("HX-Request"):
            return answer
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})


class DomainErrors:
    """The one place that turns a domain error into what a reader sees (the API has its own)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None for everything that is not a domain error: Django goes on."""
        return errors.refusal(request, exception) if isinstance(exception, DomainError) else None

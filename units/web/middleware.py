"""What holds for every page: its language, sign in first, and domain errors are sentences."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from units.api.authentication import is_factor_due
from units.errors import DomainError, NotAllowed
from units.vocabulary import read_words_of
from units.web import errors
from units.web.navigation import home_path

# Where a password of one's own is chosen.
CHANGE_PAGE = "units:my_password"
# Where a second factor is set up.
FACTOR_PAGE = "units:second_factor"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


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
        """None when the page may be shown. Whoever sent a form comes back to the page it stands on, never to its address."""
        answer = super().process_view(request, *args, **kwargs)
        if answer is None:
            if request.user.is_authenticated:
                read_words_of(request.user.county_id)
            return None
        is_fragment = bool(request.headers.get("HX-Request"))
        if request.method in SAFE_METHODS:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"}) if is_fragment else answer
        sign_in = redirect_to_login(_page_of_form(request))
        return HttpResponse(status=401, headers={"HX-Redirect": sign_in.url}) if is_fragment else sign_in


def _page_of_form(request: HttpRequest) -> str:
    """Path and query of the own page that sent the request; the front page when it doesn't say, or says another site."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(page)
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


class OwnPasswordFirst:
    """Whoever signed in with a password that somebody else gave can do nothing but choose one of their own, then whoever has
    to have a second factor nothing but set it up. Pages that want no login (answers to checks among them) go on; the API says
    so itself (`units.api.authentication`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: Any, **_kwargs: Any) -> HttpResponseBase | None:
        """None when the page may be shown."""
        first = _due_first(request) if getattr(view, "login_required", True) else ""
        if not first:
            return None
        wanted = reverse(first)
        if request.path_info in (wanted, reverse("units:logout")):
            return None
        if not request.headers.get("HX-Request"):
            return redirect(wanted)
        # The page that comes first asks for the number of 待办 too: sent to itself it would load for ever.
        is_there = urlsplit(request.headers.get("HX-Current-URL", "")).path == wanted
        return HttpResponse(status=204) if is_there else HttpResponse(status=403, headers={"HX-Redirect": wanted})


def _due_first(request: HttpRequest) -> str:
    """The name of the page that comes before all others; empty when none does."""
    if getattr(request.user, "must_change_password", False):
        return CHANGE_PAGE
    return FACTOR_PAGE if is_factor_due(request) else ""


class CityReadsOnly:
    """A city's office opens the pages that are marked for it (`units.web.for_city`) and those that want no login; all others
    refuse it, whatever they would say themselves. The API asks for a scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: Any, **_kwargs: Any) -> HttpResponseBase | None:
        """None when the page may be shown. Whoever types the bare address is led to the counties."""
        if not getattr(request.user, "is_city_office", False) or not getattr(view, "login_required", True):
            return None
        if getattr(view, "for_city", False):
            return None
        if request.path_info == "/" and not request.headers.get("HX-Request"):
            return redirect(home_path(request.user))
        return errors.refusal(request, NotAllowed("permission_denied", _("市级账号只查看本市各县的值班情况")))


class DomainErrors:
    """The one place that turns a domain error into what a reader sees (the API has its own)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None for everything that is not a domain error: Django goes on."""
        return errors.refusal(request, exception) if isinstance(exception, DomainError) else None

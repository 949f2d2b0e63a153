"""Signing in and out, language and text size."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from units.accounts import oidc, wecom
from units.accounts.pages.entering import enter
from units.accounts.queries import office_to_ask
from units.counties.models.user import User
from units.web.context import TEXT_SIZE_COOKIE, TEXT_SIZES
from units.web.forms import LoginForm
from units.web.navigation import home_path
from units.web.next_page import next_page, own_page
from units.web.once import may_repeat

A_YEAR = 365 * 24 * 60 * 60


def _demo_logins() -> list[User]:
    """One login of each role; nothing outside the demo."""
    if not settings.DEMO:
        return []
    return list(User.objects.filter(is_active=True).order_by("role", "username").distinct("role"))


def other_doors() -> list[tuple[str, str]]:
    """Address and name of each other way to sign in that the installation offers."""
    doors = [("units:oidc", settings.OIDC_NAME, oidc.is_on()), ("units:wecom", _("企业微信"), wecom.is_on())]
    return [(reverse(door), name) for door, name, is_on in doors if is_on]


@method_decorator((login_not_required, may_repeat), name="dispatch")
class Login(LoginView):
    authentication_form = LoginForm
    redirect_authenticated_user = True
    extra_context = {"demo_logins": _demo_logins, "office": office_to_ask, "others": other_doors}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password is right; who has a second factor is asked for its code first."""
        return enter(self.request, form.get_user(), next_path=own_page(self.request, self.get_redirect_url()))

    def get_default_redirect_url(self) -> str:
        return home_path(self.request.user)


def locked_out(request: HttpRequest, *_args: Any, **_credentials: Any) -> HttpResponse:
    """What somebody sees after too many wrong passwords (settings.AXES_LOCKOUT_CALLABLE)."""
    context = {"form": LoginForm(request), "locked_out": True, "demo_logins": _demo_logins, "office": office_to_ask}
    context["others"] = other_doors
    return render(request, "registration/login.html", context, status=settings.AXES_HTTP_RESPONSE_CODE)


@may_repeat
@login_not_required
@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Keeps the reader's text size in a cookie, so that the next page is drawn with it from the start."""
    size = request.POST.get("size", "")
    response = redirect(next_page(request, "/"))
    if size in TEXT_SIZES:
        response.set_cookie(TEXT_SIZE_COOKIE, size, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


language = may_repeat(login_not_required(set_language))

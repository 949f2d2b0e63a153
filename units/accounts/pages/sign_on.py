"""Signing in by the county's single sign-on or through 企业微信, and out again."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from units.accounts import oidc, wecom
from units.accounts.pages.entering import enter
from units.accounts.queries import office_to_ask
from units.accounts.services.sign_on import account_of_claims, account_of_member
from units.counties.services import wait_for
from units.errors import DomainError
from units.web.client_address import client_address
from units.web.for_city import for_city
from units.web.next_page import own_page

# In the session: the page to go on to, and what is shown to the provider again at signing out.
NEXT = "sign_on_next"
VOUCHED = "oidc_vouched"
TRIES_PER_MINUTE = 60


@never_cache
@login_not_required
@require_safe
def oidc_start(request: HttpRequest) -> HttpResponseBase:
    _check(oidc.is_on())
    _keep_next(request)
    try:
        return oidc.start(request, request.build_absolute_uri(reverse("units:oidc_back")))
    except oidc.NotVouched:
        return _sorry(request, _("统一认证平台暂时连不上，请稍后再试，或用密码登录。"), 503)


@never_cache
@login_not_required
@require_safe
def oidc_back(request: HttpRequest) -> HttpResponseBase:
    """The provider sends somebody back with a code, which is good once."""
    _check(oidc.is_on())
    if _too_often(request):
        return _sorry(request, _("操作过于频繁，请一分钟后再试。"), 429)
    try:
        vouched = oidc.finish(request)
        account = account_of_claims(vouched.claims, timezone.now())
    except oidc.NotVouched:
        return _sorry(request, _("统一认证没有通过，请重新登录。"), 400)
    except DomainError as error:
        return _sorry(request, f"{error}", 403)
    answer = enter(request, account, next_path=request.session.pop(NEXT, ""))
    request.session[VOUCHED] = vouched.id_token
    return answer


@never_cache
@login_not_required
@require_safe
def wecom_start(request: HttpRequest) -> HttpResponse:
    _check(wecom.is_on())
    _keep_next(request)
    request.session[wecom.STATE] = state = wecom.new_state()
    in_app = "wxwork" in request.headers.get("User-Agent", "")
    callback = request.build_absolute_uri(reverse("units:wecom_back"))
    return HttpResponseRedirect(wecom.start_address(callback, state, in_app=in_app))


@never_cache
@login_not_required
@require_safe
def wecom_back(request: HttpRequest) -> HttpResponse:
    _check(wecom.is_on())
    if _too_often(request):
        return _sorry(request, _("操作过于频繁，请一分钟后再试。"), 429)
    expected = request.session.pop(wecom.STATE, "")
    try:
        member = wecom.member_of(request.GET.get("code", ""), request.GET.get("state", ""), expected)
        account = account_of_member(member, timezone.now())
    except oidc.NotVouched:
        return _sorry(request, _("企业微信登录没有通过，请重新登录。"), 400)
    except DomainError as error:
        return _sorry(request, f"{error}", 403)
    return enter(request, account, next_path=request.session.pop(NEXT, ""))


@method_decorator(for_city, name="dispatch")
class Logout(LogoutView):
    """Ends the provider's session, too, where it vouched for this one and has a page for that."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        id_token = request.session.get(VOUCHED, "") if oidc.is_on() else ""
        answer: HttpResponse = super().post(request, *args, **kwargs)
        there = oidc.sign_out_address(id_token, request.build_absolute_uri(reverse("units:login"))) if id_token else ""
        return HttpResponseRedirect(there) if there else answer


def _check(is_on: bool) -> None:
    if not is_on:
        raise Http404


def _keep_next(request: HttpRequest) -> None:
    """Only a page of this site; where it leads is asked before anybody has signed in."""
    request.session[NEXT] = own_page(request, request.GET.get("next", ""))


def _too_often(request: HttpRequest) -> bool:
    client = client_address(request) or "unknown"
    return wait_for(client=client, bucket="sign-on", limit=TRIES_PER_MINUTE, now=timezone.now()) is not None


def _sorry(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    context = {"sentence": sentence, "office": office_to_ask()}
    return render(request, "units/accounts/key_sorry.html", context, status=status)

"""Pages that want no login: choosing a password by a one-use link, and asking for such a link."""

import time

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from units.accounts.forms import ForgottenForm, NewPasswordForm
from units.accounts.pages.entering import enter
from units.accounts.queries import office_to_ask
from units.accounts.services.keys import find_key, use_key
from units.accounts.services.recovery import ask_recovery
from units.counties.services import wait_for
from units.errors import DomainError, RuleViolation
from units.web.client_address import client_address
from units.web.forms import refuse

# Per address and minute: a county's offices often share one.
KEYS_PER_MINUTE = 30
ASKED_PER_MINUTE = 10
# Whether a login exists shall not be told by how long the answer takes.
ANSWERED_AFTER = 0.4


@never_cache
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Looking changes nothing, so that a link preview uses nothing up. Whoever has chosen is signed in under a new session, after the code of
    their second factor if they have one."""
    now = timezone.now()
    if wait_for(client=_client(request), bucket="account-keys", limit=KEYS_PER_MINUTE, now=now):
        return _sorry(request, 429, _("操作过于频繁，请一分钟后再试。"))
    found = find_key(key, now=now)
    if found is None:
        return _sorry(request, 404, _("链接无效、已用过或已过期。"))
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = use_key(key=found, password=form.cleaned_data["password"])
        except RuleViolation as error:
            return _sorry(request, 409, str(error))
        except DomainError as error:
            refuse(form, error)
        else:
            return _kept_secret(enter(request, account))
    context = {
        "form": form,
        "account": found.user,
        "kind": found.kind,
        "login": found.user.login_phone or found.user.username,
    }
    return _kept_secret(render(request, "units/accounts/choose.html", context, status=400 if form.errors else 200))


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer after the same time, whoever is named."""
    form = ForgottenForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        started, now = time.monotonic(), timezone.now()
        if wait_for(client=_client(request), bucket="account-recovery", limit=ASKED_PER_MINUTE, now=now):
            return _sorry(request, 429, _("操作过于频繁，请一分钟后再试。"))
        ask_recovery(login=form.cleaned_data["login"], now=now)
        time.sleep(max(ANSWERED_AFTER - (time.monotonic() - started), 0))
    context = {"form": form, "asked": asked, "office": office_to_ask()}
    return render(request, "units/accounts/forgotten.html", context, status=400 if form.errors else 200)


def _client(request: HttpRequest) -> str:
    return client_address(request) or "unknown"


def _sorry(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    context = {"sentence": sentence, "office": office_to_ask()}
    return _kept_secret(render(request, "units/accounts/key_sorry.html", context, status=status))


def _kept_secret(response: HttpResponse) -> HttpResponse:
    """The address holds the key: it goes to no other site."""
    # To other sites nothing; without any, a browser sends the form from origin "null", which is refused.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response

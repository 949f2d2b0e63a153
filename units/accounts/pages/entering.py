"""The one door: whoever has proven a password or was vouched for is signed in, after the code of their second factor."""

import time

from django.contrib.auth import login as sign_in
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from units.accounts.forms import SecondCodeForm
from units.accounts.queries import office_to_ask
from units.accounts.services.factors import has_factor, prove
from units.counties.models.user import User
from units.counties.services import find_user
from units.errors import DomainError
from units.web.forms import refuse
from units.web.navigation import home_path
from units.web.once import may_repeat

BACKEND = "units.accounts.backends.Accounts"
# In the session of somebody who is not signed in yet.
AWAITED = "code_awaited"
AWAITED_FOR = 10 * 60


def enter(request: HttpRequest, account: User, *, next_path: str = "") -> HttpResponse:
    """Where the reader goes on; `next_path` is a page of this site, empty for their own first page."""
    if not has_factor(account):
        sign_in(request, account, backend=BACKEND)
        return redirect(next_path or home_path(account))
    # Under a new key: who knew the session from before has no part in what comes.
    request.session.cycle_key()
    request.session[AWAITED] = {
        "account": account.pk,
        "password": account.get_session_auth_hash(),
        "next": next_path,
        "until": time.time() + AWAITED_FOR,
    }
    return redirect("units:login_code")


@never_cache
@may_repeat
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in. Whoever comes without the first is sent there."""
    account = _awaited(request)
    if account is None:
        return redirect("units:login")
    form = SecondCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            is_right = prove(account=account, typed=form.cleaned_data["code"])
        except DomainError as error:
            refuse(form, error)
        else:
            if is_right:
                next_path = request.session.pop(AWAITED)["next"]
                sign_in(request, account, backend=BACKEND)
                return redirect(next_path or home_path(account))
            form.add_error("code", _("验证码不对、已过期或已用过，请核对后重新输入"))
    context = {"form": form, "office": office_to_ask()}
    return render(request, "units/accounts/login_code.html", context, status=400 if form.errors else 200)


def _awaited(request: HttpRequest) -> User | None:
    """Who gave the password in this session a moment ago; None when nobody has, when another password holds since, or when
    they may come in no longer."""
    awaited = request.session.get(AWAITED)
    if not awaited or time.time() > awaited["until"]:
        return None
    account = find_user(awaited["account"], today=timezone.localdate())
    if account is None or not constant_time_compare(account.get_session_auth_hash(), awaited["password"]):
        return None
    return account

"""我的账号: one's own password, where one is signed in, and what else secures the account."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from units.accounts.forms import ChangePasswordForm
from units.accounts.models import SecondFactor, SignIn
from units.accounts.queries import own_sessions, usable_tokens
from units.accounts.services.passwords import change_password
from units.accounts.services.sessions import end_session, end_sessions, renamed
from units.accounts.services.tokens import revoke_token
from units.counties.models.token import ApiToken
from units.errors import DomainError
from units.web.for_city import for_city
from units.web.forms import refuse
from units.web.navigation import home_path
from units.web.reader import reader


@for_city
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    context = {
        "account": user,
        "roles": user.unit_roles.select_related("unit").order_by("pk"),
        "sessions": own_sessions(user, _session(request)),
        "tokens": usable_tokens(user, user),
        "factor": SecondFactor.objects.filter(user=user).first(),
    }
    return render(request, "units/accounts/own.html", context)


@for_city
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A key of one's own, or of the county for its office; back to the page it stands on."""
    user = reader(request)
    token = get_object_or_404(ApiToken.objects.visible_to(user).select_related("user"), pk=pk)
    revoke_token(token=token, by=user)
    messages.success(request, _("令牌已吊销，即刻失效。"))
    return redirect("units:my_account") if token.user_id == user.pk else redirect("units:account", token.user_id)


@for_city
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One session; the present one is ended by signing out."""
    user = reader(request)
    sign_in = get_object_or_404(SignIn.objects.filter(user=user).exclude(session_key=_session(request)), pk=pk)
    end_session(sign_in=sign_in, by=user)
    messages.success(request, _("该设备上的登录已退出。"))
    return redirect("units:my_account")


@for_city
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    end_sessions(account=user, by=user, but=_session(request))
    messages.success(request, _("其他设备上的登录已全部退出。"))
    return redirect("units:my_account")


@for_city
@sensitive_post_parameters()
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Every other session ends with the old password; this one goes on under a new key."""
    user = reader(request)
    form = ChangePasswordForm(request.POST or None, account=user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            change_password(account=user, old=given.get("old"), new=given["password"], session_key=_session(request))
        except DomainError as error:
            refuse(form, error)
        else:
            before = _session(request)
            update_session_auth_hash(request, user)
            renamed(old_key=before, new_key=_session(request))
            messages.success(request, _("密码已修改，其他设备上的登录已全部退出。"))
            return redirect(home_path(user))
    context = {"form": form, "is_first": user.must_change_password}
    return render(request, "units/accounts/password.html", context, status=400 if form.errors else 200)


def _session(request: HttpRequest) -> str:
    return request.session.session_key or ""

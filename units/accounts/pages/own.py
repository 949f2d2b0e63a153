"""我的账号: one's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from units.accounts.forms import ChangePasswordForm
from units.accounts.services.passwords import change_password
from units.errors import DomainError
from units.web.forms import refuse
from units.web.navigation import home_path
from units.web.reader import reader


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
            change_password(account=user, old=given.get("old"), new=given["password"])
        except DomainError as error:
            refuse(form, error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("密码已修改，其他设备上的登录已全部退出。"))
            return redirect(home_path(user))
    context = {"form": form, "is_first": user.must_change_password}
    return render(request, "units/accounts/password.html", context, status=400 if form.errors else 200)

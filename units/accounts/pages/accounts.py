"""账号: list, one account, and what may be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from units.accounts.forms import AccountFilter, FurtherRoleForm, NewAccountForm, PhoneForm, PlaceForm, ReasonForm
from units.accounts.permissions import can_change_role, can_manage_account, check_see_accounts
from units.accounts.queries import accounts_found, accounts_of, own_sessions, state_of, usable_tokens, with_state
from units.accounts.reaching import reachable
from units.accounts.services import accounts as services
from units.accounts.services.factors import reset
from units.accounts.services.invitations import Way, invite
from units.accounts.services.locks import unlock
from units.accounts.services.passwords import set_password
from units.accounts.services.roles import add_role, remove_role
from units.accounts.services.sessions import end_sessions
from units.counties.models.user import User
from units.enums import Role
from units.errors import DomainError, InvalidInput, NotAllowed
from units.web.forms import refuse
from units.web.reader import other_parameters, reader

PAGE = 50
Act = Callable[[User, User, str], None]


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    check_see_accounts(user)
    chosen = AccountFilter(request.GET or None, user=user, auto_id="filter-%s")
    wanted = chosen.cleaned_data if chosen.is_valid() else {}
    found = accounts_found(
        user,
        timezone.now(),
        text=wanted.get("q", "").strip(),
        unit_code=wanted.get("unit", ""),
        role=wanted.get("role", ""),
        state=wanted.get("state", ""),
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page": page,
        "rows": [(account, state_of(account)) for account in page],
        "query": other_parameters(request),
    }
    return render(request, "units/accounts/accounts.html", context)


@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _account(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """One account. A first password is shown once, in the answer to the form."""
    user = reader(request)
    check_see_accounts(user)
    form = NewAccountForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            return _made(request, user, form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
    return render(request, "units/accounts/account_form.html", {"form": form}, status=400 if form.errors else 200)


def _made(request: HttpRequest, user: User, given: dict[str, Any]) -> HttpResponse:
    if user.county is None:
        raise NotAllowed("no_county", _("您的账号没有所属的县"))
    person = given["person"]
    wants_invitation = given["way"] == Way.INVITATION
    if wants_invitation and (person is None or person.pk not in reachable([person.pk])):
        raise InvalidInput("no_way", _("没有可用的通道或手机号，邀请送不到本人，请改用初始密码"), field="way")
    new = services.create_account(
        county=user.county,
        role=Role(given["role"]),
        by=user,
        login=given["login"],
        display_name=given["display_name"],
        unit=given["unit"],
        person=person,
    )
    if not wants_invitation:
        return _password_page(request, new.user, new.password)
    invite(account=new.user, by=user)
    messages.success(request, _("已新建账号并发出邀请。"))
    return redirect("units:account", new.user.pk)


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Role and unit."""
    found, user = _account(request, pk), reader(request)
    form = PlaceForm(request.POST, user=user)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.change_role(account=found, role=Role(given["role"]), unit=given["unit"], by=user)
        except NotAllowed:
            raise
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("角色和单位已修改，即刻生效。"))
            return redirect("units:account", pk)
    return _page(request, found, place_form=form)


@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The number to sign in by."""
    found, user = _account(request, pk), reader(request)
    form = PhoneForm(request.POST)
    if form.is_valid():
        try:
            services.change_phone(account=found, phone=form.cleaned_data["phone"], by=user)
        except NotAllowed:
            raise
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("登录手机号已保存。"))
            return redirect("units:account", pk)
    return _page(request, found, phone_form=form)


@require_POST
def further(request: HttpRequest, pk: int) -> HttpResponse:
    """A further unit."""
    found, user = _account(request, pk), reader(request)
    form = FurtherRoleForm(request.POST, user=user)
    if form.is_valid():
        given = form.cleaned_data
        try:
            add_role(account=found, unit=given["unit"], role=Role(given["role"]), by=user)
        except NotAllowed:
            raise
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("已增加兼任单位，即刻生效。"))
            return redirect("units:account", pk)
    return _page(request, found, further_form=form)


@require_POST
def further_remove(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    found = _account(request, pk)
    row = get_object_or_404(found.unit_roles.select_related("unit", "user__county"), pk=role)
    remove_role(row=row, by=reader(request))
    messages.success(request, _("已取消兼任，即刻生效。"))
    return redirect("units:account", pk)


@never_cache
@require_POST
def first_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown once, in this answer."""
    found = _account(request, pk)
    return _password_page(request, found, set_password(account=found, by=reader(request)))


def _password_page(request: HttpRequest, found: User, password: str) -> HttpResponse:
    context = {"account": found, "password": password, "login": found.login_phone or found.username}
    return render(request, "units/accounts/first_password.html", context)


ACTS: dict[str, tuple[Act, Any]] = {
    "deactivate": (lambda found, by, reason: _drop(services.deactivate(account=found, by=by, reason=reason)),
                   _later("账号已停用，登录和令牌即刻失效。")),
    "reactivate": (lambda found, by, reason: _drop(services.reactivate(account=found, by=by, reason=reason)),
                   _later("账号已启用。")),
    "unlock": (lambda found, by, _reason: unlock(account=found, by=by), _later("账号已解锁，可以重新登录。")),
    "invite": (lambda found, by, _reason: invite(account=found, by=by), _later("邀请已发出，72 小时内有效。")),
    "reset-factor": (lambda found, by, _reason: reset(account=found, by=by),
                     _later("第二重验证已重置，该账号已在所有设备上退出登录，并已告知本人。")),
    "end-sessions": (lambda found, by, _reason: _drop(end_sessions(account=found, by=by)),
                     _later("该账号已在所有设备上退出登录。")),
}  # fmt: skip


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    found, user = _account(request, pk), reader(request)
    if action not in ACTS:
        raise Http404
    form = ReasonForm(request.POST)
    run, done = ACTS[action]
    run(found, user, form.cleaned_data["reason"] if form.is_valid() else "")
    messages.success(request, done)
    return redirect("units:account", pk)


def _drop(_result: object) -> None:
    """An act of a page has no result."""


def _account(request: HttpRequest, pk: int) -> User:
    user = reader(request)
    check_see_accounts(user)
    rows = with_state(accounts_of(user), timezone.now()).select_related("unit", "person__unit", "county")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest,
    found: User,
    *,
    place_form: PlaceForm | None = None,
    further_form: FurtherRoleForm | None = None,
    phone_form: PhoneForm | None = None,
) -> HttpResponse:
    user = reader(request)
    may_place = can_change_role(user, found)
    present = {"role": found.role, "unit": found.unit.code if found.unit else ""}
    context = {
        "account": found,
        "state": state_of(found),
        "roles": found.unit_roles.select_related("unit").order_by("pk"),
        "sessions": own_sessions(found, ""),
        "tokens": usable_tokens(found, user),
        "may_manage": can_manage_account(user, found) and found.pk != user.pk,
        "may_place": may_place,
        "phone_form": phone_form or PhoneForm(auto_id="phone-%s"),
        "is_reachable": bool(found.person_id and reachable([found.person_id])),
        "place_form": place_form or (PlaceForm(user=user, initial=present, auto_id="place-%s") if may_place else None),
        "further_form": further_form or (FurtherRoleForm(user=user, auto_id="further-%s") if may_place else None),
    }
    errors = any(form is not None and form.errors for form in (place_form, further_form, phone_form))
    return render(request, "units/accounts/account.html", context, status=400 if errors else 200)

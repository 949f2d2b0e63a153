"""/setup/: the code, the county, the first account. Gone once the account exists."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rostering.founding.forms import AccountForm, CodeForm, CountyForm
from rostering.founding.services import open_office, save_county
from units.counties.models.settings import CountySettings
from units.errors import DomainError
from units.models import County
from units.setup.queries import is_set_up
from units.setup.services import proven_code, try_setup_code
from units.web.client_address import client_address
from units.web.forms import refuse
from units.web.once import may_repeat

PROVEN = "setup_code"
CHECKLIST = "/settings/setup/"
View = Callable[..., HttpResponse]


def _while_empty(view: View) -> View:
    """A page of /setup/: open to nobody in particular, and gone once there is an account."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_set_up():
            messages.info(request, _("系统已经启用，请登录；新账号由两办在系统内建立。"))
            return redirect("/")
        return view(request, *args, **kwargs)

    # What is sent twice makes nothing twice: the services look whether it is there. And the sign-in must set its cookies.
    return may_repeat(login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(shown))))


def _code_id(request: HttpRequest) -> int | None:
    """The code this browser has proven, None when it hasn't or the code is good no more."""
    code = proven_code(request.session.get(PROVEN), timezone.now())
    return code.pk if code else None


@_while_empty
def start(request: HttpRequest) -> HttpResponse:
    """Asks for the code, or goes on where somebody has stopped."""
    if request.method != "POST" and _code_id(request):
        return redirect("founding:account" if County.objects.exists() else "founding:county")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        client = client_address(request) or "unknown"
        try:
            proven = try_setup_code(code=form.cleaned_data["code"], client=client)
        except DomainError as error:
            refuse(form, error)
        else:
            request.session.cycle_key()
            request.session[PROVEN] = proven.pk
            return redirect("founding:start")
    return _shown(request, "code", form, 1)


@_while_empty
def county(request: HttpRequest) -> HttpResponse:
    """The county's name, code and letterhead; while there is no account they may be corrected."""
    code_id = _code_id(request)
    if code_id is None:
        return redirect("founding:start")
    found = County.objects.order_by("code").first()
    initial = {"name": found.name, "letterhead": CountySettings.of(found.pk).letterhead} if found else {}
    form = CountyForm(request.POST if request.method == "POST" else None, exists=found is not None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            save_county(code_id=code_id, county=found, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            return redirect("founding:account")
    return _shown(request, "county", form, 2, county=found)


@_while_empty
def account(request: HttpRequest) -> HttpResponse:
    """The first account; whoever makes it is signed in."""
    code_id, counties = _code_id(request), list(County.objects.order_by("code"))
    if code_id is None or not counties:
        return redirect("founding:start")
    form = AccountForm(request.POST if request.method == "POST" else None, counties=counties)
    if form.is_bound and form.is_valid():
        given = {"county": counties[0], **form.cleaned_data}
        given.pop("again", None)
        try:
            user = open_office(code_id=code_id, **given)
        except DomainError as error:
            if is_set_up():
                messages.warning(request, str(error))
                return redirect("/")
            refuse(form, error)
        else:
            request.session.pop(PROVEN, None)
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
            messages.success(request, _("账号已建立，您已登录。下面逐项办理，可随时离开再接着办。"))
            return redirect(CHECKLIST)
    return _shown(request, "account", form, 3, county=counties[0] if len(counties) == 1 else None)


def _shown(request: HttpRequest, page: str, form: Any, step: int, **context: Any) -> HttpResponse:
    template = f"rostering/founding/{page}.html"
    return render(request, template, {"form": form, "step": step, **context}, status=400 if form.errors else 200)

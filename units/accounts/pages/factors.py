"""第二重验证: an account's owner sets it up, has new recovery codes made, takes it back for another phone."""

from uuid import UUID, uuid4

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from units.accounts.forms import AppCodeForm, SecondCodeForm
from units.accounts.models import SecondFactor
from units.accounts.services import factors
from units.api.authentication import FACTOR_DUE
from units.counties.models.user import User
from units.errors import DomainError
from units.web.for_city import for_city
from units.web.forms import refuse
from units.web.reader import reader

# The factor that is being set up: what the app has scanned, and nobody has confirmed yet.
OFFERED = "factor_offered"
PIXELS = 5


@for_city
@never_cache
@sensitive_post_parameters()
@sensitive_variables("form", "codes")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """What there is, or the square to scan with a field for the first code."""
    user = reader(request)
    present = SecondFactor.objects.filter(user=user).first()
    if present is not None:
        return _present(request, present)
    form = AppCodeForm(request.POST or None)
    offered = _offered(request)
    if request.method == "POST" and form.is_valid():
        try:
            codes = factors.set_up(
                account=user,
                factor_id=offered,
                code=form.cleaned_data["code"],
                session_key=request.session.session_key or "",
            )
        except DomainError as error:
            refuse(form, error)
        else:
            del request.session[OFFERED]
            request.session.pop(FACTOR_DUE, None)
            return _codes_page(request, codes)
    return render(request, "units/accounts/factor_new.html", _offer(request, user, offered) | {"form": form},
                  status=400 if form.errors else 200)  # fmt: skip


@for_city
@never_cache
@sensitive_post_parameters()
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown once in this answer."""
    form = SecondCodeForm(request.POST, auto_id="codes-%s")
    if form.is_valid():
        try:
            made = factors.renew_codes(account=reader(request), typed=form.cleaned_data["code"])
        except DomainError as error:
            refuse(form, error)
        else:
            if made:
                return _codes_page(request, made)
            form.add_error("code", _wrong())
    return _refused(request, codes_form=form)


@for_city
@never_cache
@sensitive_post_parameters()
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """For another phone, or for good where the county leaves the choice."""
    form = SecondCodeForm(request.POST, auto_id="remove-%s")
    user = reader(request)
    if form.is_valid():
        try:
            is_removed = factors.remove(account=user, typed=form.cleaned_data["code"])
        except DomainError as error:
            refuse(form, error)
        else:
            if is_removed:
                return _removed(request, user)
            form.add_error("code", _wrong())
    return _refused(request, remove_form=form)


def _removed(request: HttpRequest, user: User) -> HttpResponse:
    messages.success(request, _("第二重验证已停用。"))
    if factors.must_set_up(user):
        request.session[FACTOR_DUE] = True
        return redirect("units:second_factor")
    return redirect("units:my_account")


def _offered(request: HttpRequest) -> UUID:
    """The same for the whole session, so that a page loaded again doesn't want to be scanned again."""
    if OFFERED not in request.session:
        request.session[OFFERED] = str(uuid4())
    return UUID(request.session[OFFERED])


def _offer(request: HttpRequest, user: User, offered: UUID) -> dict[str, object]:
    secret = factors.typed_secret(offered)
    return {
        "is_due": bool(request.session.get(FACTOR_DUE)),
        "square": segno.make(factors.app_address(user, offered)).svg_data_uri(scale=PIXELS, border=4, light="#fff"),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }


def _present(request: HttpRequest, factor: SecondFactor, **forms: SecondCodeForm) -> HttpResponse:
    context = {
        "factor": factor,
        "codes_left": factor.codes.filter(used_at__isnull=True).count(),
        "codes_form": forms.get("codes_form") or SecondCodeForm(auto_id="codes-%s"),
        "remove_form": forms.get("remove_form") or SecondCodeForm(auto_id="remove-%s"),
    }
    return render(request, "units/accounts/factor.html", context, status=400 if forms else 200)


def _refused(request: HttpRequest, **forms: SecondCodeForm) -> HttpResponse:
    present = SecondFactor.objects.filter(user=reader(request)).first()
    return _present(request, present, **forms) if present else redirect("units:second_factor")


def _codes_page(request: HttpRequest, made: list[str]) -> HttpResponse:
    return render(request, "units/accounts/recovery_codes.html", {"codes": made, "account": reader(request)})


def _wrong() -> str:
    return _("验证码不对、已过期或已用过，请核对后重新输入")

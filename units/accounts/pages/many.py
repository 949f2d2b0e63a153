"""批量开通: accounts for many people at once, looked at before they are made."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from units.accounts.forms import ManyForm
from units.accounts.permissions import check_see_accounts
from units.accounts.queries import people_for_accounts
from units.accounts.services.invitations import Way, create_many, planned
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Role
from units.errors import DomainError, NotAllowed
from units.labels import UNIT_ROLE_LABELS
from units.web.forms import refuse
from units.web.reader import reader

GROUPS = ("leaders", "duty")
UNDECIDED = ("all", "edit")
CHOICES = ("role", "login", "way")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Chosen, all ticked (`step=all`) or changed again (`step=edit`), looked at (`step=look`), made (`step=make`). First passwords are shown once, in the last answer."""
    user = reader(request)
    check_see_accounts(user)
    if user.county is None:
        raise NotAllowed("no_county", _("您的账号没有所属的县"))
    asked = request.POST if request.method == "POST" else request.GET
    group = asked.get("group") if asked.get("group") in GROUPS and user.sees_whole_county else "duty"
    people = people_for_accounts(user, group=str(group), unit_code=asked.get("unit", ""))
    step = asked.get("step")
    chosen = {name: asked[name] for name in CHOICES if name in asked}
    form = ManyForm(
        None if step in UNDECIDED else request.POST or None,
        people=people,
        roles=_roles(user),
        initial=_initial(str(group)) | chosen,
    )
    if form.is_bound and form.is_valid():
        try:
            return _next(request, user, form)
        except NotAllowed:
            raise
        except DomainError as error:
            refuse(form, error)
    rows = list(people.select_related("user"))
    without = {str(person.pk) for person in rows if not hasattr(person, "user")}
    context = {
        "form": form,
        "without": len(without),
        "group": group,
        "unit_code": asked.get("unit", ""),
        "units": list(Unit.objects.managed_by(user).active().in_protocol_order()),
        "by_unit": _by_unit(rows),
        "ticked": without if step == "all" else set(request.POST.getlist("people")),
        "may_choose_group": user.sees_whole_county,
    }
    return render(request, "units/accounts/many.html", context, status=400 if form.errors else 200)


def _next(request: HttpRequest, user: User, form: ManyForm) -> HttpResponse:
    given = form.cleaned_data
    people, way, by_phone = list(given["people"]), Way(given["way"]), given["login"] == "phone"
    if request.POST.get("step") != "make":
        lines = planned(people, by_phone=by_phone, way=way)
        context = {"form": form, "lines": lines, "given": given, "new": sum(line.is_new for line in lines),
                   "group": request.POST.get("group", ""), "unit_code": request.POST.get("unit", "")}  # fmt: skip
        return render(request, "units/accounts/many_look.html", context)
    if user.county is None:
        raise AssertionError("whoever opens the page has one")
    made = create_many(county=user.county, people=people, role=Role(given["role"]), by=user, by_phone=by_phone, way=way)
    sheets = [(unit, list(lines)) for unit, lines in groupby(made.sheet, key=lambda pair: pair[0].person.unit)]
    context = {"made": made, "sheets": sheets, "county": user.county, "address": request.build_absolute_uri("/")}
    return render(request, "units/accounts/many_made.html", context)


def _roles(user: User) -> list[tuple[str, Any]]:
    if user.sees_whole_county:
        return list(UNIT_ROLE_LABELS.items())
    return [(Role.DUTY_PERSON, UNIT_ROLE_LABELS[Role.DUTY_PERSON])]


def _initial(group: str) -> dict[str, str]:
    return {
        "role": Role.UNIT_LEADER if group == "leaders" else Role.DUTY_PERSON,
        "login": "phone",
        "way": Way.INVITATION,
    }


def _by_unit(people: list[Any]) -> list[tuple[Unit, list[Any]]]:
    return [(unit, list(found)) for unit, found in groupby(people, key=lambda person: person.unit)]

"""单位停用、合并与恢复: each names what stands in the way, and asks back where duties are touched."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.errors import DomainError
from units.permissions import check_manage_county
from units.units.forms import EndForm, MergeForm
from units.units.obstacles import obstacles_to
from units.units.services.closing import close_unit, merge_unit, reopen_unit
from units.web.asking_back import asked_back
from units.web.forms import refuse
from units.web.reader import reader
from units.when import full_day


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    user = reader(request)
    unit = _unit(user, code)
    form = EndForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        change = partial(close_unit, unit=unit, by=user, **form.cleaned_data)
        answer = _done(request, unit, form, change, title=_("停用单位"))
        if answer is not None:
            words = {"name": unit.name, "day": full_day(form.cleaned_data["day"])}
            messages.success(request, _("%(name)s自%(day)s起停用，历史记录保留。") % words)
            return answer
    return _page(request, unit, form, title=_("停用单位"))


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, code: str) -> HttpResponse:
    user = reader(request)
    unit = _unit(user, code)
    form = MergeForm(request.POST or None, user=user, unit=unit, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        change = partial(merge_unit, unit=unit, by=user, **form.cleaned_data)
        answer = _done(request, unit, form, change, title=_("合并单位"))
        if answer is not None:
            into = form.cleaned_data["into"]
            words = {"name": unit.name, "into": into.name, "day": full_day(form.cleaned_data["day"])}
            messages.success(
                request, _("%(name)s自%(day)s起并入%(into)s，人员随之转入，历史记录保留在原单位名下。") % words
            )
            return answer
    return _page(request, unit, form, title=_("合并单位"), merging=True)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    user = reader(request)
    unit = _unit(user, code)
    error = ""
    if request.method == "POST":
        try:
            reopen_unit(unit=unit, by=user)
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("%(name)s已恢复使用，自下一个开启的值班周期起列入。") % {"name": unit.name})
            return redirect("units:unit", unit.code)
    context = {"unit": unit, "error": error}
    return render(request, "units/units/unit_reopen.html", context, status=409 if error else 200)


def _unit(user: User, code: str) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(user).select_related("county", "merged_into"), code=code)
    check_manage_county(user, unit.county)
    return unit


def _done(
    request: HttpRequest, unit: Unit, form: EndForm, change: Callable[[], Any], *, title: str
) -> HttpResponse | None:
    """The question, or the way back once it is done; None with the refusal in the form."""
    back = reverse("units:unit", args=[unit.code])
    try:
        question = asked_back(request, change, title=title, back=back)
        if question is not None:
            return question
        change()
    except DomainError as error:
        refuse(form, error)
        return None
    return redirect(back)


def _page(request: HttpRequest, unit: Unit, form: EndForm, *, title: str, merging: bool = False) -> HttpResponse:
    """With what stands in the way by the day asked for, by today before anybody has asked."""
    day = getattr(form, "cleaned_data", {}).get("day") or timezone.localdate()
    people = unit.people.valid_on(day).count() if merging else 0
    context = {
        "unit": unit,
        "form": form,
        "title": title,
        "day": day,
        "obstacles": obstacles_to(unit, day, merging=merging),
        "goes_along": ngettext("%(count)d 名人员随之转入", "%(count)d 名人员随之转入", people) % {"count": people},
        "merging": merging,
        "logins": unit.users.filter(is_active=True).count(),
    }
    return render(request, "units/units/unit_end.html", context, status=409 if form.errors else 200)

"""单位: list, one unit with its tier history, and what the county office may change."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from units.consequences import Scope, standing
from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.errors import DomainError, RuleViolation
from units.labels import TIER_LABELS
from units.people.services.removals import delete_unit, refuse_with_history
from units.permissions import (
    can_apply_for_review,
    can_manage_county,
    can_manage_people,
    check_manage_county,
    check_see_directory,
)
from units.units.forms import TierForm, UnitFilter, UnitForm
from units.units.queries import units_found
from units.units.requirements import coming_needs, idle_people, lacking_for
from units.units.services.tiers import set_tier
from units.units.services.units import update_unit
from units.web.asking_back import SHOWN, asked_back
from units.web.forms import refuse
from units.web.reader import other_parameters, reader

PAGE = 50


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    check_see_directory(user)
    chosen = UnitFilter(request.GET or None, auto_id="filter-%s")
    wanted = chosen.cleaned_data if chosen.is_valid() else {}
    found = units_found(
        user,
        timezone.localdate(),
        text=wanted.get("q", ""),
        tier=wanted.get("tier", ""),
        retired=wanted.get("retired", False),
    )
    context = {
        "filter": chosen,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": other_parameters(request),
        "may_add": can_manage_county(user, County(pk=user.county_id)),
    }
    return render(request, "units/units/unit_list.html", context)


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    user = reader(request)
    check_see_directory(user)
    shown = _unit(user, code, timezone.localdate())
    context = {
        "unit": shown,
        "history": shown.tiers.order_by("-valid"),
        "today": timezone.localdate(),
        "can_edit": can_manage_county(user, shown.county),
        # A unit with people is in use: whoever wants to delete it is told so, but nobody is led there.
        "is_empty": not shown.people.exists(),
        "can_add_people": can_manage_people(user, shown),
        "leads_county": shown.county.lead_office_id == shown.pk,
        "below": shown.below.active().with_tier_on(timezone.localdate()).in_protocol_order(),
        "opens_units": user.unit_ids is None,
        "can_apply": can_apply_for_review(user, shown),
        **_work(user, shown),
    }
    return render(request, "units/units/unit.html", context)


def _work(user: User, shown: Unit) -> dict[str, Any]:
    """What the unit's leader, or the office for it, has to put right and to supply."""
    if not (user.leads(shown.pk) or user.is_county_office):
        return {}
    now = timezone.now()
    found = standing(Scope(shown.county_id, unit_ids=frozenset({shown.pk})), now)
    return {
        "found": found[:SHOWN],
        "more": max(len(found) - SHOWN, 0),
        "conflicts": len(found),
        "idle": idle_people(shown, timezone.localdate(now)),
        "coming": coming_needs(shown, timezone.localdate(now)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    user = reader(request)
    changed = _unit(user, code, timezone.localdate())
    check_manage_county(user, changed.county)
    form = UnitForm.of(changed, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change = partial(update_unit, unit=changed, changes=form.values(), by=user)
        back = reverse("units:unit", args=[changed.code])
        try:
            question = asked_back(request, change, title=_("修改单位信息"), back=back)
            if question is not None:
                return question
            change()
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("单位信息已保存。"))
            for remark in form.remarks():
                messages.warning(request, remark)
            return redirect(back)
    return _form_page(request, changed, form, title=_("修改单位信息"))


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Of a unit entered by mistake; asks first, and says what to do with one that has a history."""
    user = reader(request)
    wrong = _unit(user, code, timezone.localdate())
    check_manage_county(user, wrong.county)
    is_asked = request.method != "POST"
    try:
        if is_asked:
            refuse_with_history(wrong)
            return render(request, "units/units/unit_delete.html", {"unit": wrong})
        delete_unit(unit=wrong, by=user)
    except RuleViolation as error:
        context = {"unit": wrong, "error": str(error)}
        return render(request, "units/units/unit_delete.html", context, status=200 if is_asked else 409)
    messages.success(request, _("已删除 %(name)s。") % {"name": wrong.name})
    return redirect("units:units")


@require_http_methods(["GET", "HEAD", "POST"])
def change_tier(request: HttpRequest, code: str) -> HttpResponse:
    """The first tier of a unit, from any day on."""
    user = reader(request)
    today = timezone.localdate()
    changed = _unit(user, code, today)
    check_manage_county(user, changed.county)
    if changed.tiers.exists():
        return _by_review(request, changed)
    form = TierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_tier(unit=changed, by=user, **form.values())
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("类别调整已登记，到生效日期起适用。"))
            return redirect("units:unit", changed.code)
    # Before it is decided: what each tier would ask of the unit.
    needs = [(tier, found) for tier in TIER_LABELS if (found := lacking_for(changed, tier, today))]
    return _form_page(request, changed, form, title=_("确定类别"), needs=needs)


def _by_review(request: HttpRequest, changed: Unit) -> HttpResponse:
    """A tier once given changes by a review and by nothing else. Raises RuleViolation `tier_needs_review`."""
    if request.method == "POST":
        raise RuleViolation("tier_needs_review", _("已有类别的单位，类别须经调类程序调整"))
    return redirect(f"{reverse('units:review_apply')}?{urlencode({'unit': changed.code})}")


def _unit(user: User, code: str, day: date) -> Unit:
    return get_object_or_404(
        Unit.objects.visible_to(user).select_related("county", "merged_into", "parent").with_tier_on(day), code=code
    )


def _form_page(
    request: HttpRequest, changed: Unit, form: UnitForm | TierForm, *, title: str, needs: Sequence[Any] = ()
) -> HttpResponse:
    context = {"unit": changed, "form": form, "title": title, "needs": needs}
    return render(request, "units/units/unit_form.html", context, status=400 if form.errors else 200)

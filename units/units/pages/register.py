"""单位: added, put in order, made the office that rosters the county leaders."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.errors import DomainError, NotAllowed
from units.people.rules import placed
from units.people.services.ordering import order_units
from units.permissions import check_manage_county
from units.units.forms import NewUnitForm
from units.units.services.units import create_unit, set_lead_office
from units.web.forms import refuse
from units.web.ordering import lines, places_sent
from units.web.reader import reader


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    county = _county(user)
    form = NewUnitForm(request.POST or None, county_id=county.pk)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            unit = create_unit(
                county=county,
                code=given["code"],
                values=form.values(),
                tier=given["tier"],
                tier_from=given["tier_from"],
                reason=given["reason"],
                by=user,
            )
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("已添加%(name)s，自下一个开启的值班周期起列入。请接着录入人员。") % {"name": unit.name}
            )
            for remark in form.remarks():
                messages.warning(request, remark)
            return redirect("units:unit", unit.code)
    context = {"form": form, "title": _("添加单位")}
    return render(request, "units/units/unit_new.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    county = _county(user)
    units = list(county.units.active().in_protocol_order())
    if request.method == "POST":
        keys = [unit.pk for unit in units]
        order_units(county=county, order=placed(keys, places_sent(request, keys)), by=user)
        messages.success(request, _("单位顺序已保存。"))
        return redirect("units:units_order")
    context = {
        "title": _("单位排序"),
        "why": _("值班表、打印、导出和接口都按此顺序。"),
        "back": reverse("units:units"),
        "back_name": _("单位"),
        "sections": [("", lines((unit.pk, unit.name, unit.code) for unit in units))],
    }
    return render(request, "units/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lead_office(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first: the county leaders are rostered by it from the next period on that is opened."""
    user = reader(request)
    unit = get_object_or_404(Unit.objects.visible_to(user).select_related("county__lead_office"), code=code)
    check_manage_county(user, unit.county)
    if request.method == "POST":
        # A unit of another tier isn't offered it; whoever asks all the same is refused by the service.
        set_lead_office(county=unit.county, unit=unit, by=user)
        messages.success(request, _("%(name)s已为牵头办公室。") % {"name": unit.name})
        return redirect("units:unit", unit.code)
    others = unit.county.units.active().exclude(pk=unit.pk).in_protocol_order()
    return render(request, "units/units/unit_lead_office.html", {"unit": unit, "others": others})


def _county(user: User) -> County:
    """Raises NotAllowed for whoever doesn't keep a county's register."""
    if user.county is None:
        raise NotAllowed("permission_denied", _("您没有办理此事的权限"))
    check_manage_county(user, user.county)
    return user.county

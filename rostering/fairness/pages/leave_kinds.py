"""请假类型: the office adds, renames and retires kinds of leave."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rostering.fairness.forms.absences import LeaveKindChangeForm, LeaveKindForm
from rostering.fairness.queries.leave import kind_word, kinds_of
from rostering.fairness.services.leave_kinds import add_leave_kind, change_leave_kind
from rostering.web.fetch import county_of, roster_reader
from units.errors import DomainError
from units.permissions import check_manage_county
from units.web.forms import refuse


@require_http_methods(["GET", "HEAD", "POST"])
def kinds(request: HttpRequest) -> HttpResponse:
    user = roster_reader(request)
    county = county_of(user)
    check_manage_county(user, county)
    form = LeaveKindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_leave_kind(county=county, by=user, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("请假类型已添加。"))
            return redirect("staffing:leave_kinds")
    rows = [(kind, kind_word(kind.code, kind.name)) for kind in kinds_of(county)]
    return render(
        request, "rostering/fairness/leave_kinds.html", {"form": form, "rows": rows}, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    user = roster_reader(request)
    county = county_of(user)
    check_manage_county(user, county)
    kind = next((kind for kind in kinds_of(county) if kind.code == code), None)
    if kind is None:
        raise Http404
    shown = {"name": kind.words[0], "is_excused": kind.is_excused, "is_active": kind.is_active}
    form = LeaveKindChangeForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid():
        try:
            change_leave_kind(county=county, code=code, by=user, **form.cleaned_data)
        except DomainError as error:
            refuse(form, error)
        else:
            messages.success(request, _("请假类型已保存；已登记的请假不变。"))
            return redirect("staffing:leave_kinds")
    context = {"form": form, "name": kind_word(kind.code, kind.name)}
    return render(request, "rostering/fairness/leave_kind.html", context, status=400 if form.errors else 200)

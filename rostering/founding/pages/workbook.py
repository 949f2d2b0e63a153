"""Units and people from one workbook: uploaded, looked at, accepted. What is understood of a file is `import_county`'s."""

from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rostering.documents.sheets import XLSX
from rostering.founding.services import drop_workbook, keep_workbook, kept_workbook
from rostering.policy_lab.services.county_import import Outcome, import_county, post_options
from rostering.web.answers import attachment
from units.errors import DomainError, InvalidInput
from units.imports.services.sentences import sentence
from units.imports.services.template import write_template
from units.imports.services.workbook import LARGEST_FILE
from units.models import County, User
from units.permissions import check_manage_county
from units.web.forms import refuse
from units.web.reader import reader

CHECKLIST = "/settings/setup/"


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("填好的表格（.xlsx、.xls、.et、.csv）"),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.et,.csv"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest) -> HttpResponse:
    """Says what a file would add and change; a second press writes it, all or nothing."""
    user, county = _office(request)
    if "accept" in request.POST:
        return _accept(request, user, county)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            context |= _looked_at(file.read(LARGEST_FILE + 1), file.name or "", user, county)
        except DomainError as error:
            refuse(form, error)
    return _page(request, context)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty form, with the posts of the county's policy."""
    _user, county = _office(request)
    file = BytesIO()
    write_template(file, post_options(county))
    return attachment(file.getvalue(), kind=XLSX, name=f"{_('单位和人员导入表')}.xlsx")


def _office(request: HttpRequest) -> tuple[User, County]:
    user = reader(request)
    if user.county is None:
        raise Http404
    check_manage_county(user, user.county)
    return user, user.county


def _looked_at(content: bytes, name: str, user: User, county: County) -> dict[str, Any]:
    outcome = _imported(content, name, user, county, apply=False)
    context = _words(outcome)
    if not outcome.plan.problems and not outcome.plan.is_empty:
        context["held"] = keep_workbook(content=content, name=name, county=county, by=user)
    return context


def _accept(request: HttpRequest, user: User, county: County) -> HttpResponse:
    """Compared once more: what has changed meanwhile is seen, nothing is written over it."""
    held = kept_workbook(request.POST.get("held", ""), by=user)
    form = WorkbookForm()
    if held is None:
        messages.warning(request, _("核对已超过一小时，请重新选择文件。"))
        return redirect("founding:workbook")
    try:
        content, name = held
        outcome = _imported(content, name, user, county, apply=True)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("founding:workbook")
    if not outcome.written:
        return _page(request, {"form": form, **_words(outcome)})
    drop_workbook(request.POST["held"], by=user)
    counts = {"units": len(outcome.plan.units), "people": len(outcome.plan.people)}
    messages.success(request, _("已写入 %(units)d 个单位、%(people)d 名人员。") % counts)
    return redirect(CHECKLIST)


def _imported(content: bytes, name: str, user: User, county: County, *, apply: bool) -> Outcome:
    if not content:
        raise InvalidInput("empty_file", _("文件是空的"), field="file")
    return import_county(
        code=county.code,
        name=county.name,
        file=BytesIO(content),
        by=user,
        today=timezone.localdate(),
        apply=apply,
        source=name[:100],
    )


def _words(outcome: Outcome) -> dict[str, Any]:
    plan = outcome.plan
    return {
        "plan": plan,
        "problems": [sentence(problem) for problem in plan.problems],
        "remarks": [sentence(remark) for remark in plan.remarks],
        "new_units": [step for step in plan.units if step.is_new],
        "changed_units": [step for step in plan.units if not step.is_new],
        "new_people": [step for step in plan.people if step.is_new],
        "changed_people": [step for step in plan.people if not step.is_new],
        "affected": outcome.affected,
        "needs": [f"{unit}：{need.text}" for unit, need in outcome.needs],
    }


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    wrong = context["form"].errors or context.get("problems")
    return render(request, "rostering/founding/workbook.html", context, status=400 if wrong else 200)

"""Importing leave, wishes, pairs and opening balances from a form: looked at first, written on demand."""

from io import BytesIO
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from rostering.documents.sheets import XLSX
from rostering.fairness.services.preferences_import import import_wishes, write_form
from rostering.web.answers import attachment
from rostering.web.fetch import roster_reader
from units.errors import DomainError, NotAllowed
from units.imports.services.sentences import sentence
from units.models import User
from units.web.asking_back import touched_context
from units.web.forms import refuse


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("填好的表格（.xlsx、.xls、.et、.csv）"), widget=forms.FileInput({"accept": ".xlsx,.xls,.et,.csv"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """核对 says what would be written; 写入 writes when every row is right."""
    user = _importer(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            outcome = import_wishes(
                file=file,
                by=user,
                apply="apply" in request.POST,
                source=file.name or "",
                agreed=request.POST.get("agreed", ""),
            )
        except DomainError as error:
            refuse(form, error)
        else:
            context |= {"outcome": outcome, "problems": list(map(sentence, outcome.problems))}
            context["remarks"] = list(map(sentence, outcome.remarks))
            if not outcome.written and not outcome.problems:
                context |= touched_context(outcome.affected)
    wrong = form.errors or context.get("problems")
    return render(request, "rostering/fairness/preferences_import.html", context, status=400 if wrong else 200)


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty form."""
    _importer(request)
    file = BytesIO()
    write_form(file)
    return attachment(file.getvalue(), kind=XLSX, name="请假意愿导入表.xlsx")


def _importer(request: HttpRequest) -> User:
    user = roster_reader(request)
    if not (user.leads_unit or user.is_county_office):
        raise NotAllowed("permission_denied", _("导入由单位负责人或两办办理"))
    return user

"""导入: hand a sheet in, see what was understood, put columns right, accept, take back."""

from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from units.counties.models.user import User
from units.errors import DomainError
from units.imports.forms import HandInForm
from units.imports.models import SheetImport
from units.imports.permissions import check_import
from units.imports.rules.changes import SAME, Difference, Line
from units.imports.rules.layouts.grids import DOUBT, NOTE, WRONG, Mark, Read, letter
from units.imports.services import handing_in
from units.imports.services.directory_book import write_directory
from units.imports.services.kinds import Asked, kind_of, kinds_for
from units.reading_advice import advice
from units.web.asking_back import asked_back
from units.web.attachment import XLSX, attachment
from units.web.forms import refuse
from units.web.reader import reader

# So many lines of each sort a page shows; the rest goes with the others of its sort.
MOST_SHOWN = 200
RECENT = 30


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    user = _importer(request)
    sent = HandInForm(
        request.POST or None, request.FILES or None, user=user, initial={"kind": request.GET.get("kind", "")}
    )
    if request.method == "POST" and sent.is_valid():
        given = sent.cleaned_data
        try:
            made = handing_in.hand_in(
                kind=given["kind"],
                file=given["file"],
                name=given["file"].name or "",
                by=user,
                unit=given.get("unit"),
                options={"period": given["period"]} if given["period"] else {},
            )
        except DomainError as error:
            refuse(sent, error)
        else:
            return redirect("units:import", made.pk)
    recent = SheetImport.objects.visible_to(user).defer("content", "understood").select_related("unit")[:RECENT]
    context = {
        "form": sent,
        "kinds": kinds_for(user),
        "recent": [(one, kind_of(one.kind).label) for one in recent],
    }
    return render(request, "units/imports/imports.html", context, status=400 if sent.errors else 200)


@require_safe
def moved(request: HttpRequest, code: str, to: str = "") -> HttpResponse:
    """From an old address to the page for every sheet, or to the empty form."""
    _importer(request)
    if to == "form":
        return redirect("units:import_form", code, permanent=True)
    return redirect(f"{reverse('units:imports')}?kind={code}", permanent=True)


@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """The empty form of a kind of sheet."""
    user = _importer(request)
    kind = next((kind for kind in kinds_for(user) if kind.code == code and kind.form), None)
    if kind is None or kind.form is None or user.county is None:
        raise Http404
    file = BytesIO()
    kind.form(file, user.county)
    return attachment(file.getvalue(), kind=XLSX, name=f"{kind.label}.xlsx")


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Units and people as they stand, to be edited and brought back."""
    user = _importer(request)
    if user.county is None:
        raise Http404
    file = BytesIO()
    write_directory(file, user.county, user)
    return attachment(file.getvalue(), kind=XLSX, name=f"{_('单位和人员')}.xlsx")


@require_safe
def sheet_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _importer(request)
    return _shown(request, _found(user, pk), user)


@require_POST
def columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _importer(request)
    sheet = _found(user, pk)
    keys = request.POST.getlist("key")
    given = dict(zip(keys, request.POST.getlist("meaning"), strict=False))
    try:
        handing_in.map_columns(sheet=sheet, columns=given, by=user)
    except DomainError as error:
        return _shown(request, sheet, user, error=error)
    messages.success(request, _("已按所选的含义重新读入，下次同样的表头照此办理。"))
    return redirect("units:import", sheet.pk)


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _importer(request)
    sheet = _found(user, pk)
    asked = _asked(request, sheet)
    try:
        keys = _keys(request, sheet, user, asked)
        change = partial(handing_in.accept, sheet=sheet, by=user, keys=keys, asked=asked)
        question = asked_back(request, change, title=_("接受导入"), back=reverse("units:import", args=[sheet.pk]))
        if question is not None:
            return question
        change()
    except DomainError as error:
        return _shown(request, sheet, user, error=error, asked=asked)
    messages.success(request, _("已写入。"))
    return redirect("units:import", sheet.pk)


@require_POST
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _importer(request)
    sheet = _found(user, pk)
    change = partial(handing_in.undo, sheet=sheet, by=user)
    try:
        question = asked_back(request, change, title=_("撤销导入"), back=reverse("units:import", args=[sheet.pk]))
        if question is not None:
            return question
        change()
    except DomainError as error:
        return _shown(request, sheet, user, error=error)
    messages.success(request, _("已撤销，恢复为导入之前。"))
    return redirect("units:import", sheet.pk)


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _importer(request)
    handing_in.discard(sheet=_found(user, pk), by=user)
    messages.success(request, _("已删去，什么都没有写入。"))
    return redirect("units:imports")


def _importer(request: HttpRequest) -> User:
    user = reader(request)
    check_import(user)
    return user


def _found(user: User, pk: UUID) -> SheetImport:
    rows = SheetImport.objects.visible_to(user).select_related("county", "unit", "created_by")
    return get_object_or_404(rows, pk=pk)


def _asked(request: HttpRequest, sheet: SheetImport) -> Asked:
    choices = {
        name.removeprefix("who:"): str(value)
        for name, value in request.POST.items()
        if name.startswith("who:") and value
    }
    options = {code: True for code in kind_of(sheet.kind).options if code in request.POST}
    return Asked(choices=choices, options=options)


def _keys(request: HttpRequest, sheet: SheetImport, user: User, asked: Asked) -> list[str]:
    """What is ticked, the lines without a doubt for which the page had no room, and all doubtful ones where so said."""
    ticked = request.POST.getlist("line")
    shown = set(request.POST.getlist("shown"))
    if "rest" not in request.POST:
        return ticked
    found = handing_in.difference(sheet, user, asked)
    doubtful = found.at(DOUBT) if "doubts" in request.POST else []
    return list(
        dict.fromkeys(
            [*ticked, *(line.key for line in found.at("") if line.key not in shown), *(line.key for line in doubtful)]
        )
    )


def _shown(
    request: HttpRequest,
    sheet: SheetImport,
    user: User,
    *,
    error: DomainError | None = None,
    asked: Asked | None = None,
) -> HttpResponse:
    kind = kind_of(sheet.kind)
    context: dict[str, Any] = {"sheet": sheet, "kind": kind, "error": error}
    if sheet.is_waiting:
        found = handing_in.difference(sheet, user, asked)
        context |= _difference(found)
        context["meanings"] = kind.meanings.items()
        context["options"] = kind.options.items()
    return render(request, "units/imports/import.html", context, status=409 if error else 200)


def _difference(found: Difference) -> dict[str, Any]:
    ready, shown = found.at(""), [*found.at(WRONG), *found.at(DOUBT)]
    return {
        "counts": found.counts,
        "columns": found.columns,
        "asked": [_line(line) for line in shown[:MOST_SHOWN]],
        "ready": [_line(line) for line in ready[:MOST_SHOWN]],
        "more_asked": max(len(shown) - MOST_SHOWN, 0),
        "more_ready": max(len(ready) - MOST_SHOWN, 0),
        "same": [_line(line) for line in found.at(SAME)[:MOST_SHOWN]],
        "passed_over": [
            (_place(read), read.raw, " ".join(texts_of(read.marks))) for read in found.passed_over[:MOST_SHOWN]
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"line": line, "texts": texts_of(line.marks), "is_wrong": line.level == WRONG, "is_note": line.level == NOTE}


def texts_of(marks: tuple[Mark, ...]) -> list[str]:
    """Each once."""
    return list(dict.fromkeys(advice(mark.code, {"value": "", "suggestion": "", **mark.params}) for mark in marks))


def _place(read: Read) -> str:
    return f"{read.sheet} {letter(read.column) if read.column else ''}{read.row}"

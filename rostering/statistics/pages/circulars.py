"""通报: drafted from the analysis page, edited with its figures, taken away as Word or PDF."""

from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rostering.documents.letters import DOCX
from rostering.documents.pdf import PDF, pdf
from rostering.permissions import check_write_circulars
from rostering.statistics.forms.circulars import CircularForm, NewCircularForm
from rostering.statistics.models import Circular
from rostering.statistics.queries.circulars import figure_codes, figures_of, filled, wanted_of
from rostering.statistics.queries.statistics import query_of, usual_span
from rostering.statistics.rules import paragraphs
from rostering.statistics.services.circular_document import circular_docx, dated
from rostering.statistics.services.circulars import delete_circular, draft_circular, edit_circular
from rostering.web.answers import done
from rostering.web.fetch import county_of, roster_reader
from units.errors import InvalidInput, RuleViolation, Stale
from units.models import User
from units.web.attachment import attachment

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def circular_list(request: HttpRequest) -> HttpResponse:
    """All circulars, latest first; POST drafts another for a range of days."""
    user = _writer(request)
    form = NewCircularForm(request.POST or request.GET or _usual())
    if request.method == "POST" and form.is_valid():
        try:
            drafted = draft_circular(county=county_of(user), by=user, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, _("已起草，可逐段修改"), reverse("analysis:circular_edit", args=[drafted.pk]))
    page = Paginator(Circular.objects.visible_to(user).order_by("-updated_at"), PER_PAGE)
    context = {"form": form, "page": page.get_page(request.GET.get("page")), "query": ""}
    return render(
        request, "rostering/statistics/circulars.html", context, status=400 if request.method == "POST" else 200
    )


@require_safe
def circular(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The text with its figures filled in; each leads to its rows."""
    user = _writer(request)
    found = _found(user, pk)
    context = {
        "circular": found,
        "filled": filled(found, user),
        "query": urlencode(query_of(wanted_of(found))),
        "versions": found.versions.select_related("saved_by").order_by("-number"),
        "dated": dated(found, timezone.localdate()),
    }
    return render(request, "rostering/statistics/circular.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The text with its names in braces, beside what each name stands for now."""
    user = _writer(request)
    found = _found(user, pk)
    form = CircularForm(request.POST) if request.method == "POST" else CircularForm.showing(found)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            edit_circular(circular=found, by=user, expected_version=given.pop("version"), **given)
        except (InvalidInput, Stale) as error:
            form.refuse(error)
        else:
            return done(request, _("已保存"), reverse("analysis:circular", args=[found.pk]))
    context = {
        "circular": found,
        "form": form,
        "figures": figures_of(found, user),
        "codes": figure_codes(),
        "query": urlencode(query_of(wanted_of(found))),
    }
    return render(request, "rostering/statistics/circular_edit.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Of a draft; asks first."""
    user = _writer(request)
    found = _found(user, pk)
    if request.method != "POST":
        return render(request, "rostering/statistics/circular_delete.html", {"circular": found})
    try:
        delete_circular(circular=found, by=user)
    except RuleViolation as error:
        return render(
            request, "rostering/statistics/circular_delete.html", {"circular": found, "error": str(error)}, status=409
        )
    return done(request, _("已删除通报草稿"), reverse("analysis:circulars"))


@require_safe
def version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """A text as it was saved, with the figures it had then."""
    user = _writer(request)
    found = _found(user, pk)
    kept = get_object_or_404(found.versions.select_related("saved_by"), number=number)
    context = {"circular": found, "kept": kept, "paragraphs": paragraphs(kept.body, kept.figures)}
    return render(request, "rostering/statistics/circular_version.html", context)


@require_safe
def as_docx(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _writer(request)
    found = _found(user, pk)
    return attachment(
        circular_docx(found, filled(found, user), timezone.localdate()), kind=DOCX, name=f"{found.title}.docx"
    )


@require_safe
def as_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    user = _writer(request)
    found = _found(user, pk)
    context = {"circular": found, "filled": filled(found, user), "dated": dated(found, timezone.localdate())}
    return attachment(pdf("rostering/printing/circular.html", context), kind=PDF, name=f"{found.title}.pdf")


def _writer(request: HttpRequest) -> User:
    user = roster_reader(request)
    check_write_circulars(user)
    return user


def _found(user: User, pk: UUID) -> Circular:
    return get_object_or_404(Circular.objects.visible_to(user).select_related("county"), pk=pk)


def _usual() -> dict[str, str]:
    """Up to today: what comes to mind first; the days stand in the form to be changed."""
    first, _end = usual_span(timezone.localdate())
    return {"first_day": first.isoformat(), "last_day": timezone.localdate().isoformat()}

"""A period: its matrix, and what moves it on."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rostering.generation.queries.proposing import to_propose
from rostering.generation.services import start
from rostering.generation.services.undo import undo_step
from rostering.generation.services.updating import bring_up_to_date
from rostering.periods.pages.changed import changed_seats
from rostering.periods.pages.context import sheet_context
from rostering.periods.pages.density import is_dense
from rostering.periods.pages.fetch import sheet_for
from rostering.periods.queries.accept_rest import rosters_to_accept
from rostering.periods.services import filing, publication
from rostering.permissions import can_manage_periods, check_approve, check_manage_periods
from rostering.rosters.filters import period_for
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.queries import shifts_of
from rostering.seats.queries import matrix
from rostering.seats.queries.coverage import coverage, gap_sentence
from rostering.seats.queries.revisions import names_of, remarks, replaced_words
from rostering.web.answers import dialog, done, is_fragment
from rostering.web.fetch import roster_reader, uuid_or_none
from units.errors import InvalidInput, RuleViolation
from units.web.offline import kept_offline


@require_safe
@kept_offline
def period(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The matrix of one week of the period; the whole period when it isn't longer."""
    sheet, now = sheet_for(request, period_id), timezone.now()
    loaded = matrix.load(sheet.period, roster_reader(request))
    context = {
        **sheet_context(sheet, loaded),
        "grid": matrix.grid(loaded, week=_week(request), today=timezone.localdate(now)),
        "is_dense": is_dense(request),
        "is_over": all(assignment.shift.end <= now for assignment in loaded.assignments),
        "may_manage": can_manage_periods(loaded.user),
        "now": now,
        "remarks": _remarks(loaded, replaces=sheet.replaces),
    }
    return render(request, "rostering/periods/period.html", context)


def _remarks(loaded: matrix.Loaded, *, replaces: bool) -> tuple[str, ...]:
    """How it was published: to the office all of it, to a unit what concerns it."""
    period, own = loaded.period, not loaded.user.sees_whole_county
    if not period.is_in_force:
        return replaced_words(period) if replaces and not own else ()
    first = period.revisions.filter(number=1).first()
    said = (
        dict.fromkeys(text for roster in loaded.rosters for text in remarks(first, roster.unit))
        if own
        else remarks(first)
    )
    closed = [_("提前结束：%(reason)s") % {"reason": period.close_reason}] if period.close_reason else []
    return (*said, *(replaced_words(period) if replaces else ()), *closed)


def _week(request: HttpRequest) -> int | None:
    wanted = request.GET.get("week", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else None


@require_http_methods(["GET", "HEAD", "POST"])
def generate(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Says what would change; POST opens a draft period and starts the proposal, on to its progress."""
    found, user = period_for(request, period_id), roster_reader(request)
    if request.method != "POST":
        check_manage_periods(user)
        context = {"period": found, "asked": to_propose(found)}
        back = reverse("rostering:period", args=[found.pk])
        return dialog(request, "rostering/periods/dialogs/generate.html", context, back=back)
    job = start.start_generation(period=found, by=user)
    return redirect("rostering:job", job.pk)


@require_POST
def undo(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Takes the last step back, and returns to the page it was asked from."""
    found, user = period_for(request, period_id), roster_reader(request)
    asked_from = uuid_or_none(request.POST.get("roster", ""))
    roster = found.rosters.filter(pk=asked_from).first() if asked_from else None
    back = reverse("rostering:confirm", args=[roster.pk]) if roster else reverse("rostering:period", args=[found.pk])
    try:
        step = undo_step(period=found, by=user)
    except RuleViolation as error:
        if is_fragment(request):
            return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, str(error))
        return redirect(back)
    words = ngettext("已撤销，%(count)d 个席位恢复原样", "已撤销，%(count)d 个席位恢复原样", step.seats)
    sentence = words % {"count": step.seats}
    if is_fragment(request) and step.is_by_hand and roster is None:
        is_stacked = request.POST.get("stacked") == "1"
        return changed_seats(request, found.pk, shifts_of(step), sentence, is_stacked=is_stacked)
    return done(request, sentence, back)


@require_http_methods(["GET", "HEAD", "POST"])
def accept_rest(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Asks first, those returned each by a tick of its own; then shows which units were left out and why."""
    found, user = period_for(request, period_id), roster_reader(request)
    check_approve(user)
    back = reverse("rostering:period", args=[found.pk])
    if request.method == "POST":
        return _accept_rest(request, found, back)
    return dialog(request, "rostering/periods/dialogs/accept_rest.html", _rest_of(found), back=back)


def _accept_rest(request: HttpRequest, found: DutyPeriod, back: str) -> HttpResponse:
    """With conflicts that the dialog hasn't shown, the dialog once more."""
    ticked = [pk for pk in map(uuid_or_none, request.POST.getlist("returned")) if pk]
    agreed = request.POST.getlist("agreed")
    try:
        accepted, left_out = filing.accept_rest(period=found, by=roster_reader(request), returned=ticked, agreed=agreed)
    except RuleViolation as error:
        if error.code != "conflicts_unseen":
            raise
        context = _rest_of(found) | {"unseen": str(error), "ticked": ticked}
        return dialog(request, "rostering/periods/dialogs/accept_rest.html", context, back=back, status=409)
    context = {"period": found, "accepted": accepted, "refused": left_out}
    return dialog(request, "rostering/periods/dialogs/accepted.html", context, back=back)


def _rest_of(period: DutyPeriod) -> dict[str, Any]:
    return {"period": period, "rest": rosters_to_accept(period, timezone.now())}


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """Lists the gaps and the units that haven't confirmed; publishing over them takes a signed reason, over the units only
    before the filing deadline."""
    found, user = period_for(request, period_id), roster_reader(request)
    check_approve(user)
    back = reverse("rostering:period", args=[found.pk])
    if request.method != "POST":
        return _publish_dialog(request, found, back)
    reason = request.POST.get("exception_reason", "")
    try:
        revision = publication.publish_period(period=found, exception_reason=reason, by=user)
    except InvalidInput as error:
        return _publish_dialog(request, found, back, error=str(error), status=400)
    except RuleViolation as error:
        if error.code not in ("coverage_incomplete", "units_unconfirmed", "units_must_file"):
            raise
        return _publish_dialog(request, found, back, error=str(error), status=409)
    sentence = _("已发布“%(name)s”第 %(number)d 版") % {"name": found.name, "number": revision.number}
    return done(request, sentence, back)


def _publish_dialog(
    request: HttpRequest, found: DutyPeriod, back: str, *, error: str = "", status: int = 200
) -> HttpResponse:
    covered = coverage(found)
    context = {
        "period": found,
        "coverage": covered,
        "must_file": bool(covered.waiting) and publication.must_file(found),
        "early": publication.needs_word(found, covered, timezone.now()),
        "unconfirmed": names_of(asdict(unit) for unit in covered.waiting),
        "gaps": [gap_sentence(gap) for gap in covered.gaps],
        "reason": request.POST.get("exception_reason", ""),
        "error": error,
    }
    return dialog(request, "rostering/periods/dialogs/publish.html", context, back=back, status=status)


@require_POST
def update(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """What was laid out follows calendar, tiers, policy and units as they are now."""
    found = period_for(request, period_id)
    seats = bring_up_to_date(period=found, by=roster_reader(request))
    sentence = ngettext("已按现行规定更新 %(count)d 个席位", "已按现行规定更新 %(count)d 个席位", seats) % {
        "count": seats
    }
    return done(request, sentence, reverse("rostering:period", args=[found.pk]))

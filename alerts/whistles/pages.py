"""吹哨报到: blown by a unit, dispatched by the office, answered by those called, closed by who asked."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alerts.call_outs.models import Whistle
from alerts.enums import WhistleKind, WhistleState
from alerts.permissions import can_act_for_unit, can_command
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import county_of, reader
from alerts.whistles import services as whistles
from alerts.whistles.forms import WhistleForm, WhistleTextForm
from alerts.whistles.queries import unreached_if_blown, unreached_if_dispatched, visible_whistles
from rostering.seats.queries.reach import Unreached, by_reason
from units.errors import InvalidInput
from units.models import Unit, User
from units.rows.keeping import units_as_kept


def whistle_for(request: HttpRequest, pk: UUID) -> Whistle:
    return get_object_or_404(visible_whistles(reader(request)), pk=pk)


PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def whistle_list(request: HttpRequest) -> HttpResponse:
    """Those this reader blew or is called by, and the form for another."""
    user = reader(request)
    form = WhistleForm(request.POST if request.method == "POST" else None, user=user)
    made = submit(form, partial(whistles.blow, by=user)) if form.is_bound else None
    if made:
        urgent = made.kind == WhistleKind.URGENT
        sentence = _("应急哨已吹响，已直接召集应哨单位") if urgent else _("已吹哨，等待两办受理")
        return done(request, sentence, reverse("alerts:whistle", args=[made.pk]))
    page = Paginator(visible_whistles(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, **_reach(user, request.POST)}
    return render(request, "alerts/whistles/whistles.html", context, status=status_of(form))


@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    """Whom the whistle chosen so far would not reach."""
    return render(request, "rostering/seats/_unreached.html", _reach(reader(request), request.GET))


def _reach(user: User, given: QueryDict) -> dict[str, Any]:
    wanted = Unit.objects.in_directory_of(user).filter(code__in=given.getlist("wanted_units"))
    ids = list(wanted.values_list("pk", flat=True))
    if not ids:
        return {}
    is_urgent = given.get("kind") == WhistleKind.URGENT
    return _named(unreached_if_blown(county_of(user), ids, timezone.now(), is_urgent=is_urgent))


def _named(found: Sequence[Unreached]) -> dict[str, Any]:
    return {"reasons": by_reason(found), "count": len(found)}


@require_http_methods(["GET", "HEAD", "POST"])
def whistle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request and what may be done about it now."""
    found, user = whistle_for(request, pk), reader(request)
    if request.method != "POST":
        return render(request, "alerts/whistles/whistle.html", _context(found, user))
    wanted = request.POST.get("do", "")
    if wanted in ("solve", "reopen"):
        whistles.settle(whistle=found, is_solved=wanted == "solve", by=user)
        return done(request, _("已闭环") if wanted == "solve" else _("已退回重办"), request.path)
    if wanted == "dispatch":
        whistles.dispatch(whistle=found, by=user)
        return done(request, _("已派单，召集已发出"), request.path)
    if wanted in ("answer", "reject"):
        return _with_text(request, found, wanted)
    raise InvalidInput("unknown_action", _("请选择办理方式"), field="do")


def _with_text(request: HttpRequest, found: Whistle, wanted: str) -> HttpResponse:
    user, form = reader(request), WhistleTextForm(request.POST)

    def act(text: str) -> Whistle:
        if wanted == "reject":
            return whistles.reject(whistle=found, reason=text, by=user)
        return whistles.answer(whistle=found, text=text, by=user)

    if submit(form, act):
        return done(request, _("已办理") if wanted == "answer" else _("已退回"), request.path)
    return render(request, "alerts/whistles/whistle.html", _context(found, user) | {"form": form}, status=400)


def _context(found: Whistle, user: User) -> dict[str, Any]:
    called = any(can_act_for_unit(user, unit.pk) for unit in found.wanted_units.all())
    may_command = can_command(user)
    may_dispatch = may_command and found.state == WhistleState.REQUESTED
    return {
        **(_named(unreached_if_dispatched(found, timezone.now())) if may_dispatch else {}),
        "whistle": found,
        "wanted_units": units_as_kept(found, "wanted_units"),
        "form": WhistleTextForm(),
        "may_dispatch": may_dispatch,
        "may_answer": (called or may_command) and found.state == WhistleState.DISPATCHED,
        "may_settle": can_act_for_unit(user, found.unit_id) and found.state == WhistleState.ANSWERED,
    }

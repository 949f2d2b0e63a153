"""吹哨报到: blown by a unit, dispatched by the office, answered by those called, closed by who asked."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alerts.call_outs.models import Whistle
from alerts.enums import WhistleKind, WhistleState
from alerts.permissions import can_act_for_unit, can_command, check_command
from alerts.web.answers import done, status_of, submit
from alerts.web.fetch import commander, county_of, reader
from alerts.whistles.forms import TopicForm, WhistleForm, WhistleTextForm
from alerts.whistles.models import WhistleTopic
from alerts.whistles.queries import called_units, unreached_if_blown, unreached_if_dispatched, visible_whistles
from alerts.whistles.services import topics, whistles
from rostering.seats.queries.reach import Unreached, by_reason
from units.errors import InvalidInput
from units.models import Unit, User


def whistle_for(request: HttpRequest, pk: UUID) -> Whistle:
    return get_object_or_404(visible_whistles(reader(request)), pk=pk)


PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def whistle_list(request: HttpRequest) -> HttpResponse:
    """Those this reader blew or is called by, and the form for another."""
    user = reader(request)
    offered = WhistleTopic.objects.visible_to(user).offered()
    chosen = _topic(offered, request.GET.get("topic", ""))
    data = request.POST if request.method == "POST" else None
    form = WhistleForm(data, user=user, initial=_initial(chosen))
    made = submit(form, partial(whistles.blow, by=user)) if form.is_bound else None
    if made:
        urgent = made.kind == WhistleKind.URGENT
        sentence = _("应急哨已吹响，已直接召集应哨单位") if urgent else _("已吹哨，等待两办受理")
        return done(request, sentence, reverse("alerts:whistle", args=[made.pk]))
    page = Paginator(visible_whistles(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "topics": offered, "topic": chosen, **_reach(user, request.POST)}
    return render(request, "alerts/whistles/whistles.html", context, status=status_of(form))


def _topic(offered: QuerySet[WhistleTopic], wanted: str) -> WhistleTopic | None:
    try:
        return offered.filter(pk=UUID(wanted)).first()
    except ValueError:
        return None


def _initial(topic: WhistleTopic | None) -> dict[str, Any]:
    """What the catalogue says of it; the clerk adds where."""
    if topic is None:
        return {}
    called = list(topic.called.values_list("code", flat=True))
    return {"topic": topic.pk, "kind": topic.kind, "matter": topic.name, "wanted_units": called}


@require_http_methods(["GET", "HEAD", "POST"])
def topic_list(request: HttpRequest) -> HttpResponse:
    """The catalogue for everybody; the office adds to it, or begins with the shipped one."""
    user = reader(request)
    if request.method == "POST" and request.POST.get("do") == "lay_out":
        topics.lay_out(county=county_of(user), by=user)
        return done(request, _("已读入示例清单，请核对牵头和应哨单位"), request.path)
    if request.method == "POST":
        check_command(user)
    form = TopicForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and submit(form, partial(topics.save_topic, county=county_of(user), by=user)):
        return done(request, _("已保存"), request.path)
    rows = WhistleTopic.objects.visible_to(user).select_related("lead").prefetch_related("called")
    context = {"form": form, "topics": rows, "may_command": can_command(user)}
    return render(request, "alerts/whistles/topics.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One matter of the catalogue, for the office to change."""
    user = commander(request)
    found = get_object_or_404(WhistleTopic.objects.visible_to(user), pk=pk)
    initial = {name: getattr(found, name) for name in ("name", "kind", "hours", "is_active")}
    initial |= {
        "lead": found.lead.code if found.lead else None,
        "called": list(found.called.values_list("code", flat=True)),
    }
    form = TopicForm(request.POST if request.method == "POST" else None, user=user, initial=initial)
    save = partial(topics.save_topic, county=county_of(user), by=user, topic=found)
    if form.is_bound and submit(form, save):
        return done(request, _("已保存"), reverse("alerts:whistle_topics"))
    return render(request, "alerts/whistles/topic.html", {"form": form, "topic": found}, status=status_of(form))


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
    units = called_units(found)
    called = any(can_act_for_unit(user, one.unit.pk) for one in units if one.reply is None)
    may_command = can_command(user)
    may_dispatch = may_command and found.state == WhistleState.REQUESTED
    return {
        **(_named(unreached_if_dispatched(found, timezone.now())) if may_dispatch else {}),
        "whistle": found,
        "called_units": units,
        "earlier": found.replies.exclude(round=found.round).select_related("unit"),
        "is_late": found.answer_by is not None
        and found.answer_by < timezone.now()
        and found.state == WhistleState.DISPATCHED,
        "form": WhistleTextForm(),
        "may_dispatch": may_dispatch,
        "may_answer": (called or may_command) and found.state == WhistleState.DISPATCHED,
        "may_settle": can_act_for_unit(user, found.unit_id) and found.state == WhistleState.ANSWERED,
    }

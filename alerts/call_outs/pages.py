"""召集: what runs, a new one, the answers of those called, the end."""

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.call_outs.forms import CallOutForm, DeclineForm, OutcomeForm
from alerts.call_outs.models import COMING_STATES, WAITING_STATES, CallOut, Summons
from alerts.call_outs.queries import called_of, effect_if_called, progress_of, running, visible_call_outs
from alerts.call_outs.services import answers as summons_answers
from alerts.call_outs.services import call_outs, dispatching
from alerts.enums import CallOutState, IncidentState, SummonsState
from alerts.incidents.models import Incident
from alerts.permissions import can_answer_for, can_command, check_answer_for
from alerts.web.answers import dialog, done, is_poll, status_of, submit
from alerts.web.fetch import commander, county_of, reader
from rostering.seats.queries.reach import by_reason
from units.errors import InvalidInput
from units.models import CountySettings, Unit, User
from units.web.next_page import next_page


def call_out_for(request: HttpRequest, pk: UUID) -> CallOut:
    return get_object_or_404(visible_call_outs(reader(request)), pk=pk)


def summons_for(request: HttpRequest, pk: UUID) -> Summons:
    """One's own wherever the unit, and those of one's unit or county."""
    user = reader(request)
    rows = Summons.objects.visible_to(user)
    if user.person_id:
        rows = rows | Summons.objects.filter(person_id=user.person_id)
    return get_object_or_404(rows.with_call().select_related("call_out__county"), pk=pk)


PER_PAGE, CALLED_PER_PAGE = 20, 60
INCIDENTS_OFFERED = 10


@require_safe
def call_out_list(request: HttpRequest) -> HttpResponse:
    """Running ones with everybody's clock, the others below."""
    user, now = reader(request), timezone.now()
    over = visible_call_outs(user).exclude(state=CallOutState.DISPATCHED)
    context = {
        "running": running(user, now),
        "page": Paginator(over, PER_PAGE).get_page(request.GET.get("page")),
        "may_command": can_command(user),
    }
    return render(request, "alerts/call_outs/call_outs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """From a unit's tile (`?unit=`), an incident (`?incident=`) or the list. One press sends it."""
    user = commander(request)
    incidents = _open_incidents(user)
    given = request.POST if request.method == "POST" else None
    form = CallOutForm(given, user=user, incidents=incidents, initial=_wanted(request, incidents), auto_id="call-%s")
    made = submit(form, partial(_call_out, user)) if given is not None else None
    if made:
        sentence = _("演练召集已发出") if made.is_drill else _("召集已发出")
        return done(request, sentence, reverse("alerts:call_out", args=[made.pk]))
    code = request.GET.get("unit", "")
    codes = request.POST.getlist("units") if given is not None else request.GET.getlist("unit")
    context = {
        "form": form,
        "unit": Unit.objects.visible_to(user).filter(code=code).first() if code else None,
        "rules": CountySettings.of(user.county_id),
        **_reach(user, codes),
    }
    back = reverse("alerts:call_outs")
    return dialog(request, "alerts/call_outs/dialog.html", context, back=back, status=status_of(form))


@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    """How many a call to the units ticked so far would call, and whom it would not reach."""
    user = commander(request)
    return render(request, "alerts/call_outs/_effect.html", _reach(user, request.GET.getlist("units")))


def _reach(user: User, codes: list[str]) -> dict[str, Any]:
    units = Unit.objects.in_directory_of(user).filter(code__in=codes)
    found = effect_if_called(list(units.values_list("pk", flat=True)), timezone.now())
    return {"effect": found, "reasons": by_reason(found.unreached), "count": len(found.unreached)}


def _call_out(user: User, *, is_new: bool, incident: Incident | None, is_drill: bool, **facts: Any) -> CallOut:
    if is_new:
        return dispatching.call_to_new_incident(county=county_of(user), by=user, **facts)
    return call_outs.call_out(county=county_of(user), by=user, incident=incident, is_drill=is_drill, **facts)


def _open_incidents(user: User) -> list[Incident]:
    rows = Incident.objects.visible_to(user).filter(state=IncidentState.OPEN)
    return list(rows.order_by("-known_at")[:INCIDENTS_OFFERED])


def _wanted(request: HttpRequest, incidents: list[Incident]) -> dict[str, Any]:
    wanted: dict[str, Any] = {"units": request.GET.getlist("unit")}
    asked = request.GET.get("incident", "")
    if asked in {str(one.pk) for one in incidents}:
        wanted["basis"] = asked
    return wanted


@require_safe
def call_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody called with their clocks; a poll gets the part that changed."""
    found = call_out_for(request, pk)
    context = _context(request, found)
    if is_poll(request):
        unchanged = request.GET["v"] == context["progress"].version
        return HttpResponse(status=204) if unchanged else render(request, "alerts/call_outs/_call_out.html", context)
    return render(request, "alerts/call_outs/call_out.html", context)


@require_POST
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sends out one that was kept ready."""
    sent = call_outs.dispatch(call_out=call_out_for(request, pk), by=commander(request))
    return done(request, _("召集已发出"), reverse("alerts:call_out", args=[sent.pk]))


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Drops one that was never sent."""
    dropped = call_outs.cancel_call_out(call_out=call_out_for(request, pk), by=commander(request))
    return done(request, _("召集已取消"), reverse("alerts:call_out", args=[dropped.pk]))


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, user = call_out_for(request, pk), commander(request)
    form = OutcomeForm(request.POST)
    if submit(form, partial(call_outs.close_call_out, call_out=found, by=user)):
        return done(request, _("召集已结束"), reverse("alerts:call_out", args=[found.pk]))
    return render(request, "alerts/call_outs/call_out.html", _context(request, found) | {"form": form}, status=400)


def _context(request: HttpRequest, found: CallOut) -> dict[str, Any]:
    """`page`: of those called whom `q` names, the pressing ones first."""
    user, text = reader(request), request.GET.get("q", "").strip()
    progress = progress_of(found, user, timezone.now())
    page = Paginator(progress.named(text), CALLED_PER_PAGE).get_page(request.GET.get("page"))
    named = {"q": text} if text else {}
    here = named | ({"page": str(page.number)} if page.number > 1 else {})
    return {
        "progress": progress,
        "page": page,
        "query": urlencode(named),
        "text": text,
        "here": f"?{urlencode(here)}" if here else "",
        "poll": urlencode(here | {"v": progress.version}),
        "call_out": found,
        "may_command": can_command(user),
        "may_answer": not user.is_duty_person,
        "form": OutcomeForm(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def summons(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What one person called owes; the same answers as by the link of the message."""
    found = summons_for(request, pk)
    if request.method == "POST":
        return _answer(request, found)
    return render(request, "alerts/call_outs/summons.html", _summons_context(request, found))


def _answer(request: HttpRequest, found: Summons) -> HttpResponse:
    user, now = reader(request), timezone.now()
    check_answer_for(user, found.person)
    wanted = request.POST.get("do", "")
    back = next_page(request, reverse("alerts:summons", args=[found.pk]))
    if wanted == "decline":
        form = DeclineForm(request.POST)
        if not submit(form, partial(summons_answers.decline, summons=found, by=user, now=now)):
            context = _summons_context(request, found) | {"form": form}
            return render(request, "alerts/call_outs/summons.html", context, status=400)
        return done(request, _("已登记无法到岗，正在通知下一人"), back)
    if wanted == "acknowledge":
        summons_answers.acknowledge(summons=found, by=user, now=now)
        return done(request, _("已确认收到"), back)
    if wanted == "arrive":
        summons_answers.arrive(summons=found, by=user, now=now)
        return done(
            request,
            _("%(name)s已登记到岗") % {"name": found.person.name},
            back,
        )
    raise InvalidInput("unknown_answer", _("请选择收到、到岗或无法到岗"), field="do")


def _summons_context(request: HttpRequest, found: Summons) -> dict[str, Any]:
    may_answer = can_answer_for(reader(request), found.person)
    return {
        "summons": found,
        "call_out": found.call_out,
        "called": called_of(found, timezone.now()),
        "can_acknowledge": may_answer and found.state in WAITING_STATES,
        "can_arrive": may_answer and found.state == SummonsState.ACKNOWLEDGED,
        "can_decline": may_answer and found.state in COMING_STATES,
        "is_own": reader(request).person_id == found.person_id,
        "form": DeclineForm(),
    }

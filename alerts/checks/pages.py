"""查岗: the list, a round, a check, a plan."""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.checks.forms import SEED_DIGITS, CheckNoteForm, CheckReplyForm, PlanForm, RollCallForm
from alerts.checks.models import ANSWERABLE_STATES, Check
from alerts.checks.queries import (
    allowances,
    answer_ring,
    latest_round,
    plannable_periods,
    replay,
    unreached_if_asked,
    usual_plan,
    visible_checks,
)
from alerts.checks.services import checks, roll_call
from alerts.checks.services.answers import answering
from alerts.enums import ChannelCode
from alerts.outbox.models import Notification
from alerts.permissions import can_act_for_unit, can_answer_for, can_command, check_act_for_unit
from alerts.web.answers import dialog, done, is_poll, status_of, submit
from alerts.web.fetch import commander, reader
from alerts.web.fields import ReasonForm
from rostering.models import DutyPeriod
from rostering.seats.queries.reach import by_reason
from units.models import CountySettings, Unit, User


def check_for(request: HttpRequest, pk: UUID) -> Check:
    return get_object_or_404(visible_checks(reader(request)), pk=pk)


PER_PAGE = 30


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """The latest round as tiles and every check below; a poll is answered with the tiles, or 204 when unchanged."""
    user, now = reader(request), timezone.now()
    latest = latest_round(user, now)
    context: dict[str, Any] = {"round": latest}
    if is_poll(request):
        unchanged = request.GET["v"] == latest.version
        return HttpResponse(status=204) if unchanged else render(request, "alerts/checks/_round.html", context)
    may_command = can_command(user)
    context |= {
        "page": Paginator(visible_checks(user), PER_PAGE).get_page(request.GET.get("page")),
        "may_command": may_command,
        "periods": plannable_periods(user, now) if may_command else (),
    }
    return render(request, "alerts/checks/checks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """点名: all units on duty or one, with a reason. What could not be asked is named, never silently left out."""
    user = commander(request)
    given = request.POST if request.method == "POST" else None
    form = RollCallForm(given, user=user, initial={"units": request.GET.getlist("unit")}, auto_id="ask-%s")
    called = submit(form, partial(_call_roll, user)) if given is not None else None
    if called:
        for why in dict.fromkeys(why for _unit, why in called.skipped):
            names = "、".join(unit.label for unit, of in called.skipped if of == why)
            messages.warning(request, _("%(units)s未点名：%(why)s") % {"units": names, "why": why})
        number = len(called.checks)
        sentence = ngettext("已向 %(count)d 个单位发出点名", "已向 %(count)d 个单位发出点名", number) % {
            "count": number
        }
        return done(request, sentence, reverse("alerts:checks"))
    asked, left = _asked_units(request, user), allowances(user, timezone.now())
    unit = asked[0] if len(asked) == 1 else None
    context = {
        "form": form,
        "allowances": left,
        "rules": CountySettings.of(user.county_id),
        "unit": unit,
        "left": left.of(unit.code) if unit else None,
        **_reach(user, asked),
    }
    return dialog(request, "alerts/checks/dialog.html", context, back=reverse("alerts:checks"), status=status_of(form))


@require_safe
def reach(request: HttpRequest) -> HttpResponse:
    """Whom a check of the units ticked so far, or of all on duty, would not reach."""
    user = commander(request)
    return render(request, "rostering/seats/_unreached.html", _reach(user, _asked_units(request, user)))


def _reach(user: User, units: Sequence[Unit]) -> dict[str, Any]:
    found = unreached_if_asked(user, units, timezone.now())
    return {"reasons": by_reason(found), "count": len(found)}


def _call_roll(user: User, *, units: Sequence[Unit], reason: str, exception: bool) -> roll_call.RollCall:
    everybody = Unit.objects.visible_to(user).active().in_protocol_order().select_related("county")
    return roll_call.call_roll(units=units or everybody, reason=reason, by=user, exception=exception)


def _asked_units(request: HttpRequest, user: User) -> list[Unit]:
    codes = [*request.GET.getlist("unit"), *request.GET.getlist("units"), *request.POST.getlist("units")]
    return list(Unit.objects.visible_to(user).filter(code__in=codes)) if codes else []


@require_safe
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One check: a button for whoever is asked, the levels for who follows it."""
    found = check_for(request, pk)
    if is_poll(request):
        unchanged = request.GET["v"] == str(found.version)
        template = "alerts/checks/_check.html"
        return HttpResponse(status=204) if unchanged else render(request, template, _context(request, found))
    return render(request, "alerts/checks/check.html", _context(request, found))


@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """我在. A colleague on duty answers for the unit under their own name, a leader on the person's behalf."""
    found, user, now = check_for(request, pk), reader(request), timezone.now()
    checks.answer(check=found, person=answering(check=found, by=user, now=now), now=now, by=user)
    return done(request, _("已应答，感谢配合"), reverse("alerts:check", args=[found.pk]))


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The office has phoned and says what came of it."""
    found, user = check_for(request, pk), commander(request)
    form = CheckNoteForm(request.POST)
    if submit(form, partial(checks.close_check, check=found, by=user)):
        return done(request, _("已记录核实情况"), reverse("alerts:check", args=[found.pk]))
    return render(request, "alerts/checks/check.html", _context(request, found) | {"close_form": form}, status=400)


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, user = check_for(request, pk), commander(request)
    form = ReasonForm(request.POST)
    if submit(form, partial(checks.cancel_check, check=found, by=user)):
        return done(request, _("已取消该次查岗"), reverse("alerts:check", args=[found.pk]))
    return render(request, "alerts/checks/check.html", _context(request, found) | {"cancel_form": form}, status=400)


@require_POST
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the unit says about it."""
    found, user = check_for(request, pk), reader(request)
    check_act_for_unit(user, found.unit_id)
    form = CheckReplyForm(request.POST)
    if submit(form, partial(checks.reply_for_unit, check=found, by=user)):
        return done(request, _("已提交单位说明"), reverse("alerts:check", args=[found.pk]))
    return render(request, "alerts/checks/check.html", _context(request, found) | {"reply_form": form}, status=400)


def _context(request: HttpRequest, found: Check) -> dict[str, Any]:
    user, now = reader(request), timezone.now()
    may_command, leads = can_command(user), user.leads(found.unit_id)
    is_open = found.state in ANSWERABLE_STATES
    told = Notification.objects.filter(object_id=found.pk, channel=ChannelCode.INBOX).select_related("person")
    return {
        "check": found,
        "ring": answer_ring(found, now),
        "is_mine": user.person_id is not None and user.person_id == found.person_id,
        "may_answer": is_open and _may_answer(found, user),
        "may_command": may_command,
        "leads": leads,
        "may_reply": not may_command and can_act_for_unit(user, found.unit_id),
        "told": told.order_by("level", "created_at") if may_command or user.leads(found.unit_id) else (),
        "close_form": CheckNoteForm(auto_id="close-%s"),
        "cancel_form": ReasonForm(auto_id="cancel-%s"),
        "reply_form": CheckReplyForm(auto_id="reply-%s", initial={"text": found.unit_reply}),
        "phone": found.person.mobile if found.person and user.may_see_contacts_of(found.unit_id) else "",
    }


def _may_answer(found: Check, user: User) -> bool:
    if can_command(user) or not can_act_for_unit(user, found.unit_id):
        return False
    return can_answer_for(user, answering(check=found, by=user, now=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, period_id: UUID) -> HttpResponse:
    """The plan of a period with its seed and the draw made again from it; a form where there is none yet."""
    user = commander(request)
    period = get_object_or_404(DutyPeriod.objects.visible_to(user), pk=period_id)
    found = getattr(period, "check_plan", None)
    given = request.POST if request.method == "POST" else None
    form = PlanForm(given, usual=usual_plan(period.county_id), initial={"seed": _new_seed()})
    if request.method == "POST" and submit(form, partial(checks.plan_checks, period=period, by=user)):
        messages.success(request, _("查岗计划已生成"))
        return redirect("alerts:check_plan", period.pk)
    context = {
        "period": period,
        "plan": found,
        "form": form,
        "replay": replay(found) if found and "replay" in request.GET else None,
        "planned": found.checks.select_related("unit").order_by("due_at") if found else (),
    }
    return render(request, "alerts/checks/check_plan.html", context, status=status_of(form))


def _new_seed() -> int:
    return secrets.randbelow(10**SEED_DIGITS)

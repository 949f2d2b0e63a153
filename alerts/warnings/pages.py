"""预警叫应: what has come in, signed here, followed until everybody has answered; the county's table."""

from dataclasses import asdict, replace
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.enums import AnsweredBy, BulletinSource, BulletinType, WarningKind, WarningLevel
from alerts.labels import WARNING_KIND_LABELS, WARNING_LEVEL_LABELS
from alerts.permissions import can_command, check_command
from alerts.response_cards.queries import cards_named
from alerts.warnings.forms import PasteForm, RuleForm, SignForm, SpokenForm, WarningForm
from alerts.warnings.models import OPEN_STATES, UNANSWERED_STATES, UNSIGNED_STATES, PublicWarning, WarningCall
from alerts.warnings.queries import met_by_telephone, named_by, reached_of, table_of
from alerts.warnings.rules.bulletins import Bulletin
from alerts.warnings.rules.plans import INCIDENT_KINDS
from alerts.warnings.services import ending
from alerts.warnings.services.answers import answer
from alerts.warnings.services.reading import bulletin_of_text
from alerts.warnings.services.receiving import Taken, receive
from alerts.warnings.services.signing import Signed, sign
from alerts.warnings.services.table import save_rule
from alerts.web.answers import done, is_poll, status_of, submit
from alerts.web.begun import order_query, query_of
from alerts.web.fetch import commander, county_of, reader
from alerts.web.fields import ReasonForm
from units.models import User
from units.web.next_page import next_page

PER_PAGE = 20


def warning_for(request: HttpRequest, pk: UUID) -> PublicWarning:
    rows = PublicWarning.objects.visible_to(reader(request)).select_related("county", "signed_by", "order")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def warning_list(request: HttpRequest) -> HttpResponse:
    """The latest first; the office enters one, or pastes its text, which is read and asked back."""
    user, now = reader(request), timezone.now()
    if request.method == "POST":
        check_command(user)
    form, paste = _entered(request, user), PasteForm(request.POST if _does(request, "read") else None)
    if form.is_bound and (taken := submit(form, partial(_receive, user))):
        return done(request, _("预警已收下"), reverse("alerts:warning", args=[taken.warning.pk]))
    if paste.is_bound and paste.is_valid():
        found = bulletin_of_text(paste.cleaned_data["text"], now)
        form = WarningForm(initial=_as_initial(found, user), running=_running(user))
    rows = PublicWarning.objects.visible_to(user).order_by("-received_at")
    context = {
        "form": form,
        "paste": paste,
        "is_read": paste.is_bound and paste.is_valid(),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_command": can_command(user),
    }
    return render(request, "alerts/warnings/warnings.html", context, status=status_of(form, paste))


def _does(request: HttpRequest, what: str) -> bool:
    return request.method == "POST" and request.POST.get("do") == what


def _entered(request: HttpRequest, user: User) -> WarningForm:
    data = request.POST if request.method == "POST" and not _does(request, "read") else None
    return WarningForm(data, running=_running(user))


def _running(user: User) -> list[PublicWarning]:
    rows = PublicWarning.objects.visible_to(user).filter(state__in=OPEN_STATES)
    return list(rows.order_by("-received_at")[:50])


def _as_initial(found: Bulletin, user: User) -> dict[str, Any]:
    """What was read; an update or a cancellation belongs to the latest running one of its kind."""
    same = next((one for one in _running(user) if one.kind == found.kind), None)
    follows = str(same.pk) if same and found.type != BulletinType.ALERT else ""
    values = {name: value for name, value in asdict(found).items() if value is not None}
    moments = {
        name: timezone.localtime(values[name]).strftime("%Y-%m-%dT%H:%M") for name in ("start", "end") if name in values
    }
    return values | moments | {"follows": follows, "pasted": True}


def _receive(user: User, *, follows: PublicWarning | None, pasted: bool, level: str, **facts: Any) -> Taken:
    facts["type"], facts["kind"] = BulletinType(facts["type"]), WarningKind(facts["kind"])
    return receive(
        county=county_of(user),
        bulletin=Bulletin(level=WarningLevel(level) if level else None, **facts),
        source=BulletinSource.TEXT if pasted else BulletinSource.HAND,
        by=user,
        now=timezone.now(),
        follows=follows,
    )


@require_safe
def warning(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What it says, whom it calls, who has answered when; a poll gets the part that changed."""
    found = warning_for(request, pk)
    context = _context(request, found)
    if is_poll(request):
        unchanged = request.GET["v"] == context["reached"].version
        return HttpResponse(status=204) if unchanged else render(request, "alerts/warnings/_calls.html", context)
    return render(request, "alerts/warnings/warning.html", context)


def _context(request: HttpRequest, found: PublicWarning) -> dict[str, Any]:
    user = reader(request)
    calls = list(WarningCall.objects.visible_to(user).filter(warning=found).select_related("unit", "person"))
    reached = replace(reached_of(found, calls), met=met_by_telephone(calls))
    is_running = found.state in OPEN_STATES and found.round > 0
    return {
        "warning": found,
        "reached": reached,
        # For whoever rings them up, as long as they are to be reached.
        "ringing": [one.unit.pk for one in reached.units if is_running and user.may_see_contacts_of(one.unit.pk)],
        "bulletins": found.bulletins.order_by("received_at"),
        "is_running": is_running,
        "begun": found.orders_begun.order_by("number"),
        "may_command": can_command(user),
        "may_answer_unit": not user.is_duty_person,
        "unanswered": UNANSWERED_STATES,
        "is_unsigned": found.state in UNSIGNED_STATES,
        "sign_form": _sign_form(user, found) if found.state in UNSIGNED_STATES and can_command(user) else None,
        "drop_form": ReasonForm(),
        "cards": cards_named(user, found.plan.get("card", "")),
        "spoken": SpokenForm(),
        "incident_query": query_of({"kind": INCIDENT_KINDS.get(found.kind), "place": found.area}),
        "order_query": order_query(found.headline, [one.unit for one in reached.units], found.end, found.pk),
    }


def _sign_form(user: User, found: PublicWarning) -> SignForm:
    """As the table says for its kind and level, the strictest where nobody has said the level."""
    level = found.level or WarningLevel.RED
    table = named_by(found.county_id, found.kind, level)
    initial = {
        "version": found.version,
        "level": level,
        "units": [unit.code for unit in table.units],
        "answer_minutes": table.answer_minutes,
        "posture": table.posture,
        "extra_staff": table.extra_staff,
    }
    return SignForm(initial=initial, user=user)


@require_POST
def sign_warning(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, user = warning_for(request, pk), commander(request)
    form = SignForm(request.POST, user=user)
    if signed := submit(form, partial(_sign, found, user)):
        sentence = _("已签发，正在叫应 %(count)d 个单位") % {"count": len(signed.unit_ids)}
        return done(request, sentence, reverse("alerts:warning", args=[found.pk]))
    context = _context(request, found) | {"sign_form": form}
    return render(request, "alerts/warnings/warning.html", context, status=400)


def _sign(found: PublicWarning, user: User, *, version: int, level: str, **given: Any) -> PublicWarning:
    card = named_by(found.county_id, found.kind, level).card
    what = Signed(level=WarningLevel(level), card=card, **given)
    return sign(warning=found, what=what, by=user, now=timezone.now(), expected_version=version)


@require_POST
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _ended(request, pk, lambda found, user, reason: ending.drop(
        warning=found, reason=reason, by=user, now=timezone.now()
    ), _("已登记不予叫应"))  # fmt: skip


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _ended(request, pk, lambda found, user, reason: ending.close(
        warning=found, outcome=reason, by=user, now=timezone.now()
    ), _("叫应已结束"))  # fmt: skip


def _ended(request: HttpRequest, pk: UUID, end: Any, sentence: str) -> HttpResponse:
    found, user = warning_for(request, pk), commander(request)
    form = ReasonForm(request.POST)
    if submit(form, lambda reason: end(found, user, reason)):
        return done(request, sentence, reverse("alerts:warning", args=[found.pk]))
    context = _context(request, found) | {"drop_form": form}
    return render(request, "alerts/warnings/warning.html", context, status=400)


@require_POST
def answer_call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """收到, by oneself or on somebody's behalf; `do=phone`: as told to the operator."""
    rows = WarningCall.objects.visible_to(reader(request)).select_related("unit", "person")
    call = get_object_or_404(rows, pk=pk)
    how = AnsweredBy.PHONE if _does(request, "phone") else AnsweredBy.PAGE
    form = SpokenForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    answer(call=call, by=reader(request), now=timezone.now(), how=how, name=name)
    here = next_page(request, reverse("alerts:warning", args=[call.warning_id]))
    return done(request, _("%(unit)s已叫应") % {"unit": call.unit.label}, here)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Kind by kind and colour by colour whom a warning names."""
    user = commander(request)
    rows = table_of(county_of(user).pk)
    return render(request, "alerts/warnings/rules.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: HttpRequest, kind: str, level: str) -> HttpResponse:
    user = commander(request)
    if kind not in WARNING_KIND_LABELS or level not in WARNING_LEVEL_LABELS:
        raise Http404
    form: forms.Form = _rule_form(request, user, kind, level)
    save = partial(save_rule, county=county_of(user), kind=WarningKind(kind), level=WarningLevel(level), by=user)
    if form.is_bound and submit(form, save):
        return done(request, _("已保存"), reverse("alerts:warning_rules"))
    context = {"form": form, "kind": WARNING_KIND_LABELS[kind], "level": WARNING_LEVEL_LABELS[level]}
    return render(request, "alerts/warnings/rule.html", context, status=status_of(form))


def _rule_form(request: HttpRequest, user: User, kind: str, level: str) -> RuleForm:
    found = named_by(county_of(user).pk, kind, level)
    initial = {
        "units": [unit.code for unit in found.units],
        "posture": found.posture,
        "extra_staff": found.extra_staff,
        "answer_minutes": found.answer_minutes,
        "card": found.card,
    }
    return RuleForm(request.POST if request.method == "POST" else None, initial=initial, user=user)

"""处置卡: the list, one card with who answers now, its editing, and the card of an incident with its ticks."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.enums import IncidentState
from alerts.incidents.pages import incident_for, may_report
from alerts.permissions import can_command
from alerts.response_cards.forms import CallFormSet, CardForm, calls_of, initial_of, steps_of, units_of_card
from alerts.response_cards.models import CardStep, ResponseCard
from alerts.response_cards.queries import card_for, cards_of, shown_card
from alerts.response_cards.services import cards, ticking
from alerts.web.answers import done
from alerts.web.fetch import commander, county_of, reader
from rostering.web.answers import is_fragment
from units.errors import InvalidInput, RuleViolation
from units.web.forms import refuse


def card_of(request: HttpRequest, pk: UUID) -> ResponseCard:
    return get_object_or_404(cards_of(reader(request)).select_related("county"), pk=pk)


@require_safe
def card_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    context = {"cards": list(cards_of(user)), "may_command": can_command(user)}
    return render(request, "alerts/response_cards/cards.html", context)


@require_POST
def install(request: HttpRequest) -> HttpResponse:
    user = commander(request)
    made = cards.install_cards(county=county_of(user), by=user)
    return done(
        request,
        _("已载入 %(count)d 张处置卡，可按本县实际修改") % {"count": len(made)},
        reverse("alerts:response_cards"),
    )


@require_safe
def card(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, found = reader(request), card_of(request, pk)
    context = {"shown": shown_card(found, user, timezone.now()), "may_command": can_command(user)}
    return render(request, "alerts/response_cards/card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _edit(request, card_of(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def of_incident(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card of its kind, or the one asked for; a POST ticks a line or takes that back."""
    user, incident = reader(request), incident_for(request, pk)
    if request.method == "POST":
        return _ticked(request, pk)
    asked = request.GET.get("card", "")
    found = cards_of(user).filter(is_active=True)
    chosen = get_object_or_404(found, pk=_uuid(asked)) if asked else card_for(incident, user)
    context = {
        "incident": incident,
        "shown": shown_card(chosen, user, timezone.now(), incident) if chosen else None,
        "others": [one for one in found if chosen is None or one.pk != chosen.pk],
        "may_tick": incident.state == IncidentState.OPEN and may_report(user, incident),
    }
    template = "_card_of_incident.html" if is_fragment(request) else "card_of_incident.html"
    return render(request, f"alerts/response_cards/{template}", context)


def _ticked(request: HttpRequest, pk: UUID) -> HttpResponse:
    user, incident = reader(request), incident_for(request, pk)
    steps = CardStep.objects.filter(card__county=county_of(user)).select_related("card", "unit")
    step = get_object_or_404(steps, pk=_uuid(request.POST.get("step", "")))
    path = f"{reverse('alerts:incident_card', args=[pk])}?card={step.card_id}"
    if request.POST.get("do") == "undo":
        ticking.untick(incident=incident, step=step, by=user)
        return done(request, _("已取消勾选"), path)
    ticking.tick(incident=incident, step=step, by=user, note=request.POST.get("note", ""))
    return done(request, _("已记入处置时间线"), path)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _edit(request: HttpRequest, found: ResponseCard | None) -> HttpResponse:
    user, data = commander(request), request.POST if request.method == "POST" else None
    units = units_of_card(county_of(user))
    form = CardForm(data, initial=initial_of(found) if found else {})
    calls = CallFormSet(data, initial=calls_of(found) if found else [], form_kwargs={"units": units})
    if data is not None and form.is_valid() and calls.is_valid():
        values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("title", "kinds", "is_active")}
        try:
            made = cards.write_card(
                county=county_of(user), card=found, steps=steps_of(form, calls, units), by=user, **values
            )
        except (InvalidInput, RuleViolation) as error:
            refuse(form, error)
        else:
            return done(request, _("处置卡已保存"), reverse("alerts:response_card", args=[made.pk]))
    status = 400 if data is not None else 200
    context = {"form": form, "calls": calls, "card": found}
    return render(request, "alerts/response_cards/card_edit.html", context, status=status)

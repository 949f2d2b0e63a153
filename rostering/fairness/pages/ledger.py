"""负担: what everybody has carried beside what would have been fair. The county's, the unit's or one's own, by role."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rostering.fairness.forms.preferences import LedgerForm
from rostering.fairness.queries.burden import SHOWN, people_within, person_lines, unit_lines
from rostering.fairness.queries.ledger import FIRST_DAY, Window
from rostering.labels import DUTY_CLASS_LABELS
from rostering.web.fetch import roster_reader
from units.models import User

ONE_DAY = timedelta(days=1)


@require_safe
def fairness(request: HttpRequest) -> HttpResponse:
    """Units for the office until it chooses one; a form with errors shows all recorded duty."""
    user = roster_reader(request)
    form = LedgerForm(request.GET, user=user)
    asked = form.cleaned_data if form.is_valid() else {}
    window = _window(asked, timezone.localdate())
    classes = [DUTY_CLASS_LABELS[duty_class] for duty_class in SHOWN]
    context: dict[str, Any] = {"form": form, "window": window, "classes": classes, "since_ever": not asked.get("first")}
    return render(request, *_shown(user, asked, window, context), status=400 if form.errors else 200)


def _shown(user: User, asked: dict[str, Any], window: Window, context: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The template and what it shows."""
    unit = asked.get("unit")
    if user.sees_whole_county and unit is None:
        return "rostering/fairness/fairness_units.html", context | {"lines": unit_lines(user, window)}
    people = [person for person in people_within(user, window) if unit is None or person.unit_id == unit.pk]
    lines = person_lines(people, window)
    if user.is_duty_person:
        return "rostering/fairness/fairness_own.html", context | {"line": lines[0] if lines else None}
    return "rostering/fairness/fairness_people.html", context | {"lines": lines, "unit": unit or user.speaking_unit}


def _window(asked: dict[str, Any], today: date) -> Window:
    """Duty days until today, unless a later one is asked for."""
    last = asked.get("last") or today
    first = asked.get("first") or FIRST_DAY
    return Window(first, max(last, first) + ONE_DAY)

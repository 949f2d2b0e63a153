from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.burden_meter.models import MOST, BurdenBudget
from alerts.enums import Ask
from alerts.labels import ASK_LABELS
from rostering.policies.queries.published import zone
from units.web.forms import SANE, DayInput

USUAL_DAYS = 30


class SpanForm(forms.Form):
    """Which days; without them the thirty that end today."""

    first_day = forms.DateField(label=_("起"), required=False, widget=DayInput(), validators=SANE)
    last_day = forms.DateField(label=_("止"), required=False, widget=DayInput(), validators=SANE)

    def __init__(self, given: Any, *, today: date) -> None:
        first = today - timedelta(days=USUAL_DAYS - 1)
        usual = {"first_day": first.isoformat(), "last_day": today.isoformat()}
        self.usual = first, today
        super().__init__(usual | {name: value for name, value in given.items() if value})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("止日不得早于起日"))
        return cleaned

    def span(self) -> tuple[datetime, datetime]:
        """Half-open, from midnight to midnight in the county's zone; of a form with errors the usual days."""
        first, last = self.usual
        if self.is_valid():
            first, last = self.cleaned_data["first_day"] or first, self.cleaned_data["last_day"] or last
        ends = (first, max(first, last) + timedelta(days=1))
        start, end = (timezone.make_aware(datetime.combine(day, datetime.min.time()), zone()) for day in ends)
        return start, end


class BudgetForm(forms.Form):
    """Per person in duty and month, a number for each `Ask`; those that hold stand in the fields."""

    def __init__(self, given: Any, *, budget: BurdenBudget | None) -> None:
        super().__init__(given, initial={ask: getattr(budget, ask, None) for ask in Ask})
        for ask in Ask:
            self.fields[ask] = forms.IntegerField(label=str(ASK_LABELS[ask]), min_value=0, max_value=MOST)

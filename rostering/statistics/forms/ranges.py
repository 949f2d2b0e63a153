from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostering.statistics.queries.statistics import Wanted, usual_span
from units.labels import TIER_LABELS
from units.models import Unit, User
from units.web.forms import SANE

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class RangeForm(forms.Form):
    """Which duty days, units and tier; what is left out is the last twelve months and everything in scope."""

    first_day = forms.DateField(label=_("起"), required=False, widget=DAY, validators=SANE)
    last_day = forms.DateField(label=_("止"), required=False, widget=DAY, validators=SANE)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("单位"), required=False, to_field_name="code", empty_label=_("全部单位")
    )
    tier = forms.ChoiceField(label=_("值守类别"), required=False)

    def __init__(self, given: Any, *, user: User, today: date) -> None:
        first, end = usual_span(today)
        usual = {"first_day": first.isoformat(), "last_day": (end - timedelta(days=1)).isoformat()}
        super().__init__(usual | {name: value for name, value in given.items() if value})
        self.today = today
        self.fields["unit"].queryset = Unit.objects.managed_by(user).in_protocol_order()  # type: ignore[attr-defined]
        self.fields["tier"].choices = [("", _("全部类别")), *TIER_LABELS.items()]  # type: ignore[attr-defined]
        if not user.is_county_office:
            del self.fields["unit"], self.fields["tier"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("止日不得早于起日"))
        return cleaned

    def wanted(self) -> Wanted:
        """What was asked for; of a form with errors the usual range."""
        given = self.cleaned_data if self.is_valid() else {}
        start, end = usual_span(self.today)
        if given.get("last_day"):
            end = given["last_day"] + timedelta(days=1)
        if given.get("first_day"):
            start = given["first_day"]
        return Wanted(min(start, end - timedelta(days=1)), end, given.get("unit"), given.get("tier", ""))

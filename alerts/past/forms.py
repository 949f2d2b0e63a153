from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.policies.queries.published import zone
from units.models import Unit, User
from units.web.forms import SANE, DayInput

CLOCK = forms.TimeInput({"type": "time"}, format="%H:%M")


class RetraceForm(forms.Form):
    """Which instant is asked about, as it was known at which; without them now, of one's unit where one leads only that."""

    valid_day = forms.DateField(label=_("查询日期"), widget=DayInput(), validators=SANE)
    valid_time = forms.TimeField(label=_("查询时刻"), widget=CLOCK)
    known_day = forms.DateField(label=_("已知截至日期"), widget=DayInput(), validators=SANE)
    known_time = forms.TimeField(label=_("已知截至时刻"), widget=CLOCK)
    unit = forms.ModelChoiceField(
        label=_("单位"), queryset=Unit.objects.none(), required=False, to_field_name="code", empty_label=_("全县")
    )

    def __init__(self, given: Any, *, user: User, now: datetime) -> None:
        local = now.astimezone(zone())
        day, clock = local.date().isoformat(), f"{local:%H:%M}"
        usual = {"valid_day": day, "valid_time": clock, "known_day": day, "known_time": clock}
        super().__init__(usual | {name: value for name, value in given.items() if value})
        self.user, self.now = user, now
        units = Unit.objects.managed_by(user).in_protocol_order()
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = units if user.directory_unit_ids is None else units.filter(pk__in=user.directory_unit_ids)
            choice.empty_label = choice.empty_label if user.sees_whole_county else None
        if not user.sees_whole_county:
            choice.required = True
            self.data = {"unit": getattr(user.speaking_unit, "code", ""), **self.data}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.instant("known") > self.now:
            self.add_error("known_day", _("已知截至不能晚于现在"))
        return cleaned

    def instant(self, which: str) -> datetime:
        """`valid` or `known`, of clean fields; to the end of the minute, so that what happened in it counts."""
        day, clock = self.cleaned_data[f"{which}_day"], self.cleaned_data[f"{which}_time"]
        at = timezone.make_aware(datetime.combine(day, clock), zone())
        return min(at.replace(second=59, microsecond=999999), self.now) if at <= self.now else at

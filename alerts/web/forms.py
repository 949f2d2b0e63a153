from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JumpForm(forms.Form):
    """Another instant, by the clock on the wall."""

    day = forms.DateField(label=_("日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("时间"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def instant(self) -> datetime:
        """Only of a valid form."""
        chosen: dict[str, Any] = self.cleaned_data
        return timezone.make_aware(datetime.combine(chosen["day"], chosen["time"]))

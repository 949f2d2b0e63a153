from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostering.rings.models import MOST_EXTRA
from units.when import month_day


class OfferForm(forms.Form):
    """What one would take for one's duty; no day chosen is any day."""

    days = forms.TypedMultipleChoiceField(
        label=_("愿意值的日期"),
        coerce=date.fromisoformat,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选即哪天都行"),
    )
    extra = forms.IntegerField(
        label=_("可多承担的负担分"),
        min_value=0,
        max_value=MOST_EXTRA,
        initial=0,
        required=False,
        help_text=_("填 0 表示不愿比原来更偏离公平份额"),
    )

    def __init__(self, *args: Any, days: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["days"]
        if isinstance(choice, forms.TypedMultipleChoiceField):
            choice.choices = [(day.isoformat(), month_day(day)) for day in days]

    def clean_extra(self) -> int:
        return self.cleaned_data["extra"] or 0

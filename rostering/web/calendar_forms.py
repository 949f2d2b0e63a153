from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostering.domain.enums import DayKind
from rostering.labels import DAY_KIND_LABELS
from units.web.forms import DayInput


class DaysForm(forms.Form):
    """A run of days and what they are from now on."""

    first_day = forms.DateField(label=_("首日"), widget=DayInput())
    last_day = forms.DateField(label=_("末日"), widget=DayInput())
    kind = forms.ChoiceField(label=_("类型"), choices=list(DAY_KIND_LABELS.items()))
    name = forms.CharField(label=_("节日"), max_length=40, required=False, help_text=_("如“端午节”，平常日子留空"))
    reason = forms.CharField(label=_("依据"), max_length=500, required=False, help_text=_("如通知文号"))

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        chosen = self.cleaned_data
        return {
            "first": chosen["first_day"],
            "last": chosen["last_day"],
            "kind": DayKind(chosen["kind"]),
            "name": chosen["name"],
            "reason": chosen["reason"],
        }

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostering.domain.enums import AbsenceKind
from rostering.labels import ABSENCE_KIND_LABELS
from units.web.forms import MomentInput


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("类型"), choices=list(ABSENCE_KIND_LABELS.items()))
    start = forms.DateTimeField(label=_("开始"), widget=MomentInput())
    end = forms.DateTimeField(label=_("结束"), widget=MomentInput(), help_text=_("全天请假的，填销假当日 00:00"))
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        return {**self.cleaned_data, "kind": AbsenceKind(self.cleaned_data["kind"])}

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rostering.statistics.models import Circular
from rostering.statistics.services.circulars import FIELDS
from units.errors import DomainError, InvalidInput

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class NewCircularForm(forms.Form):
    """The days it is about, both included."""

    first_day = forms.DateField(label=_("起"), widget=DAY)
    last_day = forms.DateField(label=_("止"), widget=DAY)


class CircularForm(forms.Form):
    """Field names are those of `services.circulars`; `version` is the one the writer looked at."""

    title = forms.CharField(label=_("标题"), max_length=120)
    document_number = forms.CharField(label=_("文号"), max_length=60, required=False)
    addressees = forms.CharField(label=_("主送"), max_length=200)
    body = forms.CharField(
        label=_("正文"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 18}),
        help_text=_("一行一段；花括号里的名称由系统填入数据，如 {减少坐班人次}"),
    )
    issuer = forms.CharField(label=_("落款"), max_length=120)
    issued_on = forms.DateField(label=_("成文日期"), required=False, widget=DAY)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)

    @classmethod
    def showing(cls, circular: Circular) -> "CircularForm":
        initial: dict[str, Any] = {name: getattr(circular, name) for name in FIELDS}
        return cls(initial=initial | {"version": circular.version})

    def refuse(self, error: DomainError) -> None:
        """Puts the service's sentence beside the field it is about, or above the form."""
        field = error.field if isinstance(error, InvalidInput) and error.field in self.fields else None
        self.add_error(field, str(error))

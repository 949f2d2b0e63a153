"""The form by which a sheet is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.imports.services.kinds import kinds_for


class HandInForm(forms.Form):
    kind = forms.ChoiceField(label=_("表格的内容"))
    file = forms.FileField(
        label=_("文件（.xlsx、.xls、.et、.csv）"), widget=forms.FileInput({"accept": ".xlsx,.xls,.et,.csv"})
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("单位"), required=False, empty_label=_("全县或按表中所写")
    )
    period = forms.ChoiceField(label=_("值班周期"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_for(user)
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        periods = [one for kind in kinds if kind.periods for one in kind.periods(user)]
        self.fields["period"].choices = [("", _("按表中的日期")), *periods]  # type: ignore[attr-defined]
        if user.sees_whole_county:
            units = Unit.objects.filter(county=user.county_id).active().in_protocol_order()
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]

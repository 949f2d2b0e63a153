"""Forms of the duty log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.incidents.models import Incident
from alerts.web.fields import ShortTextarea
from units.models import Person
from units.web.forms import MomentInput


class LogForm(forms.Form):
    """In under a minute: only the matter is asked for."""

    matter = forms.CharField(label=_("事项"), max_length=500, widget=ShortTextarea())
    caller = forms.CharField(label=_("来电人"), max_length=60, required=False)
    caller_unit = forms.CharField(label=_("来电单位"), max_length=100, required=False)
    handled = forms.CharField(label=_("处理情况"), max_length=500, required=False)
    reported_to = forms.CharField(label=_("报告对象"), max_length=100, required=False)
    is_done = forms.BooleanField(label=_("已办结"), required=False)


class HandledForm(forms.Form):
    handled = forms.CharField(label=_("处理情况"), max_length=500, required=False)


class HandoverForm(forms.Form):
    note = forms.CharField(label=_("交班事项"), max_length=1000, required=False, widget=ShortTextarea())


class LeaveForm(forms.Form):
    reason = forms.CharField(label=_("离岗事由"), max_length=300)
    expected_back = forms.DateTimeField(label=_("预计返回"), widget=MomentInput(chips=(30, 60, 120)))
    covered_by = forms.ModelChoiceField(
        label=_("代守人员"), queryset=Person.objects.none(), required=False, empty_label=_("无人代守")
    )

    incident = forms.ModelChoiceField(
        label=_("处置的事件"), queryset=Incident.objects.none(), required=False, empty_label=_("不是处置事件")
    )
    field_order = ("reason", "incident", "covered_by", "expected_back")

    def __init__(self, *args: Any, people: Any, incidents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("covered_by", people), ("incident", incidents)):
            choice = self.fields[name]
            if isinstance(choice, forms.ModelChoiceField):
                choice.queryset = rows

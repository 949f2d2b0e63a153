"""Forms of the inspection plan."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from units.models import Unit
from units.web.forms import SANE, DayInput


class InspectionForm(forms.Form):
    department = forms.CharField(label=_("检查部门"), max_length=100)
    subject = forms.CharField(label=_("检查内容"), max_length=300)
    first_day = forms.DateField(label=_("开始日期"), widget=DayInput(), validators=SANE)
    last_day = forms.DateField(label=_("结束日期"), widget=DayInput(), validators=SANE)
    is_extra = forms.BooleanField(label=_("计划外检查，须报批"), required=False)
    reason = forms.CharField(label=_("事由"), max_length=300, required=False, help_text=_("计划外检查必填"))

    def __init__(self, *args: Any, only_extra: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if only_extra:
            self.fields["is_extra"] = forms.BooleanField(initial=True, widget=forms.HiddenInput())
            self.fields["reason"].required = True


class DecisionForm(forms.Form):
    decision = forms.CharField(label=_("审批意见"), max_length=300)


class VisitedForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=_("受检单位"), queryset=Unit.objects.none(), to_field_name="code", empty_label=_("请选择")
    )
    day = forms.DateField(label=_("检查日期"), widget=DayInput(), validators=SANE)
    result = forms.CharField(label=_("检查情况"), max_length=300, required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = units


class QuietDayForm(forms.Form):
    day = forms.DateField(label=_("日期"), widget=DayInput(), validators=SANE)
    reason = forms.CharField(label=_("说明"), max_length=100, required=False)

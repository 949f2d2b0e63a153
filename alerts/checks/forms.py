"""Forms of checks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.checks.models import CheckPlan
from alerts.web.fields import ShortTextarea, units_of
from units.models import User
from units.web.unit_tiles import UnitsField, offer_units

SEED_DIGITS = 9


class RollCallForm(forms.Form):
    """点名: who, why. No unit means every unit on duty."""

    units = UnitsField(label=_("点名单位"), required=False, help_text=_("不选即全部在值单位"))
    reason = forms.CharField(label=_("事由"), max_length=300, initial=_("例行点名"))
    exception = forms.BooleanField(
        label=_("例外点名"), required=False, help_text=_("次数已满或免扰时段仍须查岗时勾选，事由和姓名留存")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "units", units_of(user))


class PlanForm(forms.Form):
    cap = forms.IntegerField(label=_("每单位次数"), min_value=1, max_value=20)
    answer_minutes = forms.IntegerField(label=_("应答时限（分钟）"), min_value=1, max_value=120)
    quiet_start = forms.TimeField(label=_("免扰开始"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    quiet_end = forms.TimeField(label=_("免扰结束"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    seed = forms.IntegerField(
        label=_("抽取种子"), min_value=0, max_value=10**SEED_DIGITS, help_text=_("留存种子，任何人都能照样重抽核对")
    )

    def __init__(self, *args: Any, usual: CheckPlan, **kwargs: Any) -> None:
        """`usual`: what the county's settings say, to begin with."""
        names = ("cap", "answer_minutes", "quiet_start", "quiet_end")
        kwargs["initial"] = {name: getattr(usual, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "quiet_start" in values and "quiet_end" in values:
            values["quiet"] = (values.pop("quiet_start"), values.pop("quiet_end"))
        return values


class CheckNoteForm(forms.Form):
    note = forms.CharField(label=_("核实情况"), max_length=300, widget=ShortTextarea())


class CheckReplyForm(forms.Form):
    text = forms.CharField(label=_("单位说明"), max_length=300, widget=ShortTextarea())

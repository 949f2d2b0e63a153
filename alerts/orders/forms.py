"""Forms of posture orders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.orders.models import EXTRA_COLUMNS, MOST_EXTRA
from alerts.web.fields import now_text, units_of
from rostering.enums import Posture
from rostering.labels import POSTURE_LABELS
from units.labels import TIER_LABELS
from units.models import User
from units.web.forms import MomentInput
from units.web.unit_tiles import UnitsField, offer_units


class CountField(forms.IntegerField):
    """So many per unit and duty day; empty is none."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput({"placeholder": "0"})
        super().__init__(required=False, min_value=0, max_value=MOST_EXTRA, widget=widget, **kwargs)


class OrderForm(forms.Form):
    """值守升级令, for a tier or for named units. Its people are proposed by the engine."""

    tier = forms.ChoiceField(
        label=_("整类"), required=False, choices=lambda: [("", _("不按类别")), *TIER_LABELS.items()]
    )
    units = UnitsField(label=_("指定单位"), required=False)
    posture = forms.ChoiceField(
        label=_("值守方式"), required=False, choices=[("", _("不提高，只增派人员")), *POSTURE_LABELS.items()]
    )
    extra_leaders = CountField(label=_("每单位增派带班"))
    extra_staff = CountField(label=_("每单位增派值班"))
    extra_backups = CountField(label=_("每单位备班"), help_text=_("在家备勤，手机畅通，接通知 30 分钟内到岗"))
    field_team = CountField(label=_("每单位现场工作组"), help_text=_("人数；全程在现场"))
    start = forms.DateTimeField(label=_("开始"), widget=MomentInput(), initial=now_text)
    end = forms.DateTimeField(label=_("结束"), widget=MomentInput())
    reason = forms.CharField(label=_("事由"), max_length=300)
    ends_with_warning = forms.BooleanField(
        label=_("预警结束时一并解除"),
        required=False,
        initial=True,
        help_text=_("不勾选的，预警结束后照旧执行到期，并提醒值班室"),
    )

    def __init__(self, *args: Any, user: User, warning: Any = None, **kwargs: Any) -> None:
        """`warning`: the one on whose page it was begun."""
        super().__init__(*args, **kwargs)
        offer_units(self, "units", units_of(user))
        self.warning = warning
        if warning is None:
            del self.fields["ends_with_warning"]

    @property
    def count_fields(self) -> list[forms.BoundField]:
        return [self[column] for column in EXTRA_COLUMNS]

    def clean(self) -> dict[str, Any]:
        """The four counts become `extras`; without a posture nobody is raised above the least there is."""
        given: dict[str, Any] = super().clean() or {}
        counts = {kind: given.pop(column, None) or 0 for column, kind in EXTRA_COLUMNS.items()}
        given["extras"] = {kind: count for kind, count in counts.items() if count}
        if "posture" in given and not given["posture"] and not given["extras"]:
            self.add_error("posture", _("请选择值守方式，或填写增派人数"))
        given["posture"] = given.get("posture") or Posture.PHONE_STANDBY
        return given

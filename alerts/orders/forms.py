"""Forms of posture orders."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.web.fields import now_text, units_of
from rostering.labels import POSTURE_LABELS
from units.labels import TIER_LABELS
from units.models import User
from units.web.forms import MomentInput
from units.web.unit_tiles import UnitsField, offer_units


class OrderForm(forms.Form):
    """值守升级令, for a tier or for named units."""

    tier = forms.ChoiceField(
        label=_("整类"), required=False, choices=lambda: [("", _("不按类别")), *TIER_LABELS.items()]
    )
    units = UnitsField(label=_("指定单位"), required=False)
    posture = forms.ChoiceField(label=_("值守方式"), choices=list(POSTURE_LABELS.items()))
    start = forms.DateTimeField(label=_("开始"), widget=MomentInput(), initial=now_text)
    end = forms.DateTimeField(label=_("结束"), widget=MomentInput())
    reason = forms.CharField(label=_("事由"), max_length=300)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "units", units_of(user))

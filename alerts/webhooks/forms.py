"""What the pages of calendar feeds and webhooks ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import FeedLayout
from alerts.labels import EVENT_LABELS, FEED_LAYOUT_LABELS
from alerts.webhooks.services.webhooks import EVENTS, LONGEST_NAME
from units.models import County, Unit
from units.web.unit_tiles import UnitsField, offer_units


class FeedForm(forms.Form):
    layout = forms.TypedChoiceField(
        label=_("显示方式"), coerce=FeedLayout, choices=list(FEED_LAYOUT_LABELS.items()), initial=FeedLayout.SHIFTS
    )


class WebhookForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME)
    url = forms.CharField(
        label=_("接收地址"),
        max_length=300,
        help_text=_("公网 https 地址（443 端口），或管理员列出的内网地址"),
        widget=forms.URLInput({"inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        label=_("事件"), choices=[(code, EVENT_LABELS[code]) for code in EVENTS], widget=forms.CheckboxSelectMultiple
    )
    units = UnitsField(label=_("只推送这些单位"), required=False, help_text=_("不选即全县"))

    def __init__(self, *args: Any, county: County, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "units", Unit.objects.active().filter(county=county))

    def clean_units(self) -> list[Unit] | None:
        return list(self.cleaned_data["units"]) or None


class RotateForm(forms.Form):
    overlap_hours = forms.TypedChoiceField(
        label=_("旧密钥"),
        coerce=int,
        choices=[(24, _("再用 24 小时")), (168, _("再用 7 天")), (0, _("已泄露，立即停用"))],
        initial=24,
    )

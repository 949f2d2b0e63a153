"""Forms of warnings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.labels import BULLETIN_TYPE_LABELS, WARNING_KIND_LABELS, WARNING_LEVEL_LABELS
from alerts.orders.models import MOST_EXTRA
from alerts.response_cards.queries import cards_of
from alerts.warnings.models import PublicWarning
from alerts.warnings.rules.bulletins import LONGEST_AREA, LONGEST_HEADLINE, LONGEST_TEXT
from alerts.warnings.services.table import MOST_MINUTES
from alerts.web.fields import ONE_LINE, ShortTextarea, units_of
from rostering.labels import POSTURE_LABELS
from units.models import User
from units.web.forms import MomentInput
from units.web.unit_tiles import UnitsField, offer_units


class PasteForm(forms.Form):
    text = forms.CharField(
        label=_("预警原文"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("整段粘贴，系统识别种类、级别、范围和时间，核对后再收下"),
    )


class WarningForm(forms.Form):
    """One bulletin, entered by hand or as read from a pasted text."""

    type = forms.ChoiceField(label=_("性质"), choices=list(BULLETIN_TYPE_LABELS.items()))
    follows = forms.ChoiceField(label=_("对应的预警"), required=False, help_text=_("更新、解除时选择"))
    headline = forms.CharField(label=_("标题"), max_length=LONGEST_HEADLINE, widget=forms.TextInput(ONE_LINE))
    kind = forms.ChoiceField(label=_("种类"), choices=list(WARNING_KIND_LABELS.items()))
    level = forms.ChoiceField(
        label=_("级别"), required=False, choices=[("", _("签发时确定")), *WARNING_LEVEL_LABELS.items()]
    )
    area = forms.CharField(label=_("影响范围"), required=False, max_length=LONGEST_AREA)
    start = forms.DateTimeField(label=_("开始"), required=False, widget=MomentInput())
    end = forms.DateTimeField(label=_("结束"), required=False, widget=MomentInput())
    sender = forms.CharField(label=_("发布单位"), required=False, max_length=100)
    text = forms.CharField(label=_("内容"), required=False, max_length=LONGEST_TEXT, widget=ShortTextarea())
    pasted = forms.BooleanField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, running: Iterable[PublicWarning], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.running = {str(one.pk): one for one in running}
        field = self.fields["follows"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("新的预警")), *((pk, one.headline) for pk, one in self.running.items())]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        values["follows"] = self.running.get(values.get("follows", ""))
        return values


class SignForm(forms.Form):
    """签发: whom it calls and what it asks of them, as the county's table says until the signer changes it."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    level = forms.ChoiceField(label=_("级别"), choices=list(WARNING_LEVEL_LABELS.items()))
    units = UnitsField(label=_("叫应单位"))
    answer_minutes = forms.IntegerField(label=_("应答时限（分钟）"), min_value=1, max_value=MOST_MINUTES)
    posture = forms.ChoiceField(
        label=_("提升到"), required=False, choices=[("", _("不提升")), *POSTURE_LABELS.items()],
        help_text=_("选择后同时发布值守升级令"),
    )  # fmt: skip
    extra_staff = forms.IntegerField(
        label=_("每单位增派人数"), min_value=0, max_value=MOST_EXTRA,
        help_text=_("随升级令增派值班席位，人选由系统提出，各单位确认或调换"),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "units", units_of(user))


def _cards_for(user: User, chosen: str) -> list[tuple[str, str]]:
    """By their titles. What a line of the table has named otherwise, a kind of incident, stays a choice as it is."""
    titles = list(cards_of(user).filter(is_active=True).values_list("title", flat=True))
    return [(title, title) for title in (*titles, *([chosen] if chosen and chosen not in titles else ()))]


class RuleForm(forms.Form):
    """One line of the table."""

    units = UnitsField(label=_("叫应单位"))
    posture = forms.ChoiceField(label=_("提升到"), required=False, choices=[("", _("不提升")), *POSTURE_LABELS.items()])
    extra_staff = forms.IntegerField(label=_("每单位增派人数"), min_value=0, max_value=MOST_EXTRA)
    answer_minutes = forms.IntegerField(label=_("应答时限（分钟）"), min_value=1, max_value=MOST_MINUTES)
    card = forms.ChoiceField(label=_("处置卡"), required=False, help_text=_("签发后在预警页给出，叫应到的单位都能打开"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "units", units_of(user))
        card = self.fields["card"]
        if isinstance(card, forms.ChoiceField):
            card.choices = [("", _("不指定")), *_cards_for(user, self.initial.get("card", ""))]


class SpokenForm(forms.Form):
    """The operator has rung and somebody answered."""

    name = forms.CharField(label=_("接听人"), required=False, max_length=150, widget=forms.TextInput(ONE_LINE))

"""Forms of incidents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import IncidentLevel, ReportKind
from alerts.labels import INCIDENT_LEVEL_LABELS, REPORT_KIND_LABELS
from alerts.web.fields import ONE_LINE, now_text, units_of
from units.models import Unit, User
from units.web.forms import MomentInput
from units.web.unit_tiles import UnitsField, offer_units

OTHER = "其他"
# By the four classes of the Emergency Response Law (art. 2); what is in none of them is written in.
KINDS = (
    (_("自然灾害"), ("洪涝", "暴雨", "山体滑坡", "地质灾害", "台风", "干旱", "低温雨雪冰冻", "地震", "森林火灾")),
    (_("事故灾难"), ("火灾", "道路交通事故", "道路塌方", "生产安全事故", "危险化学品事故", "停水停电停气", "环境污染")),
    (_("公共卫生事件"), ("传染病疫情", "食品安全事件", "动物疫情")),
    (_("社会安全事件"), ("群体性事件", "刑事案件", "信访事件", "网络舆情")),
)
KNOWN = frozenset(kind for _group, kinds in KINDS for kind in kinds)


class KindForm(forms.Form):
    """The kind from a list, or written in; `cleaned_data` has the word alone."""

    kind = forms.ChoiceField(label=_("种类"))
    other_kind = forms.CharField(label=_("其他种类"), max_length=60, required=False, help_text=_("种类选“其他”时填写"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(group, [(kind, kind) for kind in kinds]) for group, kinds in KINDS]
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*kinds, (OTHER, _("其他"))]
            # Nothing is said that nobody has chosen.
            field.initial = OTHER
        known = self.initial.get("kind", "")
        if known and known not in KNOWN and known != OTHER:
            self.initial.update({"kind": OTHER, "other_kind": known})

    def clean(self) -> dict[str, Any]:
        """With what was written in as the kind."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        written = cleaned.pop("other_kind", "")
        if cleaned.get("kind") == OTHER and written:
            cleaned["kind"] = written
        return cleaned


class IncidentForm(KindForm):
    """What is known in the first minute; the rest is corrected later."""

    field_order = ("title", "kind", "other_kind")
    title = forms.CharField(label=_("事件"), max_length=120, widget=forms.TextInput(ONE_LINE))
    place = forms.CharField(label=_("地点"), max_length=200, widget=forms.TextInput(ONE_LINE))
    level = forms.TypedChoiceField(
        label=_("级别"),
        choices=list(reversed(INCIDENT_LEVEL_LABELS.items())),
        coerce=IncidentLevel,
        initial=IncidentLevel.ORDINARY,
    )
    occurred_at = forms.DateTimeField(label=_("发生时间"), widget=MomentInput(), initial=now_text)
    source = forms.CharField(label=_("信息来源"), max_length=120, required=False)
    units = UnitsField(label=_("涉及单位"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_units(self, "units", units_of(user))
        if user.unit_ids is not None:
            self.fields["units"].initial = list(Unit.objects.visible_to(user).values_list("code", flat=True))


class IncidentFactsForm(KindForm):
    """What turns out later. Closing is done by the final report."""

    field_order = ("title", "kind", "other_kind")
    title = forms.CharField(label=_("事件"), max_length=120)
    level = forms.TypedChoiceField(
        label=_("级别"), choices=list(reversed(INCIDENT_LEVEL_LABELS.items())), coerce=IncidentLevel
    )
    place = forms.CharField(label=_("地点"), max_length=200)
    source = forms.CharField(label=_("信息来源"), max_length=120, required=False)
    casualties = forms.CharField(label=_("人员伤亡"), max_length=200, required=False)
    losses = forms.CharField(label=_("财产损失"), max_length=200, required=False)
    secondary_damage = forms.BooleanField(label=_("发生次生灾害"), required=False)


class ReportForm(forms.Form):
    """Only the kinds that are possible now are offered, the one that is due first."""

    kind = forms.TypedChoiceField(label=_("报告种类"), coerce=ReportKind)
    text = forms.CharField(label=_("内容"), max_length=5000, widget=forms.Textarea({"rows": 5}))
    reported_to = forms.CharField(label=_("报送对象"), max_length=120, required=False)

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["kind"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(kind, REPORT_KIND_LABELS[kind]) for kind in kinds]

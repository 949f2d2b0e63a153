"""Forms of incidents."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import IncidentLevel, ReportKind
from alerts.labels import INCIDENT_LEVEL_LABELS, REPORT_KIND_LABELS
from alerts.web.fields import ONE_LINE, now_text, units_of
from units.models import Unit, User
from units.web.forms import MomentInput


class IncidentForm(forms.Form):
    """What is known in the first minute; the rest is corrected later."""

    title = forms.CharField(label=_("事件"), max_length=120, widget=forms.TextInput(ONE_LINE))
    kind = forms.CharField(
        label=_("种类"), max_length=60, initial=_("其他"), help_text=_("如：洪涝、道路塌方、火灾、群体性事件")
    )
    place = forms.CharField(label=_("地点"), max_length=200, widget=forms.TextInput(ONE_LINE))
    level = forms.TypedChoiceField(
        label=_("级别"),
        choices=list(reversed(INCIDENT_LEVEL_LABELS.items())),
        coerce=IncidentLevel,
        initial=IncidentLevel.ORDINARY,
    )
    occurred_at = forms.DateTimeField(label=_("发生时间"), widget=MomentInput(), initial=now_text)
    source = forms.CharField(label=_("信息来源"), max_length=120, required=False)
    units = forms.ModelMultipleChoiceField(
        label=_("涉及单位"), queryset=Unit.objects.none(), to_field_name="code", required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["units"]
        if isinstance(choice, forms.ModelMultipleChoiceField):
            choice.queryset = units_of(user)
            choice.widget.attrs["size"] = "5"
            if user.unit_ids is not None:
                choice.initial = list(Unit.objects.visible_to(user).values_list("code", flat=True))


class IncidentFactsForm(forms.Form):
    """What turns out later. Closing is done by the final report."""

    title = forms.CharField(label=_("事件"), max_length=120)
    kind = forms.CharField(label=_("种类"), max_length=60)
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

"""Forms of what happens on duty. Field names are those of the services that take them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.channels.configured import offered_channels
from alerts.checks.models import CheckPlan
from alerts.enums import ChannelCode, IncidentLevel, ReportKind, WhistleKind
from alerts.incidents.models import Incident
from alerts.labels import ADDRESS_FORMS, CHANNEL_LABELS, INCIDENT_LEVEL_LABELS, REPORT_KIND_LABELS, WHISTLE_KIND_LABELS
from rostering.labels import POSTURE_LABELS
from units.labels import TIER_LABELS
from units.models import Person, Unit, User
from units.web.forms import MomentInput

SEED_DIGITS = 9
ONE_LINE = {"autocomplete": "off"}


def _units(user: User) -> Any:
    return Unit.objects.in_directory_of(user).active().in_protocol_order()


def _now() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


class ShortTextarea(forms.Textarea):
    def __init__(self) -> None:
        super().__init__({"rows": 3})


class RollCallForm(forms.Form):
    """点名: who, why. No unit means every unit on duty."""

    unit = forms.ModelChoiceField(
        label=_("点名对象"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("全部在值单位"),
    )
    reason = forms.CharField(label=_("事由"), max_length=300, initial=_("例行点名"))
    exception = forms.BooleanField(
        label=_("例外点名"), required=False, help_text=_("次数已满或免扰时段仍须查岗时勾选，事由和姓名留存")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = _units(user)
        self.fields["unit"].widget.attrs["class"] = "form-select"


class PlanForm(forms.Form):
    cap = forms.IntegerField(label=_("每单位次数"), min_value=1, max_value=5, initial=1)
    answer_minutes = forms.IntegerField(label=_("应答时限（分钟）"), min_value=1, max_value=120, initial=10)
    quiet_start = forms.TimeField(label=_("免扰开始"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    quiet_end = forms.TimeField(label=_("免扰结束"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    seed = forms.IntegerField(
        label=_("抽取种子"), min_value=0, max_value=10**SEED_DIGITS, help_text=_("留存种子，任何人都能照样重抽核对")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        plan = CheckPlan()
        kwargs["initial"] = {"quiet_start": plan.quiet_start, "quiet_end": plan.quiet_end, **kwargs.get("initial", {})}
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


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.TextInput(ONE_LINE))


NEW_INCIDENT, DRILL = "new", "drill"


class CallOutForm(forms.Form):
    """召集: for an open incident, for one that is recorded along with it, or as a drill."""

    basis = forms.ChoiceField(label=_("召集性质"))
    units = forms.ModelMultipleChoiceField(label=_("召集单位"), queryset=Unit.objects.none(), to_field_name="code")
    matter = forms.CharField(label=_("事由"), max_length=300, required=False, help_text=_("不填则同所选事件"))
    place = forms.CharField(label=_("集结地点"), max_length=200, required=False, help_text=_("不填则同所选事件"))
    required = forms.IntegerField(label=_("需到人数"), min_value=1, max_value=5000)

    def __init__(self, *args: Any, user: User, incidents: list[Incident], **kwargs: Any) -> None:
        self.incidents = {str(one.pk): one for one in incidents}
        first = next(iter(self.incidents), NEW_INCIDENT)
        kwargs["initial"] = {"basis": first, "required": 1, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        basis, units = self.fields["basis"], self.fields["units"]
        if isinstance(basis, forms.ChoiceField):
            basis.choices = [
                *((pk, _("事件：%(title)s") % {"title": one.title}) for pk, one in self.incidents.items()),
                (NEW_INCIDENT, _("新发事件（按事由、地点同时登记）")),
                (DRILL, _("演练")),
            ]
        if isinstance(units, forms.ModelMultipleChoiceField):
            units.queryset = _units(user)
            units.widget.attrs["size"] = "6"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        basis = values.pop("basis", None)
        incident = self.incidents.get(basis or "")
        for name, of_incident in (("matter", "title"), ("place", "place")):
            if not values.get(name):
                values[name] = getattr(incident, of_incident, "")
            if basis and not values[name]:
                self.add_error(name, _("请填写此项"))
        return {**values, "incident": incident, "is_drill": basis == DRILL, "is_new": basis == NEW_INCIDENT}


class OutcomeForm(forms.Form):
    outcome = forms.CharField(label=_("办理结果"), max_length=300, widget=forms.TextInput(ONE_LINE))


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("无法到岗原因"), max_length=300, widget=ShortTextarea())


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
    occurred_at = forms.DateTimeField(label=_("发生时间"), widget=MomentInput(), initial=_now)
    source = forms.CharField(label=_("信息来源"), max_length=120, required=False)
    units = forms.ModelMultipleChoiceField(
        label=_("涉及单位"), queryset=Unit.objects.none(), to_field_name="code", required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["units"]
        if isinstance(choice, forms.ModelMultipleChoiceField):
            choice.queryset = _units(user)
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


class WhistleForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("哨种"),
        choices=list(WHISTLE_KIND_LABELS.items()),
        coerce=WhistleKind,
        help_text=_("应急哨不经受理，直接召集"),
    )
    matter = forms.CharField(label=_("事项"), max_length=300)
    place = forms.CharField(label=_("地点"), max_length=200)
    wanted_units = forms.ModelMultipleChoiceField(
        label=_("应哨单位"), queryset=Unit.objects.none(), to_field_name="code"
    )
    unit = forms.ModelChoiceField(label=_("吹哨单位"), queryset=Unit.objects.none(), to_field_name="code")
    field_order = ("unit", "kind")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted, own = self.fields["wanted_units"], self.fields["unit"]
        if isinstance(wanted, forms.ModelMultipleChoiceField) and isinstance(own, forms.ModelChoiceField):
            wanted.queryset = _units(user)
            wanted.widget.attrs["size"] = "6"
            own.queryset = Unit.objects.visible_to(user).active().in_protocol_order().select_related("county")
            own.empty_label = _("请选择") if user.unit_ids is None else None


class WhistleTextForm(forms.Form):
    text = forms.CharField(label=_("办理情况"), max_length=500, widget=ShortTextarea())


class OrderForm(forms.Form):
    """值守升级令, for a tier or for named units."""

    tier = forms.ChoiceField(
        label=_("整类"), required=False, choices=lambda: [("", _("不按类别")), *TIER_LABELS.items()]
    )
    units = forms.ModelMultipleChoiceField(
        label=_("指定单位"), queryset=Unit.objects.none(), to_field_name="code", required=False
    )
    posture = forms.ChoiceField(label=_("值守方式"), choices=list(POSTURE_LABELS.items()))
    start = forms.DateTimeField(label=_("开始"), widget=MomentInput(), initial=_now)
    end = forms.DateTimeField(label=_("结束"), widget=MomentInput())
    reason = forms.CharField(label=_("事由"), max_length=300)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["units"]
        if isinstance(choice, forms.ModelMultipleChoiceField):
            choice.queryset = _units(user)
            choice.widget.attrs["size"] = "6"


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
    expected_back = forms.DateTimeField(label=_("预计返回"), widget=MomentInput())
    covered_by = forms.ModelChoiceField(
        label=_("代守人员"), queryset=Person.objects.none(), required=False, empty_label=_("无人代守")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["covered_by"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = people


class ContactForm(forms.Form):
    channel = forms.TypedChoiceField(label=_("通道"), coerce=ChannelCode)
    address = forms.CharField(label=_("地址"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["channel"]
        if isinstance(choice, forms.ChoiceField):
            offered = offered_channels()
            choice.choices = [(code, CHANNEL_LABELS[code]) for code in offered]
            forms_of = [
                gettext("%(channel)s：%(form)s") % {"channel": CHANNEL_LABELS[code], "form": ADDRESS_FORMS[code]}
                for code in offered
            ]
            self.fields["address"].help_text = format_html_join(SafeString("<br>"), "{}", ((one,) for one in forms_of))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

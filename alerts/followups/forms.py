"""Forms of tasks. Field names are those of the services that take them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alerts.call_outs.models import Whistle
from alerts.checks.models import Check
from alerts.enums import TaskGrade, TaskKind
from alerts.followups.rules import LONGEST_DAYS, LONGEST_HOURS
from alerts.incidents.models import Incident
from alerts.labels import TASK_GRADE_LABELS, TASK_KIND_LABELS
from alerts.web.fields import ShortTextarea, units_of
from alerts.who_answers import county_leaders
from units.models import Person, Unit, User
from units.reviews.forms import EvidenceInput

# Where a task may come from: the field, the rows it may name.
SOURCES: dict[str, Any] = {"incident": Incident, "whistle": Whistle, "unanswered": Check}


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker alone
    def __init__(self, **options: Any) -> None:
        super().__init__(Unit.objects.none(), to_field_name="code", empty_label=_("请选择"), **options)


class LimitFields(forms.Form):
    grade = forms.TypedChoiceField(
        label=_("办理类别"),
        choices=list(TASK_GRADE_LABELS.items()),
        coerce=TaskGrade,
        initial=TaskGrade.SIMPLE,
        help_text=_("时限按县设置和本县日历计算"),
    )
    limit_days = forms.IntegerField(label=_("另定时限（工作日）"), required=False, min_value=1, max_value=LONGEST_DAYS)
    limit_hours = forms.IntegerField(label=_("另定时限（小时）"), required=False, min_value=1, max_value=LONGEST_HOURS)


class TaskForm(LimitFields):
    """`user` gives to the units they may give to; the office names the leader whose instruction it is."""

    kind = forms.TypedChoiceField(
        label=_("来源"), choices=list(TASK_KIND_LABELS.items()), coerce=TaskKind, initial=TaskKind.OTHER
    )
    matter = forms.CharField(label=_("事项"), max_length=300)
    unit = UnitChoice(label=_("承办单位"))
    place = forms.CharField(label=_("地点"), max_length=200, required=False, help_text=_("隐患须写明地点"))
    asker = forms.ModelChoiceField(
        label=_("交办领导"), queryset=Person.objects.none(), required=False, empty_label=_("不指明")
    )
    detail = forms.CharField(label=_("具体要求"), max_length=2000, required=False, widget=ShortTextarea())
    measure = forms.CharField(label=_("整改措施"), max_length=500, required=False)
    raised_by = forms.CharField(
        label=_("反映人"), max_length=100, required=False, help_text=_("填写后，办结须向反映人反馈")
    )
    incident = forms.ModelChoiceField(queryset=Incident.objects.none(), required=False, widget=forms.HiddenInput())
    whistle = forms.ModelChoiceField(queryset=Whistle.objects.none(), required=False, widget=forms.HiddenInput())
    unanswered = forms.ModelChoiceField(queryset=Check.objects.none(), required=False, widget=forms.HiddenInput())
    field_order = ("kind", "matter", "unit", "grade", "place")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("unit", units_of(user) if user.unit_ids is None else units_of(user).filter(pk__in=user.unit_ids))
        for name, model in SOURCES.items():
            self._offer(name, model.objects.filter(pk__in=model.objects.visible_to(user).values("pk")))
        if user.unit_ids is None and user.county is not None:
            self._offer("asker", county_leaders(user.county, timezone.now()))
        else:
            del self.fields["asker"]

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """Whose instruction it is stands on top where it is one."""
        is_instruction = str(self["kind"].value()) == TaskKind.INSTRUCTION
        names = ("kind", *(("asker",) if is_instruction else ()), "matter", "unit", "grade", "place")
        return [self[name] for name in names if name in self.fields]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        first = {field.name for field in self.first_fields}
        shown = ("asker", "detail", "measure", "raised_by", "limit_days", "limit_hours")
        return [self[name] for name in shown if name in self.fields and name not in first]

    @property
    def is_further_open(self) -> bool:
        """Whether one of the further fields holds or refuses something."""
        return self.is_bound and any(field.errors or field.value() for field in self.further_fields)


class ForwardForm(LimitFields):
    unit = UnitChoice(label=_("转办单位"))
    text = forms.CharField(label=_("说明"), max_length=300, required=False)
    field_order = ("unit", "grade", "text")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = units_of(user)


class TakeForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("承办人"), queryset=Person.objects.none(), required=False, empty_label=_("不指明")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["person"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = people


class ResultForm(forms.Form):
    result = forms.CharField(label=_("办理结果和依据"), max_length=1000, widget=ShortTextarea())


class MoreTimeForm(forms.Form):
    days = forms.IntegerField(label=_("延期几个工作日"), min_value=1, max_value=LONGEST_DAYS)
    reason = forms.CharField(label=_("延期原因"), max_length=300)


class ExtendForm(forms.Form):
    text = forms.CharField(label=_("答复意见"), max_length=300, required=False, help_text=_("不同意时必填"))


class VerdictForm(forms.Form):
    text = forms.CharField(label=_("评价意见"), max_length=1000, required=False, widget=ShortTextarea())


class TaskReasonForm(forms.Form):
    reason = forms.CharField(label=_("撤销原因"), max_length=300)


class FeedbackForm(forms.Form):
    text = forms.CharField(label=_("反馈情况"), max_length=1000, widget=ShortTextarea())


class TaskFileForm(forms.Form):
    file = forms.FileField(
        label=_("佐证材料"),
        max_length=255,
        allow_empty_file=True,
        widget=EvidenceInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = _now("PDF、OFD、图片、Word、Excel 或纯文本，不超过 %(limit)s MB")
        self.fields["file"].help_text = text % {"limit": settings.EVIDENCE_LIMIT // 1024**2}

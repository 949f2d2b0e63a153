from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rostering.enums import Part
from rostering.fairness.queries.leave import kind_choices
from rostering.fairness.rules.leave import LeaveTextError, Moment, read_moment, span_of
from rostering.fairness.rules.leave_kinds import Kind
from rostering.fairness.services.leave_kinds import LONGEST_NAME
from rostering.labels import LEAVE_PART_LABELS, LEAVE_TEXT_ERRORS
from rostering.policies.queries.published import zone
from units.web.forms import DayInput


class LeaveDayField(forms.CharField):
    """A day, with an hour or a part of the day where somebody writes one: 2026-06-19, 6月19日下午, 2026-06-19T14:00."""

    widget = DayInput

    def clean(self, value: Any) -> Moment | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_moment(text, timezone.localdate())
        except LeaveTextError as error:
            raise forms.ValidationError(str(LEAVE_TEXT_ERRORS[error.code]), code=error.code) from error


class AbsenceForm(forms.Form):
    """Days and halves of days; without a last day the one day, or half, that is named."""

    kind = forms.ChoiceField(label=_("类型"))
    start = LeaveDayField(label=_("开始日期"))
    start_part = forms.ChoiceField(label=_("开始时段"), choices=list(LEAVE_PART_LABELS.items()), required=False)
    end = LeaveDayField(label=_("结束日期"), required=False, help_text=_("含当日；不填即只请开始那一天或半天"))
    end_part = forms.ChoiceField(label=_("结束时段"), choices=list(LEAVE_PART_LABELS.items()), required=False)
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(kinds)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = (self._moment(given, name) for name in ("start", "end"))
        if first is None or self.errors:
            return given
        try:
            given["span"] = span_of(first, last, zone())
        except LeaveTextError as error:
            self.add_error("end" if last else "start", str(LEAVE_TEXT_ERRORS[error.code]))
        return given

    def _moment(self, given: dict[str, Any], name: str) -> Moment | None:
        """What stands in the day goes before the part chosen beside it."""
        moment: Moment | None = given.get(name)
        part = given.get(f"{name}_part")
        if moment is None or not part or moment.at is not None or moment.part != Part.DAY:
            return moment
        return Moment(moment.day, Part(part))

    def values(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        span: tuple[datetime, datetime] = self.cleaned_data["span"]
        given = {name: self.cleaned_data[name] for name in ("kind", "note")}
        return {**given, "start": span[0], "end": span[1]}


class LeaveKindForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=LONGEST_NAME)
    is_excused = forms.BooleanField(
        label=_("不计入应值"), required=False, help_text=_("请假期间不算其应承担的班次，如病假、产假")
    )


class LeaveKindChangeForm(LeaveKindForm):
    is_active = forms.BooleanField(label=_("在用"), required=False)

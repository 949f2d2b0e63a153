"""县设置 as a form, in groups as an office thinks of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from units.counties.models.county import County
from units.counties.models.settings import CountySettings
from units.counties.models.unit import Unit
from units.county_settings.services import FIELDS, LONGEST_NAME, limits_of
from units.labels import Label

GROUPS: Mapping[Label, tuple[str, ...]] = {
    _("县与单位"): ("name", "letterhead", "lead_office"),
    _("报送"): (
        "filing_days_before", "filing_time", "remind_filing_hours", "answer_filing_hours", "silence_accepts",
        "publish_unfiled",
    ),
    _("提醒"): (
        "remind_duty_evening", "tell_tomorrow", "remind_duty_at", "remind_duty_hours", "morning_at", "weekly_gaps",
    ),
    _("查岗"): ("checks_per_period", "check_answer_minutes", "quiet_from", "quiet_until", "recent_proof_minutes"),
    _("召集、报告与代班"): (
        "call_answer_minutes", "arrive_minutes", "report_phone_minutes", "report_written_minutes", "report_city_minutes",
        "bulletin_recipients",         "remind_report_minutes",
        "emergency_hours",
    ),
    _("交接班"): ("hand_over_minutes", "undo_handover_minutes", "late_handover_hours"),
    _("任务督办"): (
        "task_simple_days", "task_general_days", "task_hard_days", "task_warn_hours", "task_verdict_days",
        "task_silence_consents", "task_feedback_days", "task_level_up_days", "office_closes",
    ),
    _("投诉建议"): ("complaint_days",),
    _("类别调整的办理时限"): (
        "review_submitted_days", "review_document_days", "review_consultation_days", "review_record_days",
        "review_deliberation_days", "review_remind_days", "review_repeat_days",
    ),
    _("类别筛查"): (
        "screening_window_days", "screening_quiet_holidays", "screening_missed", "screening_call_outs",
        "first_tier_incidents", "first_tier_call_outs",
    ),
    _("账号安全"): ("office_second_factor", "session_hours", "office_idle_minutes", "idle_minutes"),
    _("打印的值班表"): (
        "paper", "signatures", "print_position", "print_phone", "print_posture", "print_note",
    ),
}  # fmt: skip


if TYPE_CHECKING:
    SettingsModelForm = forms.ModelForm[CountySettings]
else:
    # At run time Django's forms aren't generic.
    SettingsModelForm = forms.ModelForm


@dataclass(frozen=True, slots=True)
class Group:
    title: Label
    fields: tuple[forms.BoundField, ...]


def _with_both_ends(column: Any, **options: Any) -> forms.Field | None:
    """The field of a column; that of a number says its least and its most in the browser too."""
    field: forms.Field | None = column.formfield(**options)
    if isinstance(field, forms.IntegerField):
        field.min_value, field.max_value = limits_of(column.name)
        field.widget.attrs |= field.widget_attrs(field.widget)
    return field


class SettingsForm(SettingsModelForm):
    """Shows and checks; the service writes."""

    name = forms.CharField(label=_("县名"), max_length=LONGEST_NAME)
    lead_office = forms.ModelChoiceField(
        label=_("牵头办公室"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("县领导带班由该单位编排，县值班表印它的值班电话"),
    )
    expected_version = forms.IntegerField(widget=forms.HiddenInput())

    class Meta:
        model = CountySettings
        fields = FIELDS
        formfield_callback = _with_both_ends

    def __init__(self, data: Any = None, *, county: County, row: CountySettings) -> None:
        initial = {"name": county.name, "lead_office": county.lead_office_id, "expected_version": row.version}
        super().__init__(data, instance=row, initial=initial, auto_id="county-%s")
        office = self.fields["lead_office"]
        if isinstance(office, forms.ModelChoiceField):
            office.queryset = Unit.objects.filter(county=county).active().in_protocol_order()
        for field in self.fields.values():
            if isinstance(field, forms.TimeField):
                field.widget = forms.TimeInput({"type": "time"}, format="%H:%M")
            elif isinstance(field, forms.ChoiceField):
                field.widget.attrs["class"] = "form-select"

    @property
    def groups(self) -> Iterator[Group]:
        return (Group(title, tuple(self[name] for name in names)) for title, names in GROUPS.items())

    def changes(self) -> dict[str, Any]:
        """Arguments of the service; only of a valid form."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "expected_version"}
        return given if given["lead_office"] else {name: given[name] for name in given if name != "lead_office"}

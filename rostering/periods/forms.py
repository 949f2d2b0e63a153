from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from rostering.labels import OVERLAP_LABELS, PERIOD_KIND_LABELS, PERIOD_STATE_LABELS
from rostering.rosters.models.period import DutyPeriod
from units.errors import DomainError, InvalidInput


class PeriodForm(forms.Form):
    """A new period. Field names are those of `services.periods.create_period`."""

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("如：2026年端午假期"))
    kind = forms.ChoiceField(label=_("类型"), choices=list(PERIOD_KIND_LABELS.items()))
    first_day = forms.DateField(label=_("首日"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(
        label=_("末日"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("末日值班到次日 08:30"),
    )
    filing_deadline = forms.DateTimeField(
        label=_("报送截止"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("不填则为首日前两天中午 12:00"),
    )
    overlap = forms.ChoiceField(
        label=_("与其他值班表重叠时"),
        required=False,
        choices=[("", _("请选择")), *OVERLAP_LABELS.items()],
        widget=forms.HiddenInput(),
    )
    confirmed = forms.BooleanField(
        label=_("已核对，按所填保存"), required=False, initial=False, widget=forms.HiddenInput()
    )

    def refuse(self, error: DomainError) -> None:
        """Puts the service's sentence beside the field it is about, or above the form; what is asked back gets its field."""
        if error.code == "days_taken":
            self.fields["overlap"].widget = forms.Select(choices=[("", _("请选择")), *OVERLAP_LABELS.items()])
        if error.code == "confirmation_needed":
            self.fields["confirmed"].widget = forms.CheckboxInput()
        field = error.field if isinstance(error, InvalidInput) and error.field in self.fields else None
        self.add_error(field, str(error))


class PeriodFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=list(PERIOD_STATE_LABELS.items()), empty_label=_("全部状态")
    )
    kind = django_filters.ChoiceFilter(
        label=_("类型"), choices=list(PERIOD_KIND_LABELS.items()), empty_label=_("全部类型")
    )

    class Meta:
        model = DutyPeriod
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            field.widget.attrs["data-submits"] = ""

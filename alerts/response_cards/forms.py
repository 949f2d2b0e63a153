"""The form of a 处置卡: its lines one below the other, those to call with unit and post."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.enums import CardPart
from alerts.response_cards.models import LONGEST_STEP, ResponseCard
from alerts.response_cards.services.cards import StepData
from alerts.web.fields import ONE_LINE, NamesField
from rostering.labels import POST_LABELS
from units.models import County, Unit

NOBODY: list[tuple[str, Any]] = [("", "—")]
MOST_CALLS = 20


class LinesField(forms.CharField):
    """One thing a line; `cleaned_data` has them as a list."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > LONGEST_STEP for line in lines):
            raise forms.ValidationError(_("每条不超过 300 字"))
        return lines


class CardForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=60, widget=forms.TextInput(ONE_LINE))
    kinds = NamesField(label=_("适用事件种类"), max_length=600, help_text=_("与登记事件时的种类一致，多个用顿号分开"))
    first = LinesField(label=_("头十分钟"), max_length=6000, help_text=_("一行一条"))
    report = LinesField(label=_("报告什么"), max_length=6000, help_text=_("一行一条"))
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)


class CallForm(forms.Form):
    """One line to call; empty it is none."""

    unit = forms.ChoiceField(label=_("单位"), required=False)
    post = forms.ChoiceField(label=_("岗位"), required=False)
    text = forms.CharField(label=_("事项"), max_length=LONGEST_STEP, required=False, widget=forms.TextInput(ONE_LINE))

    def __init__(self, *args: Any, units: Iterable[Unit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[str, Any]]] = {
            "unit": [(unit.code, unit.label) for unit in units],
            "post": list(POST_LABELS.items()),
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = NOBODY + choices

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("text") and not given.get("unit") and not given.get("post"):
            self.add_error("unit", _("请选择单位或岗位"))
        return given


CallFormSet = forms.formset_factory(CallForm, extra=2, max_num=MOST_CALLS, validate_max=True)


def units_of_card(county: County) -> list[Unit]:
    return list(Unit.objects.filter(county=county).active().in_protocol_order())


def initial_of(card: ResponseCard) -> dict[str, Any]:
    lines = {part: [step.text for step in card.steps.all() if step.part == part] for part in CardPart}
    return {
        "title": card.title, "kinds": card.kinds, "first": "\n".join(lines[CardPart.FIRST]),
        "report": "\n".join(lines[CardPart.REPORT]), "is_active": card.is_active,
    }  # fmt: skip


def calls_of(card: ResponseCard) -> list[dict[str, Any]]:
    calls = [step for step in card.steps.all() if step.part == CardPart.CALL]
    return [{"unit": step.unit.code if step.unit else "", "post": step.post, "text": step.text} for step in calls]


def steps_of(form: CardForm, calls: Iterable[CallForm], units: Iterable[Unit]) -> list[StepData]:
    """Only of valid forms."""
    known = {unit.code: unit for unit in units}
    given = form.cleaned_data
    steps = [StepData(CardPart.FIRST, text) for text in given["first"]]
    for row in calls:
        asked = row.cleaned_data
        if asked.get("text"):
            steps.append(StepData(CardPart.CALL, asked["text"], known.get(asked["unit"]), "", asked["post"]))
    return steps + [StepData(CardPart.REPORT, text) for text in given["report"]]

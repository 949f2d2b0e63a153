"""Form fields that read what a clerk types the way the import does: full-width digits, blanks, `转801`."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from units.enums import Rank
from units.reading_advice import advice
from units.spelling import cells
from units.spelling.cells import NO_GRADES, CellError, Parser
from units.spelling.grades import rank_of


class CellField(forms.CharField):
    """A line read by one of the parsers of `units.spelling.cells`; blank gives `empty_value`."""

    def __init__(self, parse: Parser, **kwargs: Any) -> None:
        self.parse = parse
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        line = super().clean(value)
        if line in self.empty_values:
            return self.empty_value
        try:
            return self.parse(line)
        except CellError as error:
            raise ValidationError(advice(error.code, error.params), code=error.code) from error


class RankField(forms.ChoiceField):
    """One of the ranks, chosen, or a grade that the table knows, typed: 四级调研员."""

    own: Mapping[str, Rank] = NO_GRADES

    def clean(self, value: Any) -> Any:
        line = super().clean(value)
        return Rank(int(line)) if line.isdigit() else rank_of(line, self.own)

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or rank_of(str(value), self.own) is not None


def number_remarks(form: forms.Form) -> list[str]:
    """A sentence for every number that stood beside the one that was taken, in the fields of numbers."""
    remarks = []
    for name, field in form.fields.items():
        taken = form.cleaned_data.get(name)
        if not isinstance(field, NumberField | HiddenNumberField) or not taken or taken is HiddenNumberField.KEPT:
            continue
        others = cells.other_numbers(form[name].value(), taken)
        if others:
            numbers = {"label": field.label, "others": "、".join(others)}
            remarks.append(_("“%(label)s”只存一个号码，没有存 %(others)s。") % numbers)
    return remarks


class NumberField(CellField):
    """A number that is shown."""


class HiddenNumberField(CellField):
    """A stored number that isn't shown: blank keeps it (`KEPT`), 无 empties it."""

    KEPT = object()
    CLEAR = "无"

    def clean(self, value: Any) -> Any:
        if value is None or not str(value).strip():
            return self.KEPT
        return "" if str(value).strip() == self.CLEAR else super().clean(value)

"""Form fields that read what a clerk types the way the import does: full-width digits, blanks, `转801`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from units.domain.cells import CellError, Parser
from units.services.import_texts import TEXTS


class CellField(forms.CharField):
    """A line read by one of the parsers of `units.domain.cells`; blank gives `empty_value`."""

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
            what, fix = TEXTS[error.code]
            text = _("%(what)s。%(fix)s。") % {"what": what % error.params, "fix": fix % error.params}
            raise ValidationError(text, code=error.code) from error


class HiddenNumberField(CellField):
    """A stored number that isn't shown: blank keeps it (`KEPT`), 无 empties it."""

    KEPT = object()
    CLEAR = "无"

    def clean(self, value: Any) -> Any:
        if value is None or not str(value).strip():
            return self.KEPT
        return "" if str(value).strip() == self.CLEAR else super().clean(value)

"""Values that are read as a clerk's cell is: names, phones, lines of text, by the parsers of `units.spelling.cells`."""

from typing import Any

from rest_framework import serializers

from units.enums import Rank
from units.reading_advice import advice
from units.spelling.cells import CellError, Parser


class CellField(serializers.CharField):
    """Full-width digits and stray blanks are made good, what can't be taken is refused with the sentence of the form."""

    def __init__(self, parse: Parser, **kwargs: Any) -> None:
        self.parse = parse
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        line = super().to_internal_value(data)
        if not line:
            return line
        try:
            return str(self.parse(line))
        except CellError as error:
            raise serializers.ValidationError(advice(error.code, error.params), code=error.code) from error


class RankField(serializers.ChoiceField):
    """`staff`, `section_chief`, `county_leader`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[rank.name.lower() for rank in Rank], **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return Rank[super().to_internal_value(data).upper()]

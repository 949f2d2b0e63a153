"""What the contract says of inputs: every limit that is kept, where drf-spectacular doesn't read it off the field."""

import re
from typing import Any

from django.core.validators import RegexValidator
from rest_framework import serializers

from units.api.inputs import Body, Query

# Texts are trimmed; what is left must be something. Python's blanks are more than those of regular expressions.
BLANKS = r"\s\u0000\u001c-\u001f\u0085"
NOT_BLANK = rf"^[^\u0000]*[^{BLANKS}][^\u0000]*$"
NO_NUL = r"^[^\u0000]*$"
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"

Schema = dict[str, Any]


def stated(field: Any, schema: Schema) -> Schema:
    """`schema` with what else holds for an input; as it was for an answer, but that clocks have hours and minutes alone."""
    if isinstance(field, serializers.TimeField):
        return {name: value for name, value in schema.items() if name != "format"} | {"pattern": CLOCK}
    if not isinstance(field.root, Body | Query) or "$ref" in schema:
        return schema
    if isinstance(field, Body):
        return schema | {"additionalProperties": False}
    if isinstance(field, serializers.DecimalField):
        return _decimal(field)
    if isinstance(field, serializers.CharField):
        return _text(field, schema)
    return schema


def _text(field: serializers.CharField, schema: Schema) -> Schema:
    # What may be blank comes as "either this or empty", of which the empty text would be both.
    plain = schema["oneOf"][0] if "oneOf" in schema else schema
    if not field.allow_blank and schema.get("default") == "":
        # What is left out is nothing; sent as such it would be refused.
        plain = {name: value for name, value in plain.items() if name != "default"}
    own = next((re.compile(one.regex).pattern for one in field.validators if isinstance(one, RegexValidator)), None)
    pattern = NO_NUL if field.allow_blank else NOT_BLANK
    return plain | {"pattern": pattern if own is None else own}


def _decimal(field: serializers.DecimalField) -> Schema:
    """A number, or one as text."""
    places = field.decimal_places or 0
    whole = (field.max_digits or 0) - places
    lowest = {"minimum": field.min_value} if field.min_value is not None else {"exclusiveMinimum": -(10**whole)}
    number = {"type": "number", **lowest, "exclusiveMaximum": 10**whole, "multipleOf": 10**-places}
    sign = "" if field.min_value is not None and field.min_value >= 0 else "-?"
    text = {"type": "string", "pattern": rf"^{sign}\d{{1,{whole}}}(\.\d{{1,{places}}})?$"}
    return {"anyOf": [number, text]}

"""JSON has types: a number is no text, "yes" is no boolean. DRF would make one of the other without a word."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

WRONG = {
    str: _("须是文字。"),
    bool: _("须是 true 或 false。"),
    int: _("须是整数。"),
    float: _("须是数字。"),
}


def wrong_type(field: serializers.Field[Any, Any, Any, Any], value: Any) -> Any:
    """What `value` must be instead, shaped as DRF's errors; None when it is of the field's type."""
    if value is None:
        return None
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        found = [wrong_type(field.child, one) or {} for one in value]
        return found if any(found) else None
    if isinstance(field, serializers.DictField) and isinstance(value, Mapping):
        inner = {str(name): wrong for name, one in value.items() if (wrong := wrong_type(field.child, one))}
        return inner or None
    wanted = _wanted(field)
    return None if wanted is None or _is(value, wanted) else [ErrorDetail(str(WRONG[wanted]), code="invalid")]


def _wanted(field: serializers.Field[Any, Any, Any, Any]) -> type | None:
    """None where the field itself is strict, or takes anything."""
    if isinstance(field, serializers.BooleanField):
        return bool
    if isinstance(field, serializers.IntegerField):
        return int
    if isinstance(field, serializers.FloatField):
        return float
    if isinstance(
        field, serializers.CharField | serializers.ChoiceField | serializers.UUIDField | serializers.TimeField
    ):
        return str
    return None


def _is(value: Any, wanted: type) -> bool:
    if isinstance(value, bool):
        return wanted is bool
    if wanted is float:
        return isinstance(value, int | float)
    if wanted is int:
        # To JSON 3.0 is as whole as 3.
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return isinstance(value, wanted)

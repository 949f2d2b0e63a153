"""What comes in: query parameters and bodies, with everything unknown refused by name."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from units.api.errors import QueryError
from units.api.fields import InstantField
from units.api.strictness import wrong_type

PAGE_SIZE = 50
MOST_PER_PAGE = 200
# What a column of whole numbers holds.
LARGEST = 2**31 - 1


class Body(serializers.Serializer[Any]):
    """A JSON object with known names and values of their types only. As it stands: an action that takes no body."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = {
                name: [ErrorDetail(_("没有名为“%(name)s”的字段。") % {"name": name}, code="unknown_field")]
                for name in sorted(set(data) - set(self.fields))
            }
            # A form's values are all text.
            typed = {} if isinstance(data, QueryDict) else self.fields
            wrong = {
                name: found
                for name, field in typed.items()
                if name in data and (found := wrong_type(field, data[name]))
            }
            if unknown or wrong:
                raise ValidationError(unknown | wrong)
        return super().to_internal_value(data)


class Query(serializers.Serializer[Any]):
    """Query parameters with known names only. As it stands: none are taken."""


class PageQuery(Query):
    cursor = serializers.CharField(required=False, max_length=500)
    page_size = serializers.IntegerField(required=False, default=PAGE_SIZE, min_value=1, max_value=MOST_PER_PAGE)


class MirrorQuery(PageQuery):
    """For lists that clients keep a copy of."""

    updated_since = InstantField(required=False)


class SpanQuery(PageQuery):
    """Half-open `[from, to)`; the parameters' names are words of Python."""

    def get_fields(self) -> dict[str, Any]:
        kind = getattr(self, "span_field", InstantField)
        return super().get_fields() | {"from": kind(required=False), "to": kind(required=False)}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "from" in attrs and "to" in attrs and attrs["to"] <= attrs["from"]:
            raise ValidationError({"to": [ErrorDetail(_("结束须晚于开始。"), code="span_inverted")]})
        return attrs


def parsed_query(kind: type[Query], given: QueryDict) -> dict[str, Any]:
    """Raises QueryError naming every unknown, repeated or wrong parameter."""
    known = kind().fields
    errors = {}
    for name, values in given.lists():
        if name not in known:
            errors[name] = [ErrorDetail(_("没有名为“%(name)s”的参数。") % {"name": name}, code="unknown_parameter")]
        elif len(values) > 1:
            errors[name] = [ErrorDetail(_("参数只能出现一次。"), code="repeated_parameter")]
    if errors:
        raise QueryError(errors)
    query = kind(data=given.dict(), context={"in_query": True})
    if not query.is_valid():
        raise QueryError(query.errors)
    return dict(query.validated_data)

"""Every number that can be given, by page or API, has a smallest and a largest value; here they all stand."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver
from rest_framework import serializers

from tests.access.test_matrix import all_routes
from units.api.inputs import Body, Query
from units.api.views import ApiView

NUMBERS = (serializers.IntegerField, serializers.DecimalField, serializers.FloatField)
FORM_NUMBERS = (forms.IntegerField, forms.DecimalField, forms.FloatField)


def subclasses(kind: Any) -> Iterator[Any]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def api_fields(serializer: Any, name: str) -> Iterator[tuple[str, Any]]:
    for key, field in serializer.fields.items():
        inner = getattr(field, "child", field)
        if isinstance(inner, Body):
            yield from api_fields(inner, f"{name}.{key}")
        elif isinstance(inner, NUMBERS):
            yield f"{name}.{key}", inner


def limits_of_api() -> dict[str, tuple[Any, Any]]:
    get_resolver().url_patterns  # noqa: B018 - loads every view
    assert list(all_routes())
    views: list[Any] = list(subclasses(ApiView))
    kinds = {kind for view in views for kind in (view.body, view.query) if kind not in (Body, Query)}
    found = [pair for kind in kinds for pair in api_fields(kind(), kind.__name__)]
    return {name: ends_of(field) for name, field in found}


def ends_of(field: Any) -> tuple[Any, Any]:
    """Digits bound a decimal; what a draft of a policy says beyond sense is named when it is checked."""
    digits = getattr(field, "max_digits", None)
    bound = None if digits is None else 10 ** (digits - field.decimal_places)
    least = field.min_value if field.min_value is not None or bound is None else -bound
    return least, field.max_value if field.max_value is not None else bound


def limits_of_forms() -> dict[str, tuple[Any, Any]]:
    ours = {
        form for form in subclasses(forms.BaseForm) if form.__module__.split(".")[0] in {"units", "rostering", "alerts"}
    }
    return {
        f"{form.__name__}.{name}": ends_of(field)
        for form in ours
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, FORM_NUMBERS) and not field.widget.is_hidden
    }


@pytest.mark.parametrize("found", [limits_of_api, limits_of_forms])
def test_every_number_has_both_ends(found: Any) -> None:
    assert {name: ends for name, ends in found().items() if None in ends} == {}
    assert len(found()) > 10

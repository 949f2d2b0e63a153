"""What computed objects look like, declared once: an `ObjectShape` is the schema and draws the answer by it."""

from collections.abc import Callable, Iterable
from functools import cache, reduce
from typing import Any, ClassVar

from rest_framework import serializers

from units.api.rows import Field, Ref, RowShape, calling, converter, step

Reader = Callable[[Any, Any], Any]
# What a member reads that isn't in the answer.
ABSENT: Any = object()


# As a `RowShape`, of an object instead of a row: a field reads the attribute of its own name, or the one its `source`
# names, null where a step of it is; a method `read_<name>` is given the object, and of what `of` is given the names of its further parameters. Where
# a relation is no object of its own, its columns stand flat (`unit_code`). A field that isn't required is left out where
# the object has no such attribute. (No docstring, as at RowShape.)
class ObjectShape(serializers.Serializer[Any]):
    # Fields that no attribute has.
    given: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, instance: Any, **given: Any) -> dict[str, Any]:
        members = ((name, read(instance, given)) for name, read in _readers(cls))
        return {name: value for name, value in members if value is not ABSENT}

    @classmethod
    def each(cls, instances: Iterable[Any], **given: Any) -> list[dict[str, Any]]:
        return [cls.of(one, **given) for one in instances]


# Not before the first answer: what a shape has may depend on more than its class body.
@cache
def _readers(shape: type[ObjectShape]) -> tuple[tuple[str, Reader], ...]:
    return tuple((name, _reader(shape, name, field)) for name, field in shape().fields.items())


def _reader(shape: type[ObjectShape], name: str, field: Field) -> Reader:
    if hasattr(shape, f"read_{name}"):
        return calling(getattr(shape, f"read_{name}"))
    if name in shape.given:
        return lambda _instance, given: given[name]
    source = field.source or name
    read = _naming(field, source) if isinstance(field, Ref) else _reading(field, source)
    if field.required:
        return read
    return lambda instance, given: read(instance, given) if hasattr(instance, source) else ABSENT


def _reading(field: Field, source: str) -> Reader:
    steps, convert = source.split("."), _conversion(field)

    def read(instance: Any, _given: Any) -> Any:
        value = reduce(step, steps, instance)
        return value if value is None or convert is None else convert(value)

    return read


def _conversion(field: Field) -> Callable[[Any], Any] | None:
    drawn: Any = field.child if isinstance(field, serializers.ListSerializer) else field
    if isinstance(drawn, ObjectShape | RowShape):
        return drawn.each if drawn is not field else drawn.of
    return list if isinstance(field, serializers.ListField) else converter(field)


def _naming(field: Ref, relation: str) -> Reader:
    names, steps = tuple(field._declared_fields), relation.split(".")

    def read(instance: Any, _given: Any) -> dict[str, Any] | None:
        if hasattr(instance, steps[0]):
            named = reduce(step, steps, instance)
            values = [getattr(named, name, None) for name in names]
        else:
            values = [getattr(instance, f"{relation}_{name}") for name in names]
        if values[0] is None:
            return None
        return {name: str(value) if name == "id" else value for name, value in zip(names, values, strict=True)}

    return read

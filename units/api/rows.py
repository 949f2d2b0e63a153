"""One declaration per noun: a `RowShape` says which columns are read, how each reads in an answer, and the schema of it."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import reduce
from inspect import signature
from typing import Any, ClassVar, NamedTuple

from rest_framework import serializers

from units.api.fields import DayField, InstantField, user_name
from units.kept import WORDS, as_kept
from units.spelling.phones import mask_phone

Row = Mapping[str, Any]
Field = serializers.Field[Any, Any, Any, Any]


# A field that reads columns of the relation its `source` names, else its own name.
class Related:
    def columns_of(self, relation: str) -> tuple[str, ...]:
        raise NotImplementedError

    def reader_of(self, relation: str) -> Callable[[Row], Any]:
        raise NotImplementedError


# Another row as an answer names it; null when there is none. `id` is the relation's key, the others its columns. (No
# docstring here and at RowShape: subclasses without one would have it as their description in the schema.)
class Ref(Related, serializers.Serializer[Any]):
    def columns_of(self, relation: str) -> tuple[str, ...]:
        return tuple(f"{relation}_id" if name == "id" else f"{relation}__{name}" for name in self._declared_fields)

    def reader_of(self, relation: str) -> Callable[[Row], Any]:
        first, *others = zip(self._declared_fields, self.columns_of(relation), strict=True)
        key, column = first
        convert = str if key == "id" else _as_it_is

        def read(row: Row) -> dict[str, Any] | None:
            if not row[column]:
                return None
            found = {key: convert(row[column])}
            for name, other in others:
                found[name] = row[other]
            return found

        return read


class UserNameField(Related, serializers.CharField):
    """How a login is called; null for nobody and for the system."""

    def columns_of(self, relation: str) -> tuple[str, ...]:
        return (f"{relation}__first_name", f"{relation}__username")

    def reader_of(self, relation: str) -> Callable[[Row], Any]:
        return lambda row: user_name(row, relation)


class Converting:
    """Marks a field whose `to_representation` turns what the column holds into what the answer says."""


class MaskedPhoneField(Converting, serializers.CharField):
    def to_representation(self, value: Any) -> str:
        return mask_phone(value)


class RoundedField(Converting, serializers.FloatField):
    """Points and the like, to two places."""

    def to_representation(self, value: Any) -> Any:
        return round(float(value), 2)


class TextOrNullField(Converting, serializers.CharField):
    """Stored as an empty text where there is none, and null in the answer."""

    def to_representation(self, value: Any) -> Any:
        return value or None


class Plan(NamedTuple):
    """How a row is drawn, found once per class: in three loops, none of which asks what kind a field is."""

    blank: dict[str, Any]
    columns: tuple[str, ...]
    plain: tuple[tuple[str, str], ...]
    converted: tuple[tuple[str, str, Callable[[Any], Any]], ...]
    drawn: tuple[tuple[str, Callable[[Row, Row], Any]], ...]
    given: tuple[str, ...]
    optional: tuple[str, ...]


# What a row of a table looks like. A field reads the column of its own name, or the one its `source` names; a field with
# a method `read_<name>` reads what that makes of the row, and of what `body` is given by the names of the method's
# further parameters. `many` fields and those in `given` are handed to `body` under their names; where they aren't
# required, they may be missing.
class RowShape(serializers.Serializer[Any]):
    # Fields whose names are words of Python or of serializers; they come last.
    reserved: ClassVar[Mapping[str, Field]] = {}
    # Fields that no column has.
    given: ClassVar[tuple[str, ...]] = ()
    # Columns that only `read_…` methods, or whoever draws the rows, look at.
    also: ClassVar[tuple[str, ...]] = ()
    # Whether the row reads as it was written (units/kept.py).
    kept: ClassVar[bool] = False
    # The column of the unit whose contacts the fields that aren't required belong to: they are there only for a
    # `reader` who may see them.
    contacts_of: ClassVar[str] = ""
    _plan: ClassVar[Plan]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._plan = _plan_of(cls)

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | deepcopy(dict(self.reserved))

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """For `values()`."""
        return cls._plan.columns

    @classmethod
    def body(cls, row: Row, **given: Any) -> dict[str, Any]:
        """Of a `values(*columns())` row; members in the order of the declaration."""
        plan = cls._plan
        if cls.kept:
            row = as_kept(row)
        body = plan.blank.copy()
        for name, column in plan.plain:
            body[name] = row[column]
        for name, column, convert in plan.converted:
            value = row[column]
            if value is not None:
                body[name] = convert(value)
        for name, read in plan.drawn:
            body[name] = read(row, given)
        for name in plan.given:
            body[name] = given[name]
        if plan.optional:
            cls._settle_optional(body, row, given)
        return body

    @classmethod
    def bodies(cls, rows: Iterable[Row], **given: Any) -> list[dict[str, Any]]:
        return [cls.body(row, **given) for row in rows]

    @classmethod
    def of(cls, instance: Any, **given: Any) -> dict[str, Any]:
        """Of an object at hand instead of a row; its relations should have been fetched with it."""
        return cls.body({name: reduce(step, name.split("__"), instance) for name in cls.columns()}, **given)

    @classmethod
    def each(cls, instances: Iterable[Any]) -> list[dict[str, Any]]:
        """As `of`, of several."""
        return [cls.of(one) for one in instances]

    @classmethod
    def _settle_optional(cls, body: dict[str, Any], row: Row, given: Row) -> None:
        if cls.contacts_of and given["reader"].may_see_contacts_of(row[cls.contacts_of]):
            return
        for name in cls._plan.optional:
            if not cls.contacts_of and name in given:
                body[name] = given[name]
            else:
                del body[name]


def _plan_of(shape: type[RowShape]) -> Plan:
    fields: dict[str, Field] = {**shape._declared_fields, **shape.reserved}
    columns = dict.fromkeys([*([shape.contacts_of] if shape.contacts_of else []), *shape.also])
    plain: list[tuple[str, str]] = []
    converted: list[tuple[str, str, Callable[[Any], Any]]] = []
    drawn: list[tuple[str, Callable[[Row, Row], Any]]] = []
    given: list[str] = []
    optional: list[str] = []
    for name, field in fields.items():
        column = field.source or name
        is_given = name in shape.given or isinstance(field, serializers.ListSerializer)
        if not field.required and (shape.contacts_of or is_given):
            optional.append(name)
        if hasattr(shape, f"read_{name}"):
            drawn.append((name, calling(getattr(shape, f"read_{name}"))))
        elif is_given:
            given += [name] if field.required else []
        elif isinstance(field, Related):
            columns |= dict.fromkeys(field.columns_of(column))
            drawn.append((name, _of_row(field.reader_of(column))))
        elif convert := converter(field):
            columns[column] = None
            converted.append((name, column, convert))
        else:
            columns[column] = None
            plain.append((name, column))
    if shape.kept:
        columns[WORDS] = None
    return Plan(
        dict.fromkeys(fields),
        tuple(columns),
        tuple(plain),
        tuple(converted),
        tuple(drawn),
        tuple(given),
        tuple(optional),
    )


def converter(field: Field) -> Callable[[Any], Any] | None:
    """None where the answer says what the column holds."""
    if isinstance(field, InstantField | DayField | Converting):
        return field.to_representation
    if isinstance(field, serializers.UUIDField):
        return str
    if isinstance(field, serializers.FloatField):
        return float
    # A code that isn't there is stored as an empty text.
    if field.allow_null and isinstance(field, serializers.ChoiceField | serializers.RegexField):
        return _none_for_blank
    return None


def calling(method: Callable[..., Any]) -> Callable[[Row, Row], Any]:
    names = list(signature(method).parameters)[1:]
    if not names:
        return _of_row(method)
    return lambda row, given: method(row, *[given[name] for name in names])


def _of_row(read: Callable[[Row], Any]) -> Callable[[Row, Row], Any]:
    return lambda row, given: read(row)


def step(instance: Any, name: str) -> Any:
    return None if instance is None else getattr(instance, name)


def _as_it_is(value: Any) -> Any:
    return value


def _none_for_blank(value: Any) -> Any:
    return None if value == "" else value

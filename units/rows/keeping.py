"""Rows that keep the words of what they name: a later rename changes nothing of what was published, sent or closed.

    @reads_as_kept("unit", "person")
    class Check(Mirrored):
        words = kept_words()
        class Meta:
            triggers = [keeping(unit=UNIT, person=PERSON)]

The trigger writes the words when a row comes to name another one, by whatever door. `check.person.name` then reads as
kept, and so does `as_kept` of a values() row.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pgtrigger
from django.db import models
from django.db.models import Value
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

Row = TypeVar("Row", bound=models.Model)

if TYPE_CHECKING:
    Descriptor = ForwardManyToOneDescriptor[Any]
else:
    Descriptor = ForwardManyToOneDescriptor


@dataclass(frozen=True, slots=True)
class Named:
    """A table whose rows are named by others, and the columns that tell people which row is meant."""

    table: str
    columns: tuple[str, ...]

    def json(self, key: str) -> str:
        """SQL: the words of the row with that id, NULL without one."""
        pairs = ", ".join(f"'{column}', {column}" for column in self.columns)
        return f"(SELECT jsonb_build_object('id', id::text, {pairs}) FROM {self.table} WHERE id = {key})"  # noqa: S608


# What a row read as kept says as it was. Not its key and code, by which pages lead to it, nor the mobile, by which
# somebody is reached: those are today's.
SAID = frozenset({"name", "position", "short_name", "protocol_order", "duty_phone", "fax", "first_name", "username"})

PERSON = Named("units_person", ("name", "position"))
UNIT = Named("units_unit", ("code", "name", "short_name", "protocol_order"))
USER = Named("units_user", ("first_name", "username"))
PERIOD = Named("rostering_dutyperiod", ("name",))


def kept_words() -> "models.JSONField[Any, Any]":
    """Filled by the database alone; empty for what has kept nothing yet."""
    return models.JSONField(default=dict, db_default=Value({}, models.JSONField()), editable=False)


def keeping(*, units_in: str = "", **relations: Named) -> pgtrigger.Trigger:
    """Keeps the words of each relation from the moment the row names it. Words once kept are never lost to a save.

    `units_in` is a column with many units' ids: their words are kept as `units`, {id: words}.
    """
    return pgtrigger.Trigger(
        name="keeps_words",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="\n".join(
            [
                "IF TG_OP = 'UPDATE' THEN NEW.words = OLD.words || NEW.words; END IF;",
                *(_kept(name, named) for name, named in relations.items()),
                *([_kept_units(units_in)] if units_in else []),
                "RETURN NEW;",
            ]
        ),
    )


def _kept(relation: str, named: Named) -> str:
    column = f"{relation}_id"
    words = f"NEW.words || jsonb_build_object('{relation}', {named.json(f'NEW.{column}')})"
    return (
        f"IF TG_OP = 'INSERT' OR NEW.{column} IS DISTINCT FROM OLD.{column} THEN\n"
        f"    NEW.words = CASE WHEN NEW.{column} IS NULL THEN NEW.words - '{relation}' ELSE {words} END;\n"
        "END IF;"
    )


def _refuse(*_args: Any, **_kwargs: Any) -> None:
    raise AssertionError("a row read as it was must not be written back; load it by itself")


def _kept_units(column: str) -> str:
    words = ", ".join(f"'{name}', {name}" for name in ("id", *UNIT.columns))
    units = f"SELECT jsonb_object_agg(id, jsonb_build_object({words})) FROM {UNIT.table} WHERE id = ANY(NEW.{column})"  # noqa: S608
    return (
        f"IF TG_OP = 'INSERT' OR NEW.{column} IS DISTINCT FROM OLD.{column} THEN\n"
        f"    NEW.words = NEW.words || jsonb_build_object('units', COALESCE(({units}), '{{}}'));\n"
        "END IF;"
    )


def read_as(row: Any, kept: Mapping[str, Any] | None, by: Any) -> Any:
    """A copy of `row` that says what the row with the key `by` has kept of it; `row` itself when nothing is kept."""
    if not kept or kept["id"] != str(row.pk):
        return row
    read = copy(row)
    read.__dict__.update({name: value for name, value in kept.items() if name in SAID})
    read.__dict__.update(kept_by=by, save=_refuse)
    return read


def units_as_kept(row: Any, relation: str) -> list[Any]:
    """Many units that a row names by a relation, as it has kept them. No query with the relation prefetched."""
    kept = row.words.get(relation, {})
    units = [read_as(unit, kept.get(str(unit.pk)), row.pk) for unit in getattr(row, relation).all()]
    return sorted(units, key=lambda unit: (unit.protocol_order, unit.code))


class KeptRelation(Descriptor):
    """The row named by a foreign key, reading as the naming row has kept it. For reading: it refuses to be saved."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        row = super().__get__(instance, cls)
        if instance is None or row is None or hasattr(row, "kept_by"):
            return row
        read = read_as(row, self.kept(instance, row), instance.pk)
        self.field.set_cached_value(instance, read)
        return read

    def kept(self, instance: Any, _row: Any) -> Any:
        return instance.words.get(self.field.name)


class KeptByRoster(KeptRelation):
    """As KeptRelation, for what the row's roster keeps the words of."""

    def kept(self, instance: Any, _row: Any) -> Any:
        return instance.roster.words.get(self.field.name)


class KeptByItself(KeptRelation):
    """As KeptRelation, for a row that keeps its own words, such as a period its name since it was published."""

    def kept(self, _instance: Any, row: Any) -> Any:
        return {**row.words, "id": str(row.pk)} if "name" in row.words else None


def reads_as_kept(*relations: str, by: type[KeptRelation] = KeptRelation) -> Callable[[type[Row]], type[Row]]:
    """Class decorator: these foreign keys read as the row has kept them."""

    def wrapped(model: type[Row]) -> type[Row]:
        for name in relations:
            setattr(model, name, by(model._meta.get_field(name)))
        return model

    return wrapped

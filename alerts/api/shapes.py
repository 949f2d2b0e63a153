"""What the shapes of `alerts` share: how they refer to incidents and units, and the hint of an address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model
from rest_framework import serializers

from units.api.fields import unit_ref
from units.api.rows import Ref
from units.kept import kept_units
from units.spelling.phones import mask_phone

UNIT_COLUMNS = ("code", "name", "protocol_order")


class IncidentRef(Ref):
    id = serializers.UUIDField()
    number = serializers.IntegerField()
    title = serializers.CharField()


def units_named(
    rows: Iterable[Mapping[str, Any]], through: type[Model], relation: str
) -> dict[UUID, list[dict[str, str]]]:
    """Units that each of the rows (with `id` and `words`) names by a many-to-many relation, as kept. One query."""
    words = {row["id"]: row["words"] for row in rows}
    source = next(field.name for field in through._meta.fields if field.name not in ("id", "unit"))
    found = through._default_manager.filter(**{f"{source}__in": list(words)})
    named: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for pk, *unit in found.values_list(f"{source}_id", "unit_id", *(f"unit__{name}" for name in UNIT_COLUMNS)):
        named[pk].append(dict(zip(("id", *UNIT_COLUMNS), unit, strict=True)))
    return {pk: unit_refs(kept, relation, named[pk]) for pk, kept in words.items()}


def unit_refs(words: Mapping[str, Any], relation: str, units: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [unit_ref(unit["code"], unit["name"]) for unit in kept_units(words, relation, units)]


def address_hint(address: str) -> str:
    """Enough to tell one's own ways apart, too little to use: `139****1234`, `w***@example.cn`, `barks://…`."""
    if "://" in address:
        return address.partition("://")[0] + "://…"
    name, at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}" if at else mask_phone(address)

"""What wishes, pairs, shared people, balances and rules look like on the wire."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from rostering.engine.problem import PairKind, Strength
from rostering.enums import WishKind
from rostering.fairness.models.ledger import RosterRules
from rostering.fairness.services.balances import COUNTS
from rostering.fairness.services.roster_rules import FIELDS, STRENGTH_FIELDS
from units.api.fields import DayField, InstantField, instant_text, person_ref, unit_ref
from units.api.shapes import PersonRef, UnitRef

_PERSON = ("person_id", "person__name", "person__position", "person__unit__code", "person__unit__name")
PREFERENCE_FIELDS = ("id", *_PERSON, "kind", "first_day", "last_day", "post", "weight", "note", "updated_at")
PAIR_FIELDS = (
    "id", "unit__code", "unit__name", "first_id", "first__name", "first__position", "second_id", "second__name",
    "second__position", "kind", "note", "updated_at",
)  # fmt: skip
SHARE_FIELDS = (
    "id", *_PERSON, "unit__code", "unit__name", "valid_from", "valid_to", "updated_at",
)  # fmt: skip
BALANCE_FIELDS = ("id", *_PERSON, "since", "as_of", *COUNTS, "source", "updated_at")


class PreferenceShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    person = PersonRef()
    unit = UnitRef()
    kind = serializers.ChoiceField(choices=list(WishKind))
    first_day = DayField()
    last_day = DayField()
    post = serializers.CharField(allow_null=True)
    weight = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    updated_at = InstantField()


class PairRuleShape(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    unit = UnitRef()
    first = PersonRef()
    second = PersonRef()
    kind = serializers.ChoiceField(choices=list(PairKind))
    note = serializers.CharField(allow_blank=True)
    updated_at = InstantField()


class SharedPersonShape(serializers.Serializer[Any]):
    """`home` is the person's own unit, `unit` the one whose posts they fill too."""

    id = serializers.UUIDField()
    person = PersonRef()
    home = UnitRef()
    unit = UnitRef()
    valid_from = DayField()
    valid_to = DayField(allow_null=True)
    updated_at = InstantField()


class BalanceShape(serializers.Serializer[Any]):
    """Duties and points of `[since, as_of)`."""

    id = serializers.UUIDField()
    person = PersonRef()
    unit = UnitRef()
    since = DayField()
    as_of = DayField()
    eve = serializers.FloatField()
    festival = serializers.FloatField()
    statutory = serializers.FloatField()
    weekend = serializers.FloatField()
    points = serializers.FloatField()
    updated_at = InstantField()

    def get_fields(self) -> dict[str, Any]:
        # `source` is a word of the framework for attributes of a field.
        return super().get_fields() | {"source": serializers.CharField(allow_blank=True)}


class RosterRulesShape(serializers.Serializer[Any]):
    """`effective_from` null = nothing has been set, the defaults hold."""

    effective_from = DayField(allow_null=True)
    rest = serializers.ChoiceField(choices=list(Strength))
    rest_days = serializers.IntegerField()
    rest_days_after_on_site = serializers.IntegerField()
    week = serializers.ChoiceField(choices=list(Strength))
    max_in_week = serializers.IntegerField()
    period = serializers.ChoiceField(choices=list(Strength))
    max_in_period = serializers.IntegerField(allow_null=True)
    distance = serializers.ChoiceField(choices=list(Strength))
    pair_together = serializers.ChoiceField(choices=list(Strength))
    pair_both_away = serializers.ChoiceField(choices=list(Strength))
    spacing_days = serializers.IntegerField()
    ledger_years = serializers.IntegerField()


def preference_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        **_person(row),
        "kind": row["kind"],
        "first_day": row["first_day"].isoformat(),
        "last_day": row["last_day"].isoformat(),
        "post": row["post"] or None,
        "weight": row["weight"],
        "note": row["note"],
        "updated_at": instant_text(row["updated_at"]),
    }


def pair_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "first": person_ref(row["first_id"], row["first__name"], row["first__position"]),
        "second": person_ref(row["second_id"], row["second__name"], row["second__position"]),
        "kind": row["kind"],
        "note": row["note"],
        "updated_at": instant_text(row["updated_at"]),
    }


def share_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    own = _person(row)
    return {
        "id": str(row["id"]),
        "person": own["person"],
        "home": own["unit"],
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "valid_from": row["valid_from"].isoformat(),
        "valid_to": row["valid_to"].isoformat() if row["valid_to"] else None,
        "updated_at": instant_text(row["updated_at"]),
    }


def balance_shape(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        **_person(row),
        "since": row["since"].isoformat(),
        "as_of": row["as_of"].isoformat(),
        **{name: float(row[name]) for name in COUNTS},
        "source": row["source"],
        "updated_at": instant_text(row["updated_at"]),
    }


def rules_shape(rules: RosterRules | None) -> dict[str, Any]:
    """None shows the defaults."""
    row = rules or RosterRules()
    since = row.effective_from.isoformat() if rules else None
    values = {name: getattr(row, name) for name in FIELDS}
    return {"effective_from": since} | {n: str(v) if n in STRENGTH_FIELDS else v for n, v in values.items()}


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "person": person_ref(row["person_id"], row["person__name"], row["person__position"]),
        "unit": unit_ref(row["person__unit__code"], row["person__unit__name"]),
    }

"""What wishes, pairs, shared people, balances and rules look like."""

from typing import Any

from rest_framework import serializers

from rostering.engine.problem import PairKind, Strength
from rostering.enums import WishKind
from rostering.fairness.models.ledger import RosterRules
from units.api.fields import DayField, InstantField
from units.api.rows import RowShape, TextOrNullField
from units.api.shapes import PersonRef, UnitRef


class PreferenceShape(RowShape):
    id = serializers.UUIDField()
    person = PersonRef()
    unit = UnitRef(source="person__unit")
    kind = serializers.ChoiceField(choices=list(WishKind))
    first_day = DayField()
    last_day = DayField()
    post = TextOrNullField(allow_null=True)
    weight = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    updated_at = InstantField()


class PairRuleShape(RowShape):
    id = serializers.UUIDField()
    unit = UnitRef()
    first = PersonRef()
    second = PersonRef()
    kind = serializers.ChoiceField(choices=list(PairKind))
    note = serializers.CharField(allow_blank=True)
    updated_at = InstantField()


class SharedPersonShape(RowShape):
    """`home` is the person's own unit, `unit` the one whose posts they fill too."""

    id = serializers.UUIDField()
    person = PersonRef()
    home = UnitRef(source="person__unit")
    unit = UnitRef()
    valid_from = DayField()
    valid_to = DayField(allow_null=True)
    updated_at = InstantField()


class BalanceShape(RowShape):
    """Duties and points of `[since, as_of)`."""

    id = serializers.UUIDField()
    person = PersonRef()
    unit = UnitRef(source="person__unit")
    since = DayField()
    as_of = DayField()
    eve = serializers.FloatField()
    festival = serializers.FloatField()
    statutory = serializers.FloatField()
    weekend = serializers.FloatField()
    points = serializers.FloatField()
    updated_at = InstantField()

    reserved = {"source": serializers.CharField(allow_blank=True)}


class RosterRulesShape(RowShape):
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


def rules_body(rules: RosterRules | None) -> dict[str, Any]:
    """None shows the defaults."""
    return RosterRulesShape.of(rules or RosterRules())

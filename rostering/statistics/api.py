"""成效: what the sorting of units spares, and the facts of a range."""

from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.enums import Posture
from rostering.policies.rules.effects import Part, Tally
from rostering.statistics.queries.registered_facts import FactFigure
from rostering.statistics.queries.statistics import Group, Own, Statistics, Wanted, statistics, usual_span
from units.api.choosing import chosen_unit
from units.api.fields import DayOrInstantField, InstantField, TierField, local_day, period_ref, unit_ref
from units.api.inputs import Query
from units.api.objects import ObjectShape
from units.api.rows import RoundedField, RowShape
from units.api.shapes import UnitRef
from units.api.views import ApiView
from units.enums import Scope
from units.facts import Summary


class StatisticsQuery(Query):
    """Half-open `[from, to)`, a day standing for the instant its duty begins; without them the last twelve months."""

    unit = serializers.CharField(required=False, max_length=32)
    tier = TierField(required=False)

    def get_fields(self) -> dict[str, Any]:
        span = {"from": DayOrInstantField(required=False), "to": DayOrInstantField(required=False)}
        return super().get_fields() | span


class EffectSeatsShape(RowShape):
    """Seats × duty days: all, on site at some time of their duty day, by day, at night."""

    seats = serializers.IntegerField()
    on_site = serializers.IntegerField()
    by_day = serializers.IntegerField()
    by_night = serializers.IntegerField()


class EffectHoursShape(serializers.Serializer[Any]):
    posture = serializers.ChoiceField(choices=list(Posture))
    part = serializers.ChoiceField(choices=list(Part))
    hours = serializers.FloatField()


def _hours(found: Tally) -> list[dict[str, Any]]:
    return [
        {"posture": posture, "part": part, "hours": float(found.hours(posture, part))}
        for posture in Posture
        for part in Part
    ]


class EffectSavedShape(RowShape):
    """Against the uniform 24-hour watch. `released`: people × duty days on site at no time."""

    seats_by_day = serializers.IntegerField()
    seats_by_night = serializers.IntegerField()
    released = serializers.IntegerField()
    hours = serializers.FloatField()


class EffectGroupShape(ObjectShape):
    """`unit_days`: duty days × units."""

    unit_days = serializers.IntegerField(source="days")
    now = EffectSeatsShape()
    hours = EffectHoursShape(many=True)
    uniform = EffectSeatsShape()
    saved = EffectSavedShape(source="saving")
    vacant = serializers.IntegerField()
    points = RoundedField()

    @staticmethod
    def read_hours(group: Group) -> list[dict[str, Any]]:
        return _hours(group.now)


class EffectBurdenShape(ObjectShape):
    """Burden points of the people on duty."""

    people = serializers.IntegerField()
    median = RoundedField()
    highest = RoundedField()


class EffectTierGroupShape(EffectGroupShape):
    tier = TierField()

    given: ClassVar[tuple[str, ...]] = ("tier",)


class EffectUnitGroupShape(EffectTierGroupShape):
    unit = UnitRef()
    burden = EffectBurdenShape()

    given = ("tier", "unit", "burden")


class EffectPeriodGroupShape(EffectGroupShape):
    period = serializers.DictField()

    given = ("period",)


class EffectCoverageShape(serializers.Serializer[Any]):
    """People on site in each hour of the clock, on average over the duty days."""

    tier = TierField()
    hours = serializers.ListField(child=serializers.FloatField(), min_length=24, max_length=24)


class EffectShareShape(RowShape):
    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)


class EffectFactShape(ObjectShape):
    """`value` is a count or a sum; for minutes `median`, `worst` and the share that kept the clock of its own case instead."""

    kind = serializers.CharField(source="kind.code")
    summary = serializers.ChoiceField(choices=list(Summary), source="kind.summary")
    measure = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True, source="spread.median")
    worst = serializers.FloatField(allow_null=True, source="spread.worst")
    within = EffectShareShape(allow_null=True, source="spread.within")

    def get_fields(self) -> dict[str, Any]:
        """`label` is a word of Django's own fields."""
        return super().get_fields() | {"label": serializers.CharField()}

    @staticmethod
    def read_measure(one: FactFigure) -> str:
        return str(one.kind.measure)

    @staticmethod
    def read_label(one: FactFigure) -> str:
        return str(one.kind.label)


class EffectOwnShape(ObjectShape):
    shifts = serializers.IntegerField()
    points = RoundedField()
    hours = EffectHoursShape(many=True)

    @staticmethod
    def read_hours(own: Own) -> list[dict[str, Any]]:
        return _hours(own.now)


class StatisticsShape(ObjectShape):
    """`own` for a duty person, who sees nothing else."""

    unit = UnitRef(allow_null=True, source="wanted.unit")
    tier = TierField(allow_null=True, source="wanted.tier")
    duty_days = serializers.IntegerField(source="days")
    total = EffectGroupShape()
    by_tier = EffectTierGroupShape(many=True)
    by_unit = EffectUnitGroupShape(many=True)
    by_period = EffectPeriodGroupShape(many=True)
    coverage = EffectCoverageShape(many=True)
    burden = EffectBurdenShape()
    facts = EffectFactShape(many=True)
    incidents_met = EffectShareShape(source="met")
    own = EffectOwnShape(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        return {"from": InstantField(source="start"), "to": InstantField(source="end")} | super().get_fields()

    @staticmethod
    def read_by_tier(found: Statistics) -> list[dict[str, Any]]:
        return [EffectTierGroupShape.of(group, tier=tier) for tier, group in found.by_tier.items()]

    @staticmethod
    def read_by_unit(found: Statistics) -> list[dict[str, Any]]:
        return [
            EffectUnitGroupShape.of(
                one.group,
                unit=unit_ref(one.unit.code, one.unit.name),
                tier=one.tier,
                burden=EffectBurdenShape.of(one.burden),
            )
            for one in found.by_unit
        ]

    @staticmethod
    def read_by_period(found: Statistics) -> list[dict[str, Any]]:
        return [EffectPeriodGroupShape.of(one.group, period=period_ref(one.id, one.name)) for one in found.by_period]

    @staticmethod
    def read_coverage(found: Statistics) -> list[dict[str, Any]]:
        rows = found.coverage.items()
        return [{"tier": tier, "hours": [round(value, 3) for value in row]} for tier, row in rows]

    @staticmethod
    def read_facts(found: Statistics) -> list[dict[str, Any]]:
        return EffectFactShape.each(found.facts.values())


class StatisticsOfRange(ApiView):
    """Figures of a range: the county's for the office, the unit's for its leader, one's own for a duty person."""

    read_scope = Scope.ROSTER_READ
    query = StatisticsQuery
    shape = StatisticsShape

    def get(self, request: Request) -> Response:
        start, end = usual_span(local_day(timezone.now()))
        wanted = Wanted(
            self.params.get("from", start),
            self.params.get("to", end),
            chosen_unit(self.user, self.params),
            self.params.get("tier", ""),
        )
        return Response(StatisticsShape.of(statistics(self.user, self.county, wanted)))

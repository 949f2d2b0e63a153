"""成效: what the sorting of units spares, and the facts of a range."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.enums import Posture
from rostering.policies.rules.effects import Part, Spread, Tally
from rostering.statistics.queries.registered_facts import FactFigure
from rostering.statistics.queries.statistics import Burden, Group, Own, Statistics, Wanted, statistics, usual_span
from units.api.choosing import chosen_unit
from units.api.fields import DayOrInstantField, InstantField, TierField, instant_text, local_day, period_ref, unit_ref
from units.api.inputs import Query
from units.api.rows import RowShape
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


class EffectSavedShape(RowShape):
    """Against the uniform 24-hour watch. `released`: people × duty days on site at no time."""

    seats_by_day = serializers.IntegerField()
    seats_by_night = serializers.IntegerField()
    released = serializers.IntegerField()
    hours = serializers.FloatField()


class EffectGroupShape(serializers.Serializer[Any]):
    """`unit_days`: duty days × units."""

    unit_days = serializers.IntegerField()
    now = EffectSeatsShape()
    hours = EffectHoursShape(many=True)
    uniform = EffectSeatsShape()
    saved = EffectSavedShape()
    vacant = serializers.IntegerField()
    points = serializers.FloatField()


class EffectBurdenShape(serializers.Serializer[Any]):
    """Burden points of the people on duty."""

    people = serializers.IntegerField()
    median = serializers.FloatField()
    highest = serializers.FloatField()


class EffectTierGroupShape(EffectGroupShape):
    tier = TierField()


class EffectUnitGroupShape(EffectTierGroupShape):
    unit = UnitRef()
    burden = EffectBurdenShape()


class EffectPeriodGroupShape(EffectGroupShape):
    period = serializers.DictField()


class EffectCoverageShape(serializers.Serializer[Any]):
    """People on site in each hour of the clock, on average over the duty days."""

    tier = TierField()
    hours = serializers.ListField(child=serializers.FloatField(), min_length=24, max_length=24)


class EffectShareShape(RowShape):
    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)


class EffectFactShape(serializers.Serializer[Any]):
    """`value` is a count or a sum; for minutes `median`, `worst` and the share within 30 minutes instead."""

    kind = serializers.CharField()
    summary = serializers.ChoiceField(choices=list(Summary))
    measure = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    worst = serializers.FloatField(allow_null=True)
    within = EffectShareShape(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`label` is a word of Django's own fields."""
        return super().get_fields() | {"label": serializers.CharField()}


class EffectOwnShape(serializers.Serializer[Any]):
    shifts = serializers.IntegerField()
    points = serializers.FloatField()
    hours = EffectHoursShape(many=True)


class StatisticsShape(serializers.Serializer[Any]):
    """`own` for a duty person, who sees nothing else."""

    unit = UnitRef(allow_null=True)
    tier = TierField(allow_null=True)
    duty_days = serializers.IntegerField()
    total = EffectGroupShape()
    by_tier = EffectTierGroupShape(many=True)
    by_unit = EffectUnitGroupShape(many=True)
    by_period = EffectPeriodGroupShape(many=True)
    coverage = EffectCoverageShape(many=True)
    burden = EffectBurdenShape()
    facts = EffectFactShape(many=True)
    incidents_met = EffectShareShape()
    own = EffectOwnShape(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        return {"from": InstantField(), "to": InstantField()} | super().get_fields()


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
        return Response(statistics_body(statistics(self.user, self.county, wanted)))


def statistics_body(found: Statistics) -> dict[str, Any]:
    unit = found.wanted.unit
    return {
        "from": instant_text(found.start),
        "to": instant_text(found.end),
        "unit": unit_ref(unit.code, unit.name) if unit else None,
        "tier": found.wanted.tier or None,
        "duty_days": found.days,
        "total": _group(found.total),
        "by_tier": [{"tier": tier} | _group(group) for tier, group in found.by_tier.items()],
        "by_unit": [
            {"unit": unit_ref(one.unit.code, one.unit.name), "tier": one.tier, "burden": _burden(one.burden)}
            | _group(one.group)
            for one in found.by_unit
        ],
        "by_period": [{"period": period_ref(one.id, one.name)} | _group(one.group) for one in found.by_period],
        "coverage": [
            {"tier": tier, "hours": [round(value, 3) for value in row]} for tier, row in found.coverage.items()
        ],
        "burden": _burden(found.burden),
        "facts": [_fact(one) for one in found.facts.values()],
        "incidents_met": EffectShareShape.of(found.met),
        "own": _own(found.own) if found.own else None,
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "unit_days": group.days,
        "now": EffectSeatsShape.of(group.now),
        "hours": _hours(group.now),
        "uniform": EffectSeatsShape.of(group.uniform),
        "saved": EffectSavedShape.of(group.saving),
        "vacant": group.vacant,
        "points": round(group.points, 2),
    }


def _hours(found: Tally) -> list[dict[str, Any]]:
    return [
        {"posture": posture, "part": part, "hours": float(found.hours(posture, part))}
        for posture in Posture
        for part in Part
    ]


def _burden(burden: Burden) -> dict[str, Any]:
    return {"people": burden.people, "median": round(burden.median, 2), "highest": round(burden.highest, 2)}


def _fact(one: FactFigure) -> dict[str, Any]:
    minutes: Spread | None = one.spread
    return {
        "kind": one.kind.code,
        "label": str(one.kind.label),
        "summary": one.kind.summary,
        "measure": str(one.kind.measure),
        "count": one.count,
        "value": one.value,
        "median": minutes.median if minutes else None,
        "worst": minutes.worst if minutes else None,
        "within": EffectShareShape.of(minutes.within) if minutes else None,
    }


def _own(own: Own) -> dict[str, Any]:
    return {"shifts": own.shifts, "points": round(own.points, 2), "hours": _hours(own.now)}

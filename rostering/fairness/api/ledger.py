"""The ledger: what people have carried by duty class, beside what would have been fair."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rostering.engine.problem import DutyClass
from rostering.fairness.queries.ledger import CLASSES, FIRST_DAY, Carried, Window, ledgers
from rostering.rosters.filters import chosen_rows
from units.api.fields import InstantOrDayField, local_day, person_ref, unit_ref
from units.api.inputs import SpanQuery
from units.api.pagination import page_of_rows
from units.api.shapes import PersonRef, UnitRef
from units.api.views import ApiView, find
from units.enums import Scope
from units.models import Person

PERSON_FIELDS = (
    "id", "name", "position", "rank", "protocol_order", "unit_id", "unit__code", "unit__name", "unit__protocol_order", "valid_from",
    "valid_to",
)  # fmt: skip
ORDER = ("unit__protocol_order", "unit__code", "-rank", "protocol_order", "name", "id")
COUNTED = tuple(duty_class for duty_class in CLASSES if duty_class != DutyClass.POINTS)


class FairnessQuery(SpanQuery):
    """Duty days in `[from, to)`: days, or instants of which the day counts. Without `to`: until today."""

    span_field = InstantOrDayField
    unit = serializers.CharField(required=False, max_length=32)
    person = serializers.UUIDField(required=False)


class ByClassShape(serializers.Serializer[Any]):
    eve = serializers.FloatField()
    festival = serializers.FloatField()
    statutory = serializers.FloatField()
    weekend = serializers.FloatField()
    ordinary = serializers.FloatField()


class LedgerShape(serializers.Serializer[Any]):
    """Duties per class and burden points; `fair` is what would have been fair, `deviation` is above (+) or below it."""

    person = PersonRef()
    unit = UnitRef()
    eligible_days = serializers.IntegerField()
    duties = ByClassShape()
    shifts = serializers.IntegerField()
    nights = serializers.IntegerField()
    call_ins = serializers.IntegerField()
    points = serializers.FloatField()
    fair = ByClassShape()
    fair_points = serializers.FloatField()
    deviation = ByClassShape()
    deviation_points = serializers.FloatField()


class Fairness(ApiView):
    """Burden per person: one's own for a duty person, the unit's for its leader, the county's for the office."""

    read_scope = Scope.ROSTER_READ
    query = FairnessQuery
    shape = LedgerShape
    is_list = True

    def get(self, request: Request) -> Response:
        window = _window(self.params)
        chosen = chosen_rows(self.user, self.params)
        people = Person.objects.visible_to(self.user).filter(valid_from__lt=window.last)
        people = people.exclude(valid_to__lte=window.first)
        if "unit" in chosen:
            people = people.filter(unit=chosen["unit"])
        if "person" in chosen:
            people = people.filter(pk=chosen["person"])
        rows = people.values(*PERSON_FIELDS)
        return Response(page_of_rows(request, rows, self.params, ORDER, lambda found: _bodies(found, window)))


class PersonFairness(ApiView):
    """The ledger of one person over all recorded duty."""

    read_scope = Scope.ROSTER_READ
    shape = LedgerShape

    def get(self, request: Request, pk: UUID) -> Response:
        row = find(Person.objects.visible_to(self.user).values(*PERSON_FIELDS), pk=pk)
        return Response(_bodies([row], _window({}))[0])


def _window(params: Mapping[str, Any]) -> Window:
    tomorrow: date = local_day(timezone.now()) + timedelta(days=1)
    return Window(params.get("from") or FIRST_DAY, params.get("to") or tomorrow)


def _bodies(rows: Sequence[dict[str, Any]], window: Window) -> list[dict[str, Any]]:
    people = [Person(pk=row["id"], unit_id=row["unit_id"]) for row in rows]
    found = ledgers(people, window) if people else {}
    return [_body(row, found[row["id"]]) for row in rows]


def _body(row: Mapping[str, Any], carried: Carried) -> dict[str, Any]:
    return {
        "person": person_ref(row["id"], row["name"], row["position"]),
        "unit": unit_ref(row["unit__code"], row["unit__name"]),
        "eligible_days": carried.eligible_days,
        "duties": _by_class(carried.load),
        "shifts": carried.duties,
        "nights": carried.nights,
        "call_ins": carried.call_ins,
        "points": carried.load.get(DutyClass.POINTS, 0) / 100,
        "fair": _by_class(carried.share),
        "fair_points": carried.share.get(DutyClass.POINTS, 0) / 100,
        "deviation": {c.value: carried.deviation(c) / 100 for c in COUNTED},
        "deviation_points": carried.deviation(DutyClass.POINTS) / 100,
    }


def _by_class(amounts: Mapping[DutyClass, int]) -> dict[str, float]:
    return {duty_class.value: amounts.get(duty_class, 0) / 100 for duty_class in COUNTED}

"""How the API spells the burden meter."""

from typing import Any

from rest_framework import serializers

from alerts.burden_meter.queries import Meter, UnitBurden
from alerts.enums import Ask, Matter
from units.api.fields import InstantField, unit_ref
from units.api.objects import ObjectShape
from units.api.shapes import UnitRef


class BurdenFigureShape(ObjectShape):
    """`per_person`: per person in duty and month, null without people; `allowed`: the budget's, null without one."""

    ask = serializers.ChoiceField(choices=list(Ask))
    total = serializers.IntegerField()
    per_person = serializers.FloatField(allow_null=True)
    allowed = serializers.IntegerField(allow_null=True)
    is_over = serializers.BooleanField()


class BurdenMatterShape(serializers.Serializer[Any]):
    matter = serializers.ChoiceField(choices=list(Matter))
    count = serializers.IntegerField()


class UnitBurdenShape(ObjectShape):
    unit = UnitRef()
    people = serializers.IntegerField(source="counts.people")
    figures = BurdenFigureShape(many=True)

    @staticmethod
    def read_unit(one: UnitBurden) -> dict[str, Any]:
        return unit_ref(one.unit.code, one.unit.name)

    @staticmethod
    def read_figures(one: UnitBurden) -> list[dict[str, Any]]:
        return BurdenFigureShape.each(one.figures)


class ComplaintFiguresShape(ObjectShape):
    """Of the whole county, written in the range and not taken back; `overdue` now."""

    written = serializers.IntegerField()
    answered = serializers.IntegerField()
    in_time = serializers.IntegerField()
    overdue = serializers.IntegerField()


class BurdenMeterShape(ObjectShape):
    """`units` in protocol order, never by how much was asked."""

    total = BurdenFigureShape(many=True)
    by_matter = BurdenMatterShape(many=True)
    units = UnitBurdenShape(many=True)
    complaints = ComplaintFiguresShape()

    def get_fields(self) -> dict[str, Any]:
        return {"from": InstantField(source="start"), "to": InstantField(source="end")} | super().get_fields()

    @staticmethod
    def read_total(meter: Meter) -> list[dict[str, Any]]:
        return BurdenFigureShape.each(meter.total)

    @staticmethod
    def read_by_matter(meter: Meter) -> list[dict[str, Any]]:
        return [{"matter": matter, "count": count} for matter, count in meter.by_matter]

    @staticmethod
    def read_complaints(meter: Meter) -> dict[str, Any]:
        return ComplaintFiguresShape.of(meter.complaints)

    @staticmethod
    def read_units(meter: Meter) -> list[dict[str, Any]]:
        return UnitBurdenShape.each(meter.units)

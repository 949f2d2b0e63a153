"""What a unit has to put right and to supply, beside what it is."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from units.api.rows import RowShape
from units.api.shapes import UnitShape
from units.api.touching import AffectedShape, NamedRef
from units.consequences import Scope, standing
from units.counties.models.unit import Unit
from units.units.requirements import coming_needs, idle_people


class NeedShape(RowShape):
    """A post that a unit has to staff: `seats` a day ask for `wanted` people of `min_rank`, `listed` may hold it, `able` more
    have the rank."""

    post = serializers.CharField()
    name = serializers.CharField(source="post_name")
    seats = serializers.IntegerField()
    min_rank = serializers.IntegerField()
    wanted = serializers.IntegerField()
    listed = serializers.IntegerField()
    able = serializers.IntegerField()
    lacking = serializers.IntegerField()
    text = serializers.CharField()


class UnitDetailShape(UnitShape):
    """`not_on_duty`: people listed for none of the posts of the unit's tier."""

    conflicts = AffectedShape(many=True)
    needs = NeedShape(many=True)
    not_on_duty = NamedRef(many=True)


def unit_work(unit: Unit, now: datetime) -> dict[str, Any]:
    """What the unit's leader has to put right, and what it has to supply for its tier or the next one."""
    found = standing(Scope(unit.county_id, unit_ids=frozenset({unit.pk})), now)
    coming = coming_needs(unit, timezone.localdate(now))
    return {
        "conflicts": AffectedShape.each(found),
        "needs": NeedShape.each(coming[2] if coming else ()),
        "not_on_duty": [{"id": str(one.pk), "name": one.name} for one in idle_people(unit, timezone.localdate(now))],
    }

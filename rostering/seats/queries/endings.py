"""What published duties say when a unit is to end: registered in `ready()`."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils.translation import ngettext

from rostering.rosters.models.assignment import Assignment
from units.models import Unit
from units.units.obstacles import Obstacle
from units.when import month_day


def owed_duties(unit: Unit, day: date) -> list[Obstacle]:
    """One obstacle for each published period with duties of the unit on or after `day`. One query."""
    rows = Assignment.objects.in_force().filter(shift__unit=unit, shift__day__gte=day)
    owed = (
        rows.order_by()
        .values("shift__roster_id", "shift__period__name")
        .annotate(count=Count("pk"), first=Min("shift__day"), last=Max("shift__day"))
    )
    return [_obstacle(dict(found)) for found in owed.order_by("first")]


def _obstacle(found: Mapping[str, Any]) -> Obstacle:
    count, last = found["count"], found["last"]
    words = {"period": found["shift__period__name"], "count": count, "day": month_day(last + timedelta(days=1))}
    text = ngettext(
        "“%(period)s”已发布的值班表中还有该单位 %(count)d 个班次，请自%(day)s起停用，或先撤下这些班次",
        "“%(period)s”已发布的值班表中还有该单位 %(count)d 个班次，请自%(day)s起停用，或先撤下这些班次",
        count,
    )
    return Obstacle(text % words, reverse("rostering:confirm", args=[found["shift__roster_id"]]))

"""吹哨报到 as its page shows it."""

from django.db.models import Q, QuerySet

from alerts.call_outs.models import Whistle
from units.models import User


def visible_whistles(user: User) -> QuerySet[Whistle]:
    """The county's for the office; for a unit those it blew and those that call it. The latest first."""
    if user.is_auditor or user.county_id is None:
        return Whistle.objects.none()
    rows = Whistle.objects.filter(county_id=user.county_id)
    if user.unit_ids is not None:
        called = Whistle.wanted_units.through.objects.filter(unit_id__in=user.unit_ids).values("whistle_id")
        rows = rows.filter(Q(unit_id__in=user.unit_ids) | Q(pk__in=called))
    return rows.select_related("unit", "call_out").prefetch_related("wanted_units").order_by("-requested_at", "pk")

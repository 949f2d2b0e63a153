"""How often people have really come when they were called, for the ledger below."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from alerts.call_outs.models import Summons


def arrivals(person_ids: Collection[UUID], start: datetime, end: datetime) -> Mapping[UUID, int]:
    """Call-ins of each person that ended in an arrival, by when they were called; drills left out. One query."""
    rows = (
        Summons.objects.filter(
            person_id__in=person_ids,
            dispatched_at__gte=start,
            dispatched_at__lt=end,
            arrived_at__isnull=False,
            call_out__is_drill=False,
        )
        .order_by()
        .values("person_id")
        .annotate(times=Count("pk"))
    )
    return dict(rows.values_list("person_id", "times"))

"""Functions gained and lost, from documents the office has checked: the fact source of this floor."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.enums import Stage
from units.facts import Fact, Kind, Source, Summary
from units.reviews.models.evidence import FunctionTransfer

GAINED, LOST = "functions_gained", "functions_lost"
KINDS = (Kind(GAINED, _("划入职能"), Summary.COUNT, _("项")), Kind(LOST, _("划出职能"), Summary.COUNT, _("项")))
UNCHECKED = (Stage.SUBMITTED, Stage.DOCUMENT_CHECK, Stage.WITHDRAWN)


def load(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """By the date of the document; the same document in two reviews counts once. One query."""
    ids = set(unit_ids)
    first, last = timezone.localdate(start), timezone.localdate(end - timedelta(microseconds=1))
    rows = (
        FunctionTransfer.objects.standing()
        .filter(Q(from_unit__in=ids) | Q(to_unit__in=ids), document_date__range=(first, last))
        .exclude(review__stage__in=UNCHECKED)
        .order_by("document_date", "added_at")
        .values_list("document_number", "function", "from_unit_id", "to_unit_id", "document_date", "review_id")
    )
    counted = set()
    for number, function, from_id, to_id, day, review_id in rows:
        if (number, function, from_id, to_id) in counted:
            continue
        counted.add((number, function, from_id, to_id))
        path = f"/reviews/{review_id}/"
        details = {"document": number, "function": function}
        for unit_id, kind in ((from_id, LOST), (to_id, GAINED)):
            if unit_id in ids:
                yield Fact(unit_id, _midnight(day), kind, 1.0, path, details)


SOURCE = Source("units", KINDS, load)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

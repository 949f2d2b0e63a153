"""预警叫应 and 升级令 as dated figures of the units they called: nobody fills anything in for them (domain §7, §12)."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alerts.enums import AnsweredBy, WarningCallState
from alerts.warnings.models import WarningCall
from rostering.models import Shift
from units.facts import Fact, Kind, Source, Summary

KINDS = (
    Kind("warning", _("预警叫应"), Summary.COUNT, is_shared=True),
    Kind("warning_minutes", _("预警应答用时"), Summary.SPREAD, _("分钟")),
    Kind("warning_by_phone", _("电话叫应的单位"), Summary.COUNT),
    Kind("warning_missed", _("预警未叫应的单位"), Summary.COUNT),
    Kind("extra_seat", _("升级令增派席位"), Summary.COUNT),
)


class _Call(NamedTuple):
    warning_id: UUID
    unit_id: UUID
    place: int
    state: str
    asked_at: datetime | None
    answered_at: datetime | None
    answered_how: str
    signed_at: datetime
    minutes: int
    headline: str


def load(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """Two queries. A warning is dated by when it was signed, an added seat by when its duty begins."""
    calls = WarningCall.objects.filter(
        unit_id__in=unit_ids, warning__signed_at__gte=start, warning__signed_at__lt=end, round=F("warning__round")
    ).annotate(signed_at=F("warning__signed_at"), minutes=F("warning__answer_minutes"), headline=F("warning__headline"))
    rows = map(_Call._make, calls.order_by("warning_id", "unit_id", "place").values_list(*_Call._fields))
    for _key, of_unit in groupby(rows, key=lambda row: (row.warning_id, row.unit_id)):
        yield from _warned(list(of_unit))
    # By the index of what orders added, a handful of rows however long the history.
    added = Shift.objects.filter(ordered_by__isnull=False, is_released=False, unit_id__in=unit_ids)
    seats = added.filter(start__gte=start, start__lt=end)
    for unit_id, at, order in seats.values_list("unit_id", "start", "ordered_by"):
        yield Fact(unit_id, at, "extra_seat", path=f"/posture-orders/{order}/")


SOURCE = Source("commands", KINDS, load)


def _warned(calls: list[_Call]) -> Iterator[Fact]:
    """Of one unit in the present round: how long until somebody answered, from when the first was asked."""
    first = calls[0]
    path, details = f"/warnings/{first.warning_id}/", {"title": first.headline}
    yield Fact(first.unit_id, first.signed_at, "warning", path=path, details=details)
    answered = next((call for call in calls if call.answered_at is not None), None)
    if answered is not None and answered.answered_at is not None:
        # One with nobody to ask waits for the operator from the signature on.
        took = answered.answered_at - (first.asked_at or first.signed_at)
        minutes = max(took.total_seconds() / 60, 0.0)
        in_time = took <= timedelta(minutes=first.minutes)
        yield Fact(first.unit_id, first.signed_at, "warning_minutes", minutes, path, details, in_time)
        if answered.answered_how == AnsweredBy.PHONE:
            yield Fact(first.unit_id, first.signed_at, "warning_by_phone", path=path, details=details)
    elif all(call.state == WarningCallState.RELEASED for call in calls):
        yield Fact(first.unit_id, first.signed_at, "warning_missed", path=path, details=details)

"""底数 as dated facts of units: what first tiers rest on, and what the record of a review shows of the years before."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.incidents.models import PastIncident
from rostering.calendar.queries.days import holidays_among
from units.facts import Fact, Kind, Source, Summary

KINDS = (
    Kind("past_incident", _("历年事件"), Summary.COUNT, is_shared=True),
    Kind("past_holiday_incident", _("历年节假日事件"), Summary.COUNT, is_shared=True),
    Kind("past_call_out", _("历年出动"), Summary.COUNT, is_shared=True),
)


def load(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """Two queries. A day without its hour counts from midnight."""
    first, last = timezone.localdate(start), timezone.localdate(end)
    involved = PastIncident.units.through.objects.filter(
        unit_id__in=unit_ids, pastincident__day__range=(first, last)
    ).values_list(
        "unit_id",
        "pastincident_id",
        "pastincident__county_id",
        "pastincident__day",
        "pastincident__at",
        "pastincident__title",
        "pastincident__called_out",
    )
    rows = list(involved)
    holidays = holidays_among({(row[2], row[3]) for row in rows}) if rows else set()
    for unit_id, pk, county_id, day, at, title, called_out in rows:
        moment = _moment(day, at)
        if not start <= moment < end:
            continue
        # No page shows one of them: the fragment tells rows apart.
        path, details = f"/incidents/#past-{pk}", {"title": title}
        yield Fact(unit_id, moment, "past_incident", path=path, details=details)
        if (county_id, day) in holidays:
            yield Fact(unit_id, moment, "past_holiday_incident", path=path, details=details)
        if called_out:
            yield Fact(unit_id, moment, "past_call_out", path=path, details=details)


SOURCE = Source("past", KINDS, load)


def _moment(day: date, at: time | None) -> datetime:
    return timezone.make_aware(datetime.combine(day, at or time.min))

"""What a published roster says of its period, units and people: kept with the rows, read from there for ever."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from rostering.calendar.queries.days import calendar_names, days_between
from rostering.rosters.models.period import DutyPeriod
from units.rows.keeping import PERIOD, Named

# More than others keep: the sheet of a unit has its numbers in the head, its people with their phones.
SHEET_UNIT = Named("units_unit", ("code", "name", "short_name", "protocol_order", "duty_phone", "fax"))
SHEET_PERSON = Named("units_person", ("name", "position", "mobile"))

# To keep a word changes nothing that is shown: `updated_at` stays with the instant of the revision.
# A unit keeps the name the period was published with; one that joins by a later revision that of its own first.
ROSTERS = f"""
    UPDATE rostering_roster SET words = words || jsonb_build_object(
        'unit', {SHEET_UNIT.json("unit_id")}, 'period', {PERIOD.json("period_id")}), updated_at = updated_at
    WHERE period_id = %s AND NOT jsonb_exists(words, 'unit')
"""  # noqa: S608
SEATS = f"""
    UPDATE rostering_assignment SET words = jsonb_build_object('person', {SHEET_PERSON.json("person_id")}), updated_at = updated_at
    WHERE shift_id = ANY(%s) AND is_active AND person_id IS NOT NULL
"""  # noqa: S608


def keep_words(period: DutyPeriod, shift_ids: Collection[UUID]) -> None:
    """Freezes how everything of a revision is called, in the transaction that writes it."""
    with connection.cursor() as cursor:
        cursor.execute(ROSTERS, [period.pk])
        cursor.execute(SEATS, [list(shift_ids)])
    if "name" not in period.words:
        period.words = words_of(period)
        DutyPeriod.objects.filter(pk=period.pk).update(words=period.words, updated_at=F("updated_at"))


def words_of(period: DutyPeriod) -> dict[str, Any]:
    """What the head of every sheet of a period says: its name, the county and its lead office."""
    office = period.county.lead_office
    return {
        "name": period.name,
        "county": {"id": str(period.county_id), "name": period.county.name},
        "lead_office": {"id": str(office.pk), "duty_phone": office.duty_phone, "fax": office.fax} if office else None,
    }


def days_of(period: DutyPeriod) -> dict[str, Any]:
    """What the days of a period are called, for its first revision to keep: festivals by date, and by date what the
    board says of it, [kind, confirmed, festival, which of its days], the morning after the last day included."""
    names = calendar_names(period.county, period.first_day, period.last_day + timedelta(days=1))
    days = days_between(period.county, period.first_day, period.last_day)
    return {
        "days": {day.date.isoformat(): day.name for day in days if day.name},
        "named": {one.day.isoformat(): [one.kind, one.is_confirmed, one.festival, one.nth] for one in names},
    }

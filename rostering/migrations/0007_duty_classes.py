"""Shifts laid out before duty classes existed get theirs from the calendar of their county.

The class is a function of the day, its kind and the festival's name, so it is worked out once per day and county and
written in one statement. Backwards there is nothing to do: the columns go with their migration.
"""

from typing import Any

from django.db import migrations

from rostering.domain.duty_class import duty_class, festival

DAYS = """
    SELECT DISTINCT p.county_id, s.day, s.day_kind, COALESCE(c.name, '')
    FROM rostering_shift s
    JOIN rostering_dutyperiod p ON p.id = s.period_id
    LEFT JOIN rostering_calendarday c ON c.county_id = p.county_id AND c.date = s.day
"""
CLASSIFY = """
    UPDATE rostering_shift SET duty_class = v.duty_class, festival = v.festival
    FROM unnest(%s::uuid[], %s::date[], %s::text[], %s::text[], %s::text[])
        AS v(county, day, day_kind, duty_class, festival)
    JOIN rostering_dutyperiod p ON p.county_id = v.county
    WHERE rostering_shift.period_id = p.id AND rostering_shift.day = v.day AND rostering_shift.day_kind = v.day_kind
"""


def classify(_apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(DAYS)
        rows = [
            (county, day, kind, str(duty_class(day, kind)), festival(day, kind, name))
            for county, day, kind, name in cursor.fetchall()
        ]
        if rows:
            cursor.execute(CLASSIFY, [list(column) for column in zip(*rows, strict=True)])


class Migration(migrations.Migration):
    dependencies = [("rostering", "0006_ledger")]

    operations = [migrations.RunPython(classify, migrations.RunPython.noop)]

"""Reading the database as it stood: whatever was changed, made or taken away since reads as it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.alerts.past.history import clock
from tests.factories import at, make_cast
from units.models import PastRow, Person, Unit
from units.past.queries import known_at, remembered_since

FIRST = at("2026-06-01 09:00") + timedelta(seconds=41)
DAY = timedelta(days=1)


def read(unit: Unit, person: Person) -> Any:
    """What rows say, by every kind of join that could lose one."""
    people = Person.objects.filter(unit=unit).select_related("unit").order_by("pk")
    return (
        Unit.objects.get(pk=unit.pk).short_name,
        [(one.pk, one.name, one.position, one.unit.short_name) for one in people],
        list(unit.tiers.values_list("tier", flat=True)),
    )


@pytest.mark.django_db
def test_everything_reads_as_it_stood() -> None:
    with clock(FIRST):
        cast = make_cast()
        unit, person = cast.routine, cast.people[cast.routine.code][0]
    seen = {FIRST: read(unit, person)}
    changes = [
        lambda: Unit.objects.filter(pk=unit.pk).update(short_name="史志办"),
        lambda: Person.objects.filter(pk=person.pk).update(position="馆长", mobile="13912345678"),
        lambda: Person.objects.filter(unit=unit).update(name="某人"),
        lambda: unit.tiers.all().delete(),
        lambda: Person.objects.filter(pk=person.pk).update(position="副馆长"),
    ]
    for number, change in enumerate(changes, 1):
        with clock(FIRST + number * DAY):
            change()
            seen[FIRST + number * DAY] = read(unit, person)
    for instant, said in seen.items():
        with known_at(instant + DAY / 2, unit.county_id):
            assert read(unit, person) == said, instant
    with known_at(FIRST - DAY, unit.county_id):
        assert not Person.objects.filter(unit=unit).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(position="无")
    # Nothing of it stays, and no number is kept.
    assert read(unit, person) == seen[FIRST + len(changes) * DAY]
    assert remembered_since() == FIRST
    assert not PastRow.objects.filter(source="units_person", was__has_key="mobile").exists()

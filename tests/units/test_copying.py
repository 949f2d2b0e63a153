"""Rows that go in by COPY are the rows that go in by INSERT."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from rostering.models import Absence, RevisionEntry, RosterRevision
from tests.factories import Cast, make_person, published
from units.copying import copy_in, update_in
from units.models import Person

pytestmark = pytest.mark.django_db

ODD = "\\N 制表\t换行\n回车\r反斜杠\\ 𠮷 \"引号\" {'a', b}"


def values(row: Model) -> dict[str, object]:
    fresh = type(row)._default_manager.get(pk=row.pk)
    return {
        field.attname: getattr(fresh, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in {"id", "created_at", "updated_at"}
    }


def test_every_kind_of_value_arrives_as_it_was(cast: Cast) -> None:
    person = make_person(cast.routine)
    both = [
        Person(
            unit=person.unit, name=ODD, rank=1, position="", mobile="", eligible_posts=["a", "乙", ODD],
            travel_minutes=None, valid_from=date(2024, 2, 29), valid_to=None,
        )
        for _ in range(2)
    ]  # fmt: skip
    copy_in(both[:1])
    Person.objects.bulk_create(both[1:])
    assert values(both[0]) == values(both[1])
    assert values(both[0])["name"] == ODD


def test_instants_decimals_booleans_and_json(cast: Cast) -> None:
    period = published(cast)
    entry = RevisionEntry.objects.filter(revision__period=period).select_related("shift").first()
    assert entry is not None
    shift = entry.shift
    revision = RosterRevision.objects.create(period=period, number=2, published_at=shift.start, reason=ODD)
    holders = [{"name": ODD, "at": None, "n": 1.5}]
    assert copy_in([RevisionEntry(revision=revision, shift=shift, holders=holders)]) == 1
    assert RevisionEntry.objects.get(revision=revision, shift=shift).holders == holders
    # What opening the period has copied in.
    assert isinstance(shift.points, Decimal)
    assert shift.end - shift.start == timedelta(days=1)
    assert shift.is_exclusive


def test_constraints_hold(cast: Cast) -> None:
    person = make_person(cast.routine)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([Absence(person=person, kind="other", start=at, end=at)])
    assert copy_in([]) == 0


def test_many_rows_change_in_one_statement_as_one_by_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second, untouched = (make_person(cast.routine) for _ in range(3))
    first.name, first.travel_minutes, first.valid_to, first.unit = ODD, 7, date(2030, 1, 1), cast.hub
    second.travel_minutes = second.valid_to = None
    kept = values(untouched)
    with django_assert_num_queries(1):
        assert update_in([first, second], ["name", "travel_minutes", "valid_to", "unit"]) == 2
    assert [values(person) for person in (first, second, untouched)] == [
        {**values(first), "name": ODD, "travel_minutes": 7, "valid_to": date(2030, 1, 1), "unit_id": cast.hub.pk},
        {**values(second), "travel_minutes": None, "valid_to": None},
        kept,
    ]
    first.position = "长" * 10_000
    with pytest.raises(DataError), transaction.atomic():
        update_in([first], ["position"])
    assert update_in([], ["name"]) == 0

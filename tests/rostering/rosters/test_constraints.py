"""What Postgres refuses, whatever the code above it does."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from rostering.enums import Post
from rostering.models import Assignment, RevisionEntry, RosterRevision, ShiftPhase
from tests.factories import Cast, generated, make_cast, published, seat_of
from units.models import AuditEvent, UnitTier

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def check_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_person_is_never_on_two_overlapping_seats(cast: Cast) -> None:
    period = generated(cast)
    leader = seat_of(period, cast.emergency, Post.LEADER)
    staff = seat_of(period, cast.emergency, Post.DEDICATED_STAFF)
    with pytest.raises(IntegrityError, match="assignment_person_no_overlap"), transaction.atomic():
        Assignment.objects.filter(pk=staff.pk).update(person=leader.person)


def test_two_people_may_change_seats_in_one_statement(cast: Cast) -> None:
    period = generated(cast)
    first = seat_of(period, cast.hub, Post.DEDICATED_STAFF, seat=1)
    second = seat_of(period, cast.hub, Post.DEDICATED_STAFF, seat=2)
    first.person, second.person = second.person, first.person
    Assignment.objects.bulk_update([first, second], ["person"])
    assert seat_of(period, cast.hub, Post.DEDICATED_STAFF, seat=1).person == first.person


def test_a_seat_is_never_held_twice(cast: Cast) -> None:
    seat = seat_of(generated(cast), cast.emergency, Post.LEADER)
    double = Assignment(shift=seat.shift, start=seat.start + timedelta(hours=1), end=seat.end, points=1)
    with pytest.raises(IntegrityError, match="assignment_seat_no_overlap"), transaction.atomic():
        double.save(force_insert=True)


@pytest.mark.parametrize("damage", ["gap", "overlap", "missing", "beyond", "inside", "after"])
def test_phases_partition_their_shift(cast: Cast, damage: str) -> None:
    shift = seat_of(generated(cast), cast.emergency, Post.LEADER).shift
    day, night = shift.phases.order_by("start")
    if damage == "gap":
        ShiftPhase.objects.filter(pk=night.pk).update(start=night.start + timedelta(minutes=1))
    elif damage == "overlap":
        ShiftPhase.objects.filter(pk=day.pk).update(end=day.end + timedelta(minutes=1))
    elif damage == "missing":
        shift.phases.all().delete()
    elif damage == "inside":
        _again(night, night.start + timedelta(hours=1), night.start + timedelta(hours=2))
    elif damage == "after":
        _again(night, night.end, night.end + timedelta(hours=1))
    else:
        ShiftPhase.objects.filter(pk=night.pk).update(end=night.end + timedelta(minutes=1))
    with pytest.raises(DatabaseError, match="phases do not partition"):
        check_deferred()


def _again(phase: ShiftPhase, start: datetime, end: datetime) -> None:
    phase.pk, phase.start, phase.end = None, start, end
    phase.save(force_insert=True)


def test_tiers_of_a_unit_neither_overlap_nor_leave_a_gap(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="unit_tier_no_overlap"), transaction.atomic():
        UnitTier.objects.create(unit=cast.routine, tier="hub", valid=DateRange(date(2026, 1, 1), None))
    UnitTier.objects.filter(unit=cast.routine).update(valid=DateRange(date(2020, 1, 1), date(2026, 1, 1)))
    UnitTier.objects.create(unit=cast.routine, tier="hub", valid=DateRange(date(2026, 1, 2), None))
    with pytest.raises(DatabaseError, match="has a gap"):
        check_deferred()


def test_the_audit_trail_is_append_only(cast: Cast) -> None:
    published(cast)
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        AuditEvent.objects.update(reason="nothing happened")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        AuditEvent.objects.all()[:1].get().delete()


def test_revisions_are_append_only(cast: Cast) -> None:
    published(cast)
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        RosterRevision.objects.update(reason="other")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        RevisionEntry.objects.update(holders=[])

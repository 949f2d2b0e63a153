"""撤销: one step at a time, all of it or nothing, never against the rules or somebody's later change."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import time_machine

from rostering.enums import AbsenceKind, Emphasis, Post, StepKind
from rostering.fairness.services.absences import record_absence
from rostering.generation.services.proposals import adopt_proposal, start_proposals
from rostering.generation.services.start import generate_now
from rostering.generation.services.undo import undo_step
from rostering.models import Assignment, DutyPeriod, RosterStep
from rostering.periods.services.filing import accept_rest, confirm_roster
from rostering.periods.services.publication import publish_period
from rostering.rosters.queries import last_step
from rostering.seats.services.assignments import Change, apply_changes, lock_seat, replace_person
from tests.factories import Cast, at, generated, make_person, roster_of, seat_of
from tests.rostering.generation.test_proposals import burden, work
from units.errors import NotAllowed, RuleViolation, Stale
from units.models import AuditEvent, Person, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def before_the_holiday() -> Iterator[None]:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


@pytest.fixture
def seat(cast: Cast, period: DutyPeriod) -> Assignment:
    return seat_of(period, cast.routine, Post.DUTY_OFFICER)


@pytest.fixture
def free(cast: Cast) -> Person:
    return make_person(cast.routine, posts=[Post.DUTY_OFFICER])


def held(period: DutyPeriod) -> dict[UUID, tuple[UUID | None, bool]]:
    rows = Assignment.objects.active().filter(shift__period=period)
    return {pk: (person, pinned) for pk, person, pinned in rows.values_list("pk", "person_id", "is_pinned")}


def put(seat: Assignment, person: Person | None, by: User) -> Assignment:
    seat.refresh_from_db()
    who = person.pk if person else None
    return replace_person(assignment=seat, person_id=who, by=by, expected_version=seat.version)


def refusal(period: DutyPeriod, by: User) -> str:
    before = held(period)
    with pytest.raises(RuleViolation) as refused:
        undo_step(period=period, by=by)
    assert held(period) == before
    return refused.value.code


def test_a_change_by_hand_is_taken_back_whole(cast: Cast, period: DutyPeriod, seat: Assignment, free: Person) -> None:
    before = held(period)
    put(seat, free, cast.routine_leader)
    step = undo_step(period=period, by=cast.routine_leader)
    assert (step.kind, step.seats) == (StepKind.REPLACED, 1)
    assert held(period) == before
    assert AuditEvent.objects.filter(action="period.step_undone").count() == 1


def test_step_by_step_back_to_the_empty_roster(cast: Cast, seat: Assignment, free: Person, period: DutyPeriod) -> None:
    put(seat, free, cast.routine_leader)
    put(seat, None, cast.office)
    assert undo_step(period=period, by=cast.office).kind == StepKind.REPLACED
    assert undo_step(period=period, by=cast.office).kind == StepKind.REPLACED
    assert undo_step(period=period, by=cast.office).kind == StepKind.GENERATED
    assert set(held(period).values()) == {(None, False)}
    assert refusal(period, cast.office) == "nothing_to_undo"
    generate_now(period=period, by=cast.office, seed=1)
    assert None not in {person for person, _pinned in held(period).values()}


def test_a_proposal_taken_is_taken_back(cast: Cast, period: DutyPeriod, seat: Assignment) -> None:
    burden(seat)
    before = held(period)
    (job,) = start_proposals(period=period, emphases=[Emphasis.FAIRNESS], by=cast.office)
    work()
    adopt_proposal(proposal=job, by=cast.office)
    work()
    assert held(period) != before
    assert undo_step(period=period, by=cast.office).kind == StepKind.ADOPTED
    assert held(period) == before


def test_a_seat_emptied_by_hand_is_filled_by_the_next_proposal_and_free_again(
    cast: Cast, period: DutyPeriod, seat: Assignment
) -> None:
    put(seat, None, cast.office)
    generate_now(period=period, by=cast.office, seed=1)
    person, pinned = held(period)[seat.pk]
    assert person is not None
    assert not pinned
    undo_step(period=period, by=cast.office)
    seat.refresh_from_db()
    assert (seat.person_id, seat.is_pinned, seat.vacancy_causes) == (None, True, [{"code": "withdrawn"}])


def test_a_later_change_of_the_same_seat_is_not_overwritten(
    cast: Cast, period: DutyPeriod, seat: Assignment, free: Person
) -> None:
    put(seat, free, cast.routine_leader)
    Assignment.objects.filter(pk=seat.pk).update(person=None)
    assert refusal(period, cast.routine_leader) == "changed_since"


def test_who_has_gone_on_leave_since_does_not_come_back(
    cast: Cast, period: DutyPeriod, seat: Assignment, free: Person
) -> None:
    gone = seat.person
    assert gone is not None
    put(seat, free, cast.routine_leader)
    span: dict[str, Any] = {"start": at("2026-06-18 00:00"), "end": at("2026-06-23 00:00")}
    record_absence(person=gone, kind=AbsenceKind.SICK_LEAVE, by=cast.office, **span)
    with pytest.raises(RuleViolation, match=f"{gone.name} 请假或外出") as refused:
        undo_step(period=period, by=cast.routine_leader)
    assert refused.value.code == "rules_forbid"


def test_who_has_left_since_does_not_come_back(cast: Cast, period: DutyPeriod, seat: Assignment, free: Person) -> None:
    gone = seat.person
    assert gone is not None
    put(seat, free, cast.routine_leader)
    Person.objects.filter(pk=gone.pk).update(valid_to=at("2026-06-12 00:00").date())
    assert refusal(period, cast.routine_leader) == "rules_forbid"


def test_the_new_duty_of_who_was_replaced_stands_in_the_way(
    cast: Cast, period: DutyPeriod, seat: Assignment, free: Person
) -> None:
    """Replaced on one seat, helping out in another unit on that day by now."""
    gone = seat.person
    assert gone is not None
    put(seat, free, cast.routine_leader)
    helping = seat_of(period, cast.emergency, Post.DEDICATED_STAFF, day=seat.shift.day)
    Assignment.objects.filter(pk=helping.pk).update(person=gone)
    assert refusal(period, cast.routine_leader) == "rules_forbid"


def test_several_seats_changed_at_once_come_back_at_once(cast: Cast, period: DutyPeriod) -> None:
    days = sorted({shift.day for shift in roster_of(period, cast.routine).shifts.all()})
    one, other = (seat_of(period, cast.routine, Post.DUTY_OFFICER, day=day) for day in (days[0], days[-1]))
    before = held(period)
    changes = [Change(one.pk, other.person_id, one.version), Change(other.pk, one.person_id, other.version)]
    apply_changes(period=period, changes=changes, reason="", by=cast.office)
    assert undo_step(period=period, by=cast.office).seats == 2
    assert held(period) == before


def test_a_leader_takes_back_the_units_own_hand_alone(
    cast: Cast, period: DutyPeriod, seat: Assignment, free: Person
) -> None:
    assert refusal(period, cast.routine_leader) == "nothing_to_undo"
    put(seat, free, cast.routine_leader)
    assert refusal(period, cast.leader) == "nothing_to_undo"
    assert last_step(period, cast.leader) is None
    with pytest.raises(NotAllowed):
        undo_step(period=period, by=cast.duty)


def test_what_the_unit_has_filed_is_its_word(cast: Cast, period: DutyPeriod, seat: Assignment, free: Person) -> None:
    put(seat, free, cast.routine_leader)
    confirm_roster(roster=roster_of(period, cast.routine), by=cast.routine_leader)
    assert refusal(period, cast.routine_leader) == "roster_filed"
    # The office may change a filed roster by hand, and so may take that back.
    undo_step(period=period, by=cast.office)
    # But not the proposal on which the unit's word rests.
    assert refusal(period, cast.office) == "roster_filed"


def test_publication_ends_it(cast: Cast, period: DutyPeriod) -> None:
    accept_rest(period=period, by=cast.office)
    publish_period(period=period, by=cast.office)
    assert refusal(period, cast.office) == "nothing_to_undo"
    assert not RosterStep.objects.exists()


def test_locking_is_for_seats_with_somebody_in_open_periods(cast: Cast, period: DutyPeriod, seat: Assignment) -> None:
    locked = lock_seat(assignment=seat, locked=True, by=cast.routine_leader, expected_version=seat.version)
    assert held(period)[seat.pk][1]
    with pytest.raises(Stale):
        lock_seat(assignment=seat, locked=False, by=cast.routine_leader, expected_version=seat.version)
    lock_seat(assignment=seat, locked=False, by=cast.routine_leader, expected_version=locked.version)
    assert not held(period)[seat.pk][1]
    put(seat, None, cast.office)
    seat.refresh_from_db()
    with pytest.raises(RuleViolation, match="空岗不能锁定"):
        lock_seat(assignment=seat, locked=True, by=cast.office, expected_version=seat.version)

"""An illness on a published roster: the smallest change that fills the seats, applied as one amendment."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from rostering.changes.queries.repairs import Proposal
from rostering.changes.services.apply_repair import Repair, repair
from rostering.models import Absence, Assignment, DutyPeriod
from rostering.seats.services.assignments import Change, amend_period
from tests.factories import Cast, at, generated, published, seat_of
from units.enums import Rank
from units.errors import NotAllowed, RuleViolation
from units.models import Person, User

POST = "dedicated_staff"


def ill(person: Person | None, start: str = "2026-06-19 00:00", end: str = "2026-06-23 00:00") -> None:
    assert person is not None
    Absence.objects.create(person=person, kind="sick_leave", start=at(start), end=at(end), state="approved")


def proposed(period: DutyPeriod, by: User) -> Repair:
    return repair(period=period, by=by, now=timezone.now())


def apply(period: DutyPeriod, proposal: Proposal, by: User) -> list[Assignment]:
    versions = dict(
        Assignment.objects.filter(pk__in=[s.assignment_id for s in proposal.steps]).values_list("pk", "version")
    )
    changes = [Change(s.assignment_id, s.person_id, versions[s.assignment_id]) for s in proposal.steps]
    return amend_period(period=period, changes=changes, reason="病假", by=by)


def test_one_ill_person_one_change(cast: Cast, period: DutyPeriod) -> None:
    seat = seat_of(period, cast.emergency, POST)
    before = dict(Assignment.objects.values_list("pk", "person"))
    ill(seat.person)
    found = proposed(period, cast.leader)
    assert [one.assignment_id for one in found.lost] == [seat.pk]
    assert found.lost[0].reason.code == "absent"
    assert 1 <= len(found.proposals) <= 3
    for proposal in found.proposals:
        assert (len(proposal.steps), proposal.unfilled, proposal.is_smallest) == (1, 0, True)
    takers = [proposal.steps[0].person_id for proposal in found.proposals]
    assert len(set(takers)) == len(takers)
    assert seat.person_id not in takers

    apply(period, found.proposals[0], cast.leader)
    after = dict(Assignment.objects.values_list("pk", "person"))
    assert {pk for pk in after if after[pk] != before[pk]} == {seat.pk}
    assert period.revisions.count() == 2
    assert proposed(period, cast.leader) == Repair((), ())


def test_nothing_lost_nothing_proposed(cast: Cast, period: DutyPeriod) -> None:
    assert proposed(period, cast.office) == Repair((), ())


def test_leave_that_is_not_approved_changes_nothing(cast: Cast, period: DutyPeriod) -> None:
    seat = seat_of(period, cast.emergency, POST)
    ill(seat.person)
    Absence.objects.update(state="requested")
    assert proposed(period, cast.leader).lost == ()


def test_two_units_at_once_for_the_office_each_its_own_for_a_leader(cast: Cast, period: DutyPeriod) -> None:
    for unit, post in ((cast.emergency, POST), (cast.routine, "duty_officer")):
        ill(seat_of(period, unit, post).person)
    assert len(proposed(period, cast.office).lost) == 2
    assert [one.assignment.shift.unit for one in proposed(period, cast.leader).lost] == [cast.emergency]
    found = proposed(period, cast.office)
    assert len(found.proposals[0].steps) == 2
    apply(period, found.proposals[0], cast.office)
    assert period.revisions.count() == 2


def test_others_move_only_where_a_seat_would_stay_empty(cast: Cast) -> None:
    """Nobody free can lead on the 19th; who leads on the 20th can, if one of the others takes that day: two changes."""
    chiefs = Person.objects.filter(unit=cast.emergency, rank=Rank.SECTION_CHIEF)
    chiefs.update(eligible_posts=["leader"])
    period = published(cast)
    lost, following = (seat_of(period, cast.emergency, "leader", day=date(2026, 6, day)) for day in (19, 20))
    for person in chiefs.exclude(pk__in=[lost.person_id, following.person_id]):
        ill(person, "2026-06-18 00:00", "2026-06-20 08:30")
    ill(lost.person)
    found = proposed(period, cast.leader)
    assert [one.assignment_id for one in found.lost] == [lost.pk]
    best = found.proposals[0]
    changed = {step.assignment_id: step.person_id for step in best.steps}
    assert set(changed) == {lost.pk, following.pk}
    assert changed[lost.pk] == following.person_id
    assert (best.unfilled, best.is_smallest) == (0, True)
    # The other way leaves the seat empty, and says so.
    assert [(len(one.steps), one.unfilled, one.is_smallest) for one in found.proposals[1:]] == [(1, 1, False)]
    apply(period, best, cast.leader)
    assert period.revisions.count() == 2


def test_a_seat_nobody_can_fill_is_left_empty_and_said(cast: Cast, period: DutyPeriod) -> None:
    seat = seat_of(period, cast.emergency, POST)
    for person in Person.objects.filter(unit=cast.emergency):
        ill(person, "2026-06-19 00:00", "2026-06-20 08:30")
    best = proposed(period, cast.leader).proposals[0]
    assert best.unfilled == 2
    apply(period, best, cast.leader)
    seat.refresh_from_db()
    assert seat.person is None


def test_a_duty_under_way_goes_on_from_now(cast: Cast, period: DutyPeriod, clock: time_machine.Traveller) -> None:
    seat = seat_of(period, cast.emergency, POST)
    clock.move_to(at("2026-06-19 15:00"))
    ill(seat.person, "2026-06-19 15:00", "2026-06-20 12:00")
    found = proposed(period, cast.leader)
    apply(period, found.proposals[0], cast.leader)
    served, goes_on = Assignment.objects.filter(shift=seat.shift).order_by("start")
    assert (served.person, served.end) == (seat.person, at("2026-06-19 15:00"))
    assert goes_on.person_id == found.proposals[0].steps[0].person_id


def test_who_may_and_when(cast: Cast, period: DutyPeriod) -> None:
    with pytest.raises(NotAllowed):
        proposed(period, cast.duty)
    later = generated(cast, date(2026, 6, 27), date(2026, 6, 27) + timedelta(days=1), name="周末", kind="weekend")
    with pytest.raises(RuleViolation):
        proposed(later, cast.office)

"""Changing who sits on a seat, before and after publication, alone and all at once."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from rostering.enums import AbsenceKind, PeriodKind, Post
from rostering.fairness.services.absences import record_absence
from rostering.models import Assignment, DutyPeriod, UnitStaffing
from rostering.on_duty.queries.resolver import on_duty_at
from rostering.periods.services.filing import confirm_roster, return_roster
from rostering.seats.queries.revisions import revision_diff
from rostering.seats.services.assignments import Change, acknowledge, apply_changes, replace_person
from tests.concurrency import outcomes
from tests.factories import Cast, at, generated, make_cast, make_person, opened, published, roster_of, seat_of
from units.enums import Rank
from units.errors import InvalidInput, NotAllowed, RuleViolation, Stale
from units.models import AuditEvent, Person, User


def put(seat: Assignment, person: Person | None, by: User, reason: str = "") -> Assignment:
    return replace_person(
        assignment=seat, person_id=person.pk if person else None, by=by, expected_version=seat.version, reason=reason
    )


def chief(cast: Cast, **fields: Any) -> Person:
    return make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=[Post.LEADER, Post.DEDICATED_STAFF], **fields)


@pytest.mark.django_db
class TestBeforePublication:
    @pytest.fixture
    def cast(self) -> Cast:
        return make_cast()

    @pytest.fixture
    def period(self, cast: Cast) -> DutyPeriod:
        return generated(cast)

    def test_a_leader_replaces_somebody_of_the_unit(self, cast: Cast, period: DutyPeriod) -> None:
        seat = seat_of(period, cast.emergency, Post.LEADER)
        before, version, new = seat.person, seat.version, chief(cast)
        changed = put(seat, new, cast.leader)
        assert (changed.person, changed.version, changed.is_pinned) == (new, version + 1, True)
        event = AuditEvent.objects.get(action="assignment.replaced")
        assert (event.before["person"], event.after["person"], event.actor) == (str(before), str(new), cast.leader)

    @pytest.mark.parametrize("who", ["routine_leader", "duty", "auditor"])
    def test_others_may_not(self, cast: Cast, period: DutyPeriod, who: str) -> None:
        with pytest.raises(NotAllowed):
            put(seat_of(period, cast.emergency, Post.LEADER), chief(cast), getattr(cast, who))

    @pytest.mark.parametrize(
        ("spoil", "code"),
        [
            (lambda person: setattr(person, "rank", Rank.STAFF), "rank_too_low"),
            (lambda person: setattr(person, "eligible_posts", []), "post_not_eligible"),
            (lambda person: setattr(person, "valid_to", at("2026-06-19 00:00").date()), "not_in_service"),
        ],
    )
    def test_rules_speak_against_a_person(
        self, cast: Cast, period: DutyPeriod, spoil: Callable[[Person], None], code: str
    ) -> None:
        person = chief(cast)
        spoil(person)
        person.save()
        with pytest.raises(RuleViolation) as error:
            put(seat_of(period, cast.emergency, Post.LEADER), person, cast.office)
        assert error.value.code == "person_refused"
        assert [reason["code"] for reason in error.value.details["reasons"]] == [code]

    def test_leave_and_other_duty_speak_against_a_person(self, cast: Cast, period: DutyPeriod) -> None:
        seat = seat_of(period, cast.emergency, Post.LEADER)
        busy = seat_of(period, cast.emergency, Post.DEDICATED_STAFF).person
        assert busy is not None
        busy.rank = Rank.SECTION_CHIEF
        busy.eligible_posts = [Post.LEADER]
        busy.save()
        record_absence(
            person=busy,
            kind=AbsenceKind.SICK_LEAVE,
            start=at("2026-06-20 08:00"),
            end=at("2026-06-20 09:00"),
            by=cast.office,
        )
        with pytest.raises(RuleViolation) as error:
            put(seat, busy, cast.office)
        assert [reason["text"] for reason in error.value.details["reasons"]] == [
            "请假或外出（病假）",
            "同一时段已有值班（2026年端午假期）",
        ]

    def test_people_of_other_units_do_not_exist_for_a_leader(self, cast: Cast, period: DutyPeriod) -> None:
        stranger = cast.people["dag"][0]
        seat = seat_of(period, cast.emergency, Post.LEADER)
        for person_id in (stranger.pk, uuid4()):
            with pytest.raises(InvalidInput) as error:
                replace_person(assignment=seat, person_id=person_id, by=cast.leader, expected_version=seat.version)
            assert error.value.code == "unknown_person"

    def test_an_older_version_loses(self, cast: Cast, period: DutyPeriod) -> None:
        seat = seat_of(period, cast.emergency, Post.LEADER)
        put(seat, chief(cast), cast.leader)
        with pytest.raises(Stale):
            put(seat, chief(cast), cast.office)

    def test_what_is_filed_is_changed_by_the_office_or_after_return(self, cast: Cast, period: DutyPeriod) -> None:
        roster = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
        with pytest.raises(RuleViolation) as error:
            put(seat_of(period, cast.emergency, Post.LEADER), chief(cast), cast.leader)
        assert error.value.code == "roster_filed"
        put(seat_of(period, cast.emergency, Post.LEADER), chief(cast), cast.office)
        return_roster(roster=roster, reason="再看看", by=cast.office)
        put(seat_of(period, cast.emergency, Post.LEADER), chief(cast), cast.leader)

    def test_nobody_on_the_seat(self, cast: Cast, period: DutyPeriod) -> None:
        changed = put(seat_of(period, cast.emergency, Post.LEADER), None, cast.leader)
        assert (changed.person, changed.vacancy_reason) == (None, "原值班人员已撤下")
        assert period.revisions.count() == 0

    def test_nothing_to_acknowledge_yet(self, cast: Cast, period: DutyPeriod) -> None:
        with pytest.raises(RuleViolation) as error:
            acknowledge(assignment=seat_of(period, cast.emergency, Post.LEADER), by=cast.office)
        assert error.value.code == "not_published"


@pytest.mark.django_db
class TestAmendment:
    @pytest.fixture
    def cast(self) -> Cast:
        return make_cast()

    def test_takes_a_reason_and_makes_a_revision_of_what_changed(self, cast: Cast) -> None:
        period = published(cast)
        seat = seat_of(period, cast.emergency, Post.LEADER)
        old, new = seat.person, chief(cast)
        assert old is not None
        with pytest.raises(InvalidInput) as error:
            put(seat, new, cast.office)
        assert error.value.field == "reason"
        put(seat, new, cast.office, "原带班领导外出开会")
        revision = period.revisions.get(number=2)
        assert (revision.reason, revision.entries.count()) == ("原带班领导外出开会", 1)
        (change,) = revision_diff(period, 2, 1)
        assert [holder["name"] for holder in change.before] == [old.name]
        assert [holder["name"] for holder in change.after] == [new.name]
        assert revision_diff(period, 1, 1) == []

    def test_several_seats_make_one_revision_or_none(self, cast: Cast) -> None:
        period = published(cast)
        leader, staff = (seat_of(period, cast.emergency, post) for post in (Post.LEADER, Post.DEDICATED_STAFF))
        good = Change(leader.pk, chief(cast).pk, leader.version)
        bad = Change(staff.pk, chief(cast, valid_to=date(2026, 1, 1)).pk, staff.version)
        with pytest.raises(RuleViolation):
            apply_changes(period=period, changes=[good, bad], reason="调班", by=cast.office)
        assert seat_of(period, cast.emergency, Post.LEADER).person_id == leader.person_id
        fine = Change(staff.pk, chief(cast).pk, staff.version)
        apply_changes(period=period, changes=[good, fine], reason="调班", by=cast.office)
        assert [r.entries.count() for r in period.revisions.all()] == [21, 2]

    def test_two_people_change_seats_in_one_amendment(self, cast: Cast) -> None:
        period = published(cast)
        first, second = (seat_of(period, cast.hub, Post.DEDICATED_STAFF, seat=number) for number in (1, 2))
        changes = [
            Change(first.pk, second.person_id, first.version),
            Change(second.pk, first.person_id, second.version),
        ]
        apply_changes(period=period, changes=changes, reason="互换席位", by=cast.office)
        assert seat_of(period, cast.hub, Post.DEDICATED_STAFF, seat=1).person_id == second.person_id
        assert seat_of(period, cast.hub, Post.DEDICATED_STAFF, seat=2).person_id == first.person_id

    def test_only_those_affected_answer_again(self, cast: Cast) -> None:
        period = published(cast)
        seats = [seat_of(period, cast.emergency, post) for post in (Post.LEADER, Post.DEDICATED_STAFF)]
        for seat in seats:
            acknowledge(assignment=seat, by=cast.leader)
        put(seats[0], chief(cast), cast.office, "换人")
        states = [seat_of(period, cast.emergency, seat.shift.post).state for seat in seats]
        assert states == ["published", "acknowledged"]

    def test_duty_that_is_over_is_corrected_by_the_office_only(self, cast: Cast) -> None:
        days = (timezone.localdate() - timedelta(days=9), timezone.localdate() - timedelta(days=8))
        seat = seat_of(published(cast, *days, kind=PeriodKind.SPECIAL), cast.emergency, Post.LEADER)
        with pytest.raises(RuleViolation) as error:
            put(seat, chief(cast), cast.leader, "补记")
        assert error.value.code == "duty_over"
        new = chief(cast)
        assert put(seat, new, cast.office, "当日实际由他人带班").person == new

    def test_under_way_the_past_part_stays_with_who_served_it(self, cast: Cast) -> None:
        today = timezone.localdate()
        period = published(cast, today - timedelta(days=1), today + timedelta(days=1), kind=PeriodKind.SPECIAL)
        running = Assignment.objects.on_duty_at(timezone.now()).select_related("shift__period", "person")
        seat = running.get(shift__unit=cast.emergency, shift__post=Post.LEADER)
        old, new, points = seat.person, chief(cast), seat.points
        assert old is not None
        changed = put(seat, new, cast.leader, "突发疾病")
        assert changed.pk == seat.pk
        earlier = Assignment.objects.get(shift=seat.shift, person=old)
        assert (earlier.end, changed.end) == (changed.start, seat.shift.end)
        assert earlier.start == seat.shift.start
        assert abs(earlier.points + changed.points - points) <= 1
        before, after = (
            [row.person_name for row in on_duty_at(instant, user=cast.office, unit_code="yjj") if row.post == "leader"]
            for instant in (changed.start - timedelta(seconds=1), changed.start)
        )
        assert (before, after) == ([old.name], [new.name])
        holders = period.revisions.get(number=2).entries.get().holders
        assert [holder["name"] for holder in holders] == [old.name, new.name]


@pytest.mark.django_db
class TestAcknowledge:
    @pytest.fixture
    def cast(self) -> Cast:
        return make_cast()

    def test_once_is_enough_and_twice_is_once(self, cast: Cast) -> None:
        seat = seat_of(published(cast), cast.emergency, Post.LEADER)
        cast.duty.person = seat.person
        cast.duty.save()
        first = acknowledge(assignment=seat, by=cast.duty)
        again = acknowledge(assignment=seat, by=cast.duty)
        assert first.state == "acknowledged"
        assert first.acknowledged_at == again.acknowledged_at
        assert AuditEvent.objects.filter(action="assignment.acknowledged").count() == 1

    def test_a_colleague_may_not_the_leader_may(self, cast: Cast) -> None:
        seat = seat_of(published(cast), cast.emergency, Post.LEADER)
        with pytest.raises(NotAllowed):
            acknowledge(assignment=seat, by=cast.duty)
        with pytest.raises(NotAllowed):
            acknowledge(assignment=seat, by=cast.routine_leader)
        acknowledge(assignment=seat, by=cast.leader)
        event = AuditEvent.objects.get(action="assignment.acknowledged")
        assert seat.person is not None
        assert event.on_behalf_of == seat.person.name


RACERS = 16


@pytest.mark.django_db(transaction=True)
def test_one_seat_sixteen_writers() -> None:
    cast = make_cast()
    seat = seat_of(opened(cast), cast.emergency, Post.LEADER)
    people = [chief(cast) for _ in range(RACERS)]
    results = outcomes([partial(put, seat, person, cast.office) for person in people])
    winners = [result for result in results if isinstance(result, Assignment)]
    assert len(winners) == 1
    assert [type(result) for result in results if result not in winners] == [Stale] * (RACERS - 1)
    seat.refresh_from_db()
    assert seat.person == winners[0].person


@pytest.mark.django_db(transaction=True)
def test_one_person_sixteen_seats() -> None:
    cast = make_cast()
    version = cast.county.policy_versions.get()
    UnitStaffing.objects.create(version=version, unit=cast.emergency, post=Post.DEDICATED_STAFF, seats=RACERS)
    period = opened(cast)
    person = chief(cast)
    seats = [seat_of(period, cast.emergency, Post.DEDICATED_STAFF, seat=n) for n in range(1, RACERS + 1)]
    results = outcomes([partial(put, seat, person, cast.office) for seat in seats])
    assert sum(isinstance(result, Assignment) for result in results) == 1
    refused = [result for result in results if not isinstance(result, Assignment)]
    assert {getattr(result, "code", result) for result in refused} == {"person_refused"}
    assert Assignment.objects.filter(person=person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_crossing_swaps_never_deadlock() -> None:
    cast = make_cast()
    period = generated(cast)
    first, second = (seat_of(period, cast.hub, Post.DEDICATED_STAFF, seat=number) for number in (1, 2))
    one = [Change(first.pk, second.person_id, first.version), Change(second.pk, first.person_id, second.version)]
    results = outcomes(
        [
            partial(apply_changes, period=period, changes=changes, reason="", by=cast.office)
            for changes in [one, one[::-1]] * (RACERS // 2)
        ]
    )
    assert sum(isinstance(result, list) for result in results) == 1
    assert {type(result) for result in results if not isinstance(result, list)} == {Stale}

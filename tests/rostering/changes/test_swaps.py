"""换班, 代班, 紧急顶班: who may take which step, what each does to the roster, and what a second time does."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import time_machine

from rostering.changes.services.swap_endings import expire_due
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.enums import SwapKind
from rostering.models import Absence, Assignment, DutyPeriod, SharedPerson, Swap, SwapSeat
from rostering.on_duty.queries.resolver import on_duty_at
from rostering.periods.services.periods import close_period
from rostering.policies.queries.published import zone
from rostering.policies.rules.burden import burden_points
from rostering.policies.rules.policy import clip
from rostering.seats.queries.facts import past_points
from rostering.seats.services.assignments import Change, amend_period
from tests.factories import Cast, at, generated, make_person, make_user, published, seat_of
from units.enums import Rank, Role
from units.errors import DomainError, InvalidInput, NotAllowed, RuleViolation, Stale
from units.models import AuditEvent, Person, User

Clock = time_machine.Traveller
FIRST, SECOND = date(2026, 6, 19), date(2026, 6, 20)
POST = "dedicated_staff"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return published(cast)


def login(cast: Cast, person: Person | None) -> User:
    assert person is not None
    found = User.objects.filter(person=person).first()
    return found or make_user(Role.DUTY_PERSON, cast.county, unit=person.unit, person=person)


def seats(cast: Cast, period: DutyPeriod) -> tuple[Assignment, Assignment]:
    return tuple(seat_of(period, cast.emergency, POST, day=day) for day in (FIRST, SECOND))  # type: ignore[return-value]


def asked_swap(cast: Cast, period: DutyPeriod, by: User | None = None) -> Swap:
    """The holder of the first day asks the holder of the second."""
    own, other = seats(cast, period)
    wanted = Wanted(SwapKind.SWAP, own.pk, counter_id=other.pk)
    return request_swap(wanted=wanted, by=by or login(cast, own.person), reason="家中有事")


def free_colleague(cast: Cast, **fields: Any) -> Person:
    return make_person(cast.emergency, posts=[POST], **fields)


def asked_substitution(cast: Cast, period: DutyPeriod, taker: Person, **part: Any) -> Swap:
    own, _other = seats(cast, period)
    wanted = Wanted(SwapKind.SUBSTITUTION, own.pk, counterpart_id=taker.pk, **part)
    return request_swap(wanted=wanted, by=login(cast, own.person))


def code_of(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def test_a_swap_from_asking_to_the_new_revision(cast: Cast, period: DutyPeriod) -> None:
    own, other = seats(cast, period)
    asker, colleague = own.person, other.person
    swap = asked_swap(cast, period)
    assert (swap.state, swap.person, swap.counterpart) == ("requested", asker, colleague)
    assert swap.expires_at == own.start

    swap = accept_swap(swap=swap, by=login(cast, colleague))
    assert (swap.state, period.revisions.count()) == ("accepted", 1)
    swap = approve_swap(swap=swap, by=cast.leader)

    assert (swap.state, swap.decided_by, swap.version) == ("approved", cast.leader, 3)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.person, other.person) == (colleague, asker)
    revision = period.revisions.get(number=2)
    assert asker is not None
    assert colleague is not None
    assert revision.reason == f"换班：{asker.name} → {colleague.name}"
    assert revision.entries.count() == 2
    assert not SwapSeat.objects.filter(is_open=True).exists()
    assert set(SwapSeat.objects.values_list("revision", flat=True)) == {revision.pk}


def test_the_trail_says_who_did_it_for_whom(cast: Cast, period: DutyPeriod) -> None:
    swap = asked_swap(cast, period, by=cast.leader)
    accept_swap(swap=swap, by=cast.office)
    trail = dict(AuditEvent.objects.filter(object_id=str(swap.pk)).values_list("action", "on_behalf_of"))
    assert trail == {"swap.requested": swap.person.name, "swap.accepted": swap.counterpart.name}
    assert swap.requested_by == cast.leader


def test_one_s_own_doing_is_on_nobody_s_behalf(cast: Cast, period: DutyPeriod) -> None:
    swap = asked_swap(cast, period)
    accept_swap(swap=swap, by=login(cast, swap.counterpart))
    assert set(AuditEvent.objects.filter(object_id=str(swap.pk)).values_list("on_behalf_of", flat=True)) == {""}


@pytest.mark.parametrize("who", ["asker", "stranger", "routine_leader", "auditor"])
def test_only_the_other_person_accepts(cast: Cast, period: DutyPeriod, who: str) -> None:
    swap = asked_swap(cast, period)
    whom: dict[str, Callable[[], User]] = {
        "asker": lambda: login(cast, swap.person),
        "stranger": lambda: login(cast, free_colleague(cast)),
        "routine_leader": lambda: cast.routine_leader,
        "auditor": lambda: cast.auditor,
    }
    by = whom[who]()
    with pytest.raises(NotAllowed):
        accept_swap(swap=swap, by=by)
    with pytest.raises(NotAllowed):
        decline_swap(swap=swap, by=by)


@pytest.mark.parametrize("who", ["asker", "colleague", "routine_leader"])
def test_only_leader_and_office_approve(cast: Cast, period: DutyPeriod, who: str) -> None:
    swap = asked_swap(cast, period)
    accept_swap(swap=swap, by=cast.office)
    whom: dict[str, Callable[[], User]] = {
        "asker": lambda: login(cast, swap.person),
        "colleague": lambda: login(cast, swap.counterpart),
        "routine_leader": lambda: cast.routine_leader,
    }
    by = whom[who]()
    with pytest.raises(NotAllowed):
        approve_swap(swap=swap, by=by)
    with pytest.raises(NotAllowed):
        reject_swap(swap=swap, reason="不", by=by)


def test_somebody_else_s_duty_is_not_one_s_to_swap(cast: Cast, period: DutyPeriod) -> None:
    with pytest.raises(NotAllowed):
        asked_swap(cast, period, by=login(cast, free_colleague(cast)))
    with pytest.raises(InvalidInput):
        asked_swap(cast, period, by=cast.routine_leader)
    assert not Swap.objects.exists()


STEPS = {
    "accept": lambda swap, cast: accept_swap(swap=swap, by=cast.office),
    "decline": lambda swap, cast: decline_swap(swap=swap, by=cast.office, reason="当天有事"),
    "approve": lambda swap, cast: approve_swap(swap=swap, by=cast.leader),
    "reject": lambda swap, cast: reject_swap(swap=swap, by=cast.leader, reason="人手不够"),
    "cancel": lambda swap, cast: cancel_swap(swap=swap, by=cast.office),
}


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ([], ["approve"]),
        (["accept"], ["accept", "decline"]),
        (["decline"], list(STEPS)),
        (["cancel"], list(STEPS)),
        (["reject"], list(STEPS)),
        (["accept", "reject"], list(STEPS)),
        (["accept", "cancel"], list(STEPS)),
        (["accept", "approve"], list(STEPS)),
    ],
)
def test_a_step_the_table_does_not_have(cast: Cast, period: DutyPeriod, path: list[str], refused: list[str]) -> None:
    swap = asked_swap(cast, period)
    for step in path:
        STEPS[step](swap, cast)
    swap.refresh_from_db()
    before = swap.version
    for step in refused:
        with pytest.raises(RuleViolation) as error:
            STEPS[step](swap, cast)
        assert code_of(error) == "wrong_state"
    swap.refresh_from_db()
    assert swap.version == before
    assert period.revisions.count() == (2 if "approve" in path else 1)


def test_withdrawing(cast: Cast, period: DutyPeriod) -> None:
    """By whoever asked; by the other only after having agreed."""
    swap = asked_swap(cast, period)
    with pytest.raises(NotAllowed):
        cancel_swap(swap=swap, by=login(cast, swap.counterpart))
    accept_swap(swap=swap, by=login(cast, swap.counterpart))
    swap = cancel_swap(swap=swap, by=login(cast, swap.counterpart), reason="临时出差")
    assert (swap.state, swap.note) == ("cancelled", "临时出差")
    assert asked_swap(cast, period).state == "requested"


def test_one_open_swap_per_duty(cast: Cast, period: DutyPeriod) -> None:
    asked_swap(cast, period)
    _own, other = seats(cast, period)
    wanted = Wanted(SwapKind.SUBSTITUTION, other.pk, counterpart_id=free_colleague(cast).pk)
    with pytest.raises(RuleViolation) as error:
        request_swap(wanted=wanted, by=login(cast, other.person))
    assert code_of(error) == "swap_already_open"


def test_rules_are_asked_when_it_is_asked_for(cast: Cast, period: DutyPeriod) -> None:
    own, _other = seats(cast, period)
    ill = free_colleague(cast)
    Absence.objects.create(person=ill, kind="sick_leave", start=own.start, end=own.end)
    with pytest.raises(RuleViolation) as error:
        asked_substitution(cast, period, ill)
    assert (code_of(error), error.value.details["reasons"][0]["code"]) == ("person_refused", "absent")


@pytest.mark.parametrize("step", ["accept", "approve"])
def test_rules_are_asked_again(cast: Cast, period: DutyPeriod, step: str) -> None:
    taker = free_colleague(cast)
    swap = asked_substitution(cast, period, taker)
    if step == "approve":
        accept_swap(swap=swap, by=cast.office)
    own, _other = seats(cast, period)
    Absence.objects.create(person=taker, kind="sick_leave", start=own.start, end=own.start + timedelta(hours=1))
    with pytest.raises(RuleViolation) as error:
        STEPS[step](swap, cast)
    assert code_of(error) == "person_refused"
    assert period.revisions.count() == 1


def test_an_amendment_makes_it_void(cast: Cast, period: DutyPeriod) -> None:
    swap = asked_swap(cast, period)
    own, _other = seats(cast, period)
    change = Change(own.pk, free_colleague(cast).pk, own.version)
    amend_period(period=period, changes=[change], reason="生病", by=cast.leader)
    swap.refresh_from_db()
    assert (swap.state, swap.ended_at is not None) == ("superseded", True)
    assert not SwapSeat.objects.filter(is_open=True).exists()
    with pytest.raises(RuleViolation):
        accept_swap(swap=swap, by=cast.office)


def test_stale(cast: Cast, period: DutyPeriod) -> None:
    swap = asked_swap(cast, period)
    accept_swap(swap=swap, by=cast.office, expected_version=1)
    with pytest.raises(Stale):
        approve_swap(swap=swap, by=cast.leader, expected_version=1)


def test_rejecting_needs_a_reason(cast: Cast, period: DutyPeriod) -> None:
    with pytest.raises(InvalidInput):
        reject_swap(swap=asked_swap(cast, period), reason="  ", by=cast.leader)


class TestTime:
    def test_expired_when_the_first_of_the_duties_begins(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        swap = asked_swap(cast, period)
        accept_swap(swap=swap, by=cast.office)
        clock.move_to(at("2026-06-19 08:29:59"))
        assert expire_due(now=datetime.now(tz=zone())) == 0
        clock.move_to(at("2026-06-19 08:30"))
        with pytest.raises(RuleViolation) as error:
            approve_swap(swap=swap, by=cast.leader)
        assert code_of(error) == "swap_expired"
        now = datetime.now(tz=zone())
        assert [expire_due(now=now), expire_due(now=now)] == [1, 0]
        swap.refresh_from_db()
        assert swap.state == "expired"
        assert not SwapSeat.objects.filter(is_open=True).exists()
        assert AuditEvent.objects.get(action="swap.expired").actor is None

    def test_an_expired_one_is_not_accepted(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        swap = asked_swap(cast, period)
        clock.move_to(at("2026-06-19 09:00"))
        with pytest.raises(RuleViolation) as error:
            accept_swap(swap=swap, by=cast.office)
        assert code_of(error) == "swap_expired"

    def test_a_duty_that_has_begun_or_is_over(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        taker = free_colleague(cast)
        clock.move_to(at("2026-06-19 08:30"))
        with pytest.raises(RuleViolation) as error:
            asked_substitution(cast, period, taker)
        assert code_of(error) == "duty_begun"
        swap = asked_substitution(cast, period, taker, start=at("2026-06-19 20:00"))
        assert swap.expires_at == at("2026-06-19 20:00")
        clock.move_to(at("2026-06-20 08:30"))
        with pytest.raises(RuleViolation) as error:
            asked_substitution(cast, period, taker)
        assert code_of(error) == "duty_over"

    def test_of_a_roster_not_published_or_closed(self, cast: Cast, clock: Clock) -> None:
        period = generated(cast)
        with pytest.raises(RuleViolation) as error:
            asked_swap(cast, period)
        assert code_of(error) == "not_published"

    def test_closing_leaves_nothing_to_approve(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        swap = asked_swap(cast, period)
        accept_swap(swap=swap, by=cast.office)
        clock.move_to(at("2026-06-22 09:00"))
        close_period(period=period, by=cast.office)
        with pytest.raises(RuleViolation):
            approve_swap(swap=swap, by=cast.leader)


class TestPart:
    """Part of a shift: over the phase edge at 20:00 and over midnight."""

    @pytest.mark.parametrize(
        ("start", "end", "pieces"),
        [
            ("2026-06-19 20:00", "2026-06-20 08:30", 2),
            ("2026-06-19 08:30", "2026-06-19 20:00", 2),
            ("2026-06-19 18:00", "2026-06-19 22:00", 3),
            ("2026-06-19 23:00", "2026-06-20 01:30", 3),
            ("2026-06-19 08:30", "2026-06-20 08:30", 1),
        ],
    )
    @pytest.mark.parametrize("post", ["leader", POST])
    def test_phases_and_points_follow(
        self, cast: Cast, period: DutyPeriod, start: str, end: str, pieces: int, post: str
    ) -> None:
        seat = seat_of(period, cast.emergency, post)
        whole, holder, phases = seat.points, seat.person, seat.shift.as_phases()
        taker = make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=[post])
        wanted = Wanted(SwapKind.SUBSTITUTION, seat.pk, counterpart_id=taker.pk, start=at(start), end=at(end))
        swap = request_swap(wanted=wanted, by=login(cast, holder))
        accept_swap(swap=swap, by=login(cast, taker))
        approve_swap(swap=swap, by=cast.leader)

        rows = list(Assignment.objects.active().filter(shift=seat.shift).order_by("start"))
        assert len(rows) == pieces
        assert [rows[0].start, rows[-1].end] == [seat.shift.start, seat.shift.end]
        assert all(one.end == other.start for one, other in pairwise(rows))
        assert [row.person for row in rows if (row.start, row.end) == (at(start), at(end))] == [taker]
        assert {row.person for row in rows if row.start != at(start)} <= {holder}
        assert abs(sum(row.points for row in rows) - whole) <= Decimal("0.02")
        assert period.policy is not None
        rules = period.policy.as_rules()
        assert all(row.points == burden_points(clip(phases, row.start, row.end), rules, zone()) for row in rows)
        # What they swap is what they serve: the resolver and the ledger agree.
        for row in rows:
            instant = row.start + timedelta(minutes=1)
            (found,) = [one for one in on_duty_at(instant, user=cast.office, unit_code="yjj") if one.post == post]
            assert (found.person_id, found.until <= row.end) == (row.person_id, True)
        people = {row.person_id for row in rows if row.person_id}
        load = past_points(people, seat.shift.end)
        for person in people:
            served = sum(float(row.points) for row in rows if row.person_id == person)
            assert load[person] == pytest.approx(served)

    def test_what_stays_keeps_its_answer_and_the_taker_is_asked_for_one(self, cast: Cast, period: DutyPeriod) -> None:
        own, _other = seats(cast, period)
        Assignment.objects.filter(pk=own.pk).update(acknowledged_at=at("2026-06-10 08:00"))
        swap = asked_substitution(cast, period, free_colleague(cast), start=at("2026-06-19 20:00"))
        accept_swap(swap=swap, by=cast.office)
        approve_swap(swap=swap, by=cast.leader)
        answers = Assignment.objects.filter(shift=own.shift).order_by("start").values_list("acknowledged_at", flat=True)
        assert [answer is None for answer in answers] == [False, True]

    def test_a_taker_busy_only_outside_the_part_is_free(self, cast: Cast, period: DutyPeriod) -> None:
        own, _other = seats(cast, period)
        taker = free_colleague(cast)
        Absence.objects.create(person=taker, kind="training", start=own.start, end=at("2026-06-19 20:00"))
        with pytest.raises(RuleViolation):
            asked_substitution(cast, period, taker)
        assert asked_substitution(cast, period, taker, start=at("2026-06-19 20:00")).state == "requested"

    @pytest.mark.parametrize(
        "part",
        [
            {"start": at("2026-06-19 08:00")},
            {"end": at("2026-06-20 09:00")},
            {"start": at("2026-06-19 22:00"), "end": at("2026-06-19 22:00")},
            {"start": at("2026-06-19 23:00"), "end": at("2026-06-19 22:00")},
        ],
    )
    def test_a_part_outside_the_duty(self, cast: Cast, period: DutyPeriod, part: dict[str, datetime]) -> None:
        with pytest.raises(InvalidInput) as error:
            asked_substitution(cast, period, free_colleague(cast), **part)
        assert code_of(error) == "part_outside_duty"


class TestEmergencyCover:
    def cover(self, cast: Cast, period: DutyPeriod, by: User | None = None, **part: Any) -> Swap:
        own, _other = seats(cast, period)
        wanted = Wanted(SwapKind.EMERGENCY_COVER, own.pk, counterpart_id=free_colleague(cast).pk, **part)
        return request_swap(wanted=wanted, by=by or login(cast, own.person), reason="突发疾病")

    def test_effective_now_reviewed_afterwards(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        own, _other = seats(cast, period)
        clock.move_to(at("2026-06-19 21:17"))
        swap = self.cover(cast, period)
        assert swap.state == "in_effect"
        served, covered = Assignment.objects.filter(shift=own.shift).order_by("start")
        assert (served.person, served.end) == (own.person, at("2026-06-19 21:17"))
        assert (covered.person, covered.end) == (swap.counterpart, own.end)
        assert period.revisions.count() == 2
        with pytest.raises(NotAllowed):
            approve_swap(swap=swap, by=login(cast, own.person))
        clock.move_to(at("2026-06-21 10:00"))
        assert approve_swap(swap=swap, by=cast.leader).state == "approved"
        assert period.revisions.count() == 2

    def test_whoever_ordered_it_does_not_review_it(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        clock.move_to(at("2026-06-19 07:00"))
        swap = self.cover(cast, period, by=cast.leader)
        with pytest.raises(NotAllowed) as error:
            approve_swap(swap=swap, by=cast.leader)
        assert code_of(error) == "own_cover"
        assert reject_swap(swap=swap, by=cast.office, reason="应先报告").state == "rejected"

    def test_not_for_a_duty_far_ahead(self, cast: Cast, period: DutyPeriod) -> None:
        with pytest.raises(RuleViolation) as error:
            self.cover(cast, period)
        assert code_of(error) == "not_urgent"

    def test_it_makes_an_open_swap_void(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        swap = asked_swap(cast, period)
        clock.move_to(at("2026-06-19 07:00"))
        self.cover(cast, period)
        swap.refresh_from_db()
        assert swap.state == "superseded"

    def test_neither_accepted_nor_withdrawn(self, cast: Cast, period: DutyPeriod, clock: Clock) -> None:
        clock.move_to(at("2026-06-19 07:00"))
        swap = self.cover(cast, period)
        for step in ("accept", "decline", "cancel"):
            with pytest.raises(RuleViolation):
                STEPS[step](swap, cast)


def test_across_two_periods(cast: Cast, period: DutyPeriod) -> None:
    """Each period gets its own revision."""
    weekend = published(cast, date(2026, 6, 27), date(2026, 6, 28), name="周末", kind="weekend")
    own, other = seat_of(period, cast.emergency, POST), seat_of(weekend, cast.emergency, POST)
    if other.person == own.person:
        other = seat_of(weekend, cast.emergency, POST, day=date(2026, 6, 28))
    before = (own.person, other.person)
    swap = request_swap(wanted=Wanted(SwapKind.SWAP, own.pk, counter_id=other.pk), by=login(cast, own.person))
    accept_swap(swap=swap, by=cast.office)
    approve_swap(swap=swap, by=cast.leader)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (other.person, own.person) == before
    assert (period.revisions.count(), weekend.revisions.count()) == (2, 2)


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        (SwapKind.SWAP, {}, "counter_assignment_for_swap"),
        (SwapKind.SUBSTITUTION, {"counter": True}, "counter_assignment_for_swap"),
        (SwapKind.SUBSTITUTION, {}, "unknown_person"),
        (SwapKind.SUBSTITUTION, {"own": True}, "same_person"),
        (SwapKind.SUBSTITUTION, {"stranger": True}, "unknown_person"),
    ],
)
def test_what_cannot_be_asked(
    cast: Cast, period: DutyPeriod, kind: SwapKind, fields: dict[str, bool], code: str
) -> None:
    own, other = seats(cast, period)
    person = {"own": own.person_id, "stranger": cast.people["dag"][0].pk}.get(next(iter(fields), ""))
    wanted = Wanted(kind, own.pk, counterpart_id=person, counter_id=other.pk if "counter" in fields else None)
    with pytest.raises(InvalidInput) as error:
        request_swap(wanted=wanted, by=login(cast, own.person))
    assert code_of(error) == code


def test_somebody_who_helps_out_takes_over_and_sees_it(cast: Cast, period: DutyPeriod) -> None:
    """A person of another unit, shared with this one: asked, answers for themselves, and may hand it on again."""
    helper = make_person(cast.routine, posts=[POST])
    SharedPerson.objects.create(person=helper, unit=cast.emergency, valid_from=FIRST)
    swap = asked_substitution(cast, period, helper)
    own_login = login(cast, helper)
    assert list(Swap.objects.visible_to(own_login)) == [swap]
    accept_swap(swap=swap, by=own_login)
    approve_swap(swap=swap, by=cast.leader)
    own, _other = seats(cast, period)
    assert own.person == helper
    wanted = Wanted(SwapKind.SUBSTITUTION, own.pk, counterpart_id=free_colleague(cast).pk)
    assert request_swap(wanted=wanted, by=own_login).state == "requested"


def test_closing_the_period_ends_what_nobody_has_agreed_to(cast: Cast, period: DutyPeriod, clock: Clock) -> None:
    swap = asked_swap(cast, period)
    clock.move_to(at("2026-07-01 09:00"))
    close_period(period=period, by=cast.office)
    swap.refresh_from_db()
    assert (swap.state, swap.ended_at) == ("expired", at("2026-07-01 09:00"))
    assert not SwapSeat.objects.filter(is_open=True).exists()

"""换班, 代班, 紧急顶班: who may take which step, what each does to the roster, and what a second time does."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine

from rostering.changes.services.swap_endings import expire_due
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.enums import SwapKind
from rostering.models import Absence, DutyPeriod, SharedPerson, Swap, SwapSeat
from rostering.periods.services.periods import close_period
from rostering.policies.queries.published import zone
from rostering.seats.services.assignments import Change, amend_period
from tests.factories import Cast, at, generated, make_person, published, seat_of
from tests.rostering.changes.asked_swaps import (
    FIRST,
    POST,
    STEPS,
    asked_substitution,
    asked_swap,
    code_of,
    free_colleague,
    login,
    seats,
)
from units.errors import InvalidInput, NotAllowed, RuleViolation, Stale
from units.models import AuditEvent, User

Clock = time_machine.Traveller


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

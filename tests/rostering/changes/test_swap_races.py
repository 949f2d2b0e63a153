"""Sixteen at once: one winner, every other one told why, no deadlock, nothing doubled."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from rostering.changes.services.swap_endings import expire_due
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.enums import SwapKind
from rostering.models import Assignment, DutyPeriod, Swap, SwapSeat
from rostering.seats.services.assignments import Change, amend_period
from tests.api_client import Api, schema
from tests.concurrency import outcomes
from tests.factories import Cast, at, make_cast, make_person, make_token, seat_of
from units.errors import DomainError

RACERS = 16
DAYS = [date(2026, 6, day) for day in (19, 20, 21)]
POST = "dedicated_staff"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def seats(cast: Cast, period: DutyPeriod) -> list[Assignment]:
    return [seat_of(period, cast.emergency, POST, day=day) for day in DAYS]


def asked(cast: Cast, own: Assignment, other: Assignment) -> Swap:
    return request_swap(wanted=Wanted(SwapKind.SWAP, own.pk, counter_id=other.pk), by=cast.office)


def tally(results: list[Any]) -> Counter[str]:
    """Winners as `won`, losers by the code of their sentence; anything else is a failure of the test."""
    assert all(not isinstance(one, Exception) or isinstance(one, DomainError) for one in results), results
    return Counter(one.code if isinstance(one, DomainError) else "won" for one in results)


def race(calls: Sequence[Callable[[], Any]]) -> Counter[str]:
    return tally(outcomes((list(calls) * RACERS)[:RACERS]))


def consistent(period: DutyPeriod) -> None:
    """Open seats belong to open swaps, nobody is on two duties, every seat is held once."""
    open_seats = SwapSeat.objects.filter(is_open=True)
    assert all(seat.swap.is_open for seat in open_seats.select_related("swap"))
    held = list(Assignment.objects.active().filter(shift__period=period).values_list("person", "start", "shift"))
    assert len({(person, start) for person, start, _shift in held}) == len(held)


def test_accepting(cast: Cast, period: DutyPeriod) -> None:
    own, other, _third = seats(cast, period)
    swap = asked(cast, own, other)
    assert race([partial(accept_swap, swap=swap, by=cast.office)]) == {"won": 1, "wrong_state": RACERS - 1}


def test_approving(cast: Cast, period: DutyPeriod) -> None:
    own, other, _third = seats(cast, period)
    swap = asked(cast, own, other)
    accept_swap(swap=swap, by=cast.office)
    assert race([partial(approve_swap, swap=swap, by=cast.leader)]) == {"won": 1, "wrong_state": RACERS - 1}
    assert period.revisions.count() == 2
    consistent(period)


def test_everything_at_once(cast: Cast, period: DutyPeriod) -> None:
    own, other, _third = seats(cast, period)
    swap = asked(cast, own, other)
    accept_swap(swap=swap, by=cast.office)
    change = Change(own.pk, make_person(cast.emergency, posts=[POST]).pk, own.version)
    found = race(
        [
            partial(approve_swap, swap=swap, by=cast.leader),
            partial(cancel_swap, swap=swap, by=cast.office),
            partial(reject_swap, swap=swap, reason="不", by=cast.leader),
            partial(amend_period, period=period, changes=[change], reason="生病", by=cast.leader),
        ]
    )
    # A cancelled or rejected swap leaves the seat to the amendment; otherwise there is one winner.
    assert found["won"] in (1, 2)
    assert set(found) <= {"won", "wrong_state", "stale_version"}
    swap.refresh_from_db()
    assert period.revisions.count() == (2 if swap.state in ("approved", "superseded") else period.revisions.count())
    assert swap.state in ("approved", "cancelled", "rejected", "superseded")
    consistent(period)


def test_accepting_against_declining_and_withdrawing(cast: Cast, period: DutyPeriod) -> None:
    own, other, _third = seats(cast, period)
    swap = asked(cast, own, other)
    found = race(
        [
            partial(decline_swap, swap=swap, by=cast.office),
            partial(accept_swap, swap=swap, by=cast.office, expected_version=1),
            partial(cancel_swap, swap=swap, by=cast.office, expected_version=1),
        ]
    )
    assert found["won"] == 1
    assert set(found) <= {"won", "wrong_state", "stale_version"}


def test_approving_against_expiry(cast: Cast, period: DutyPeriod, clock: time_machine.Traveller) -> None:
    own, other, _third = seats(cast, period)
    swap = asked(cast, own, other)
    accept_swap(swap=swap, by=cast.office)
    clock.move_to(at("2026-06-19 08:30"))
    now = timezone.now()
    results = outcomes([partial(approve_swap, swap=swap, by=cast.leader), partial(expire_due, now=now)] * (RACERS // 2))
    assert sum(one for one in results if isinstance(one, int)) == 1
    assert {one.code for one in results if not isinstance(one, int)} <= {"swap_expired", "wrong_state"}
    assert period.revisions.count() == 1


def test_one_duty_asked_for_by_many(cast: Cast, period: DutyPeriod) -> None:
    own, other, third = seats(cast, period)
    pairs = [(own, other), (third, own), (other, own), (own, third)]
    found = race([partial(asked, cast, *pair) for pair in pairs])
    assert found == {"won": 1, "swap_already_open": RACERS - 1}
    assert SwapSeat.objects.filter(is_open=True).count() == 2


def test_crossing_swaps_of_all_three(cast: Cast, period: DutyPeriod) -> None:
    """Each wants a seat that another gives: whoever is approved first, the rest hear why; nobody waits for ever."""
    own, other, third = seats(cast, period)
    takers = [make_person(cast.emergency, posts=[POST]) for _ in range(3)]
    swaps = [
        request_swap(wanted=Wanted(SwapKind.SUBSTITUTION, seat.pk, counterpart_id=taker.pk), by=cast.office)
        for seat, taker in zip((own, other, third), takers, strict=True)
    ]
    for swap in swaps:
        accept_swap(swap=swap, by=cast.office)
    crossing = [
        [Change(a.pk, b.person_id, a.version), Change(b.pk, a.person_id, b.version)]
        for a, b in ((own, other), (other, third), (third, own))
    ]
    calls: list[Callable[[], Any]] = [partial(approve_swap, swap=swap, by=cast.leader) for swap in swaps]
    calls += [
        partial(amend_period, period=period, changes=changes, reason="换", by=cast.office) for changes in crossing
    ]
    found = race(calls)
    assert set(found) <= {"won", "wrong_state", "stale_version"}
    assert period.revisions.count() == 1 + found["won"]
    assert not SwapSeat.objects.filter(is_open=True).exists()
    consistent(period)


def test_through_the_api(cast: Cast, period: DutyPeriod) -> None:
    schema()  # once, before sixteen threads want it
    own, other, _third = seats(cast, period)
    swap = asked(cast, own, other)
    key = make_token(cast.office)
    calls = [
        lambda action=action: Api(key=key).post(
            f"swaps/{swap.pk}/{action}/", {"reason": "不"} if action == "reject" else None
        )
        for action in ("accept", "approve", "cancel", "reject")
    ]
    answers = outcomes((calls * RACERS)[:RACERS])
    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) <= {200, 409}, answers
    swap.refresh_from_db()
    assert statuses[200] == swap.version - 1
    assert period.revisions.count() == (2 if swap.state == "approved" else 1)
    consistent(period)


def test_one_key_sixteen_times(cast: Cast, period: DutyPeriod) -> None:
    schema()
    own, other, _third = seats(cast, period)
    key = make_token(cast.leader)
    body = {"assignment": str(own.pk), "counter_assignment": str(other.pk)}
    calls = [lambda: Api(key=key).post("swaps/", body, headers={"Idempotency-Key": "one"})] * RACERS
    answers = outcomes(calls)
    assert {answer.status for answer in answers} <= {201, 409}
    assert len({answer["id"] for answer in answers if answer.status == 201}) == 1
    assert Swap.objects.count() == 1

"""Two hundred answers at once and a connection that dies in the middle: all duties have gone round, or none."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from rostering.models import Assignment, Ring, RingSeat
from rostering.rings.services import answers
from rostering.rings.services.answers import agree_ring, approve_ring, cancel_ring, decline_ring
from rostering.rings.services.finding import find_due
from rostering.rings.services.offers import offer_duty
from rostering.seats.services.reseating import carry_out
from tests.factories import Cast, make_cast, published, seat_of
from tests.rostering.changes.asked_swaps import POST
from units.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def found_ring() -> tuple[Cast, Ring, list[Assignment]]:
    cast = make_cast()
    period = published(cast)
    seats = [seat_of(period, cast.emergency, POST, day=day) for day in period.days]
    for seat, wanted in zip(seats, [*period.days[1:], period.days[0]], strict=True):
        offer_duty(assignment_id=seat.pk, by=cast.leader, days=[wanted], extra=50)
    assert find_due(now=timezone.now()) == 1
    return cast, Ring.objects.get(), seats


def holders(seats: list[Assignment]) -> list[Any]:
    return [Assignment.objects.get(pk=seat.pk).person_id for seat in seats]


def outcome(call: Any) -> str:
    try:
        call()
    except DomainError as error:
        return error.code
    finally:
        connection.close()
    return "won"


def test_two_hundred_answers_at_once() -> None:
    """Yes by everybody many times over, one no among them, and the leader pressing: whole or nothing."""
    cast, ring, seats = found_ring()
    before = holders(seats)
    people = [seat.giver for seat in ring.seats.all()]
    calls: list[Any] = []
    for number in range(200):
        person = people[number % 3]
        if number % 40 == 39:
            calls.append(lambda: approve_ring(ring=ring, by=cast.leader))
        elif number % 50 == 49:
            calls.append(lambda person=person: decline_ring(ring=ring, person=person, by=None))
        else:
            calls.append(lambda person=person: agree_ring(ring=ring, person=person, by=None))
    with ThreadPoolExecutor(20) as pool:
        found = Counter(pool.map(outcome, calls))
    assert set(found) <= {"won", "wrong_state", "busy"}, found
    ring.refresh_from_db()
    moved = [before[2], before[0], before[1]]
    assert holders(seats) == (moved if ring.state == "approved" else before)
    assert ring.state in ("approved", "agreed", "declined")
    assert RingSeat.objects.filter(is_open=True).count() == (3 if ring.state == "agreed" else 0)


def test_approved_against_taken_back() -> None:
    cast, ring, seats = found_ring()
    before = holders(seats)
    people = [seat.giver for seat in ring.seats.all()]
    for person in people:
        agree_ring(ring=ring, person=person, by=None)
    calls: list[Any] = [partial(approve_ring, ring=ring, by=cast.leader)] * 8
    calls += [partial(cancel_ring, ring=ring, person=person, by=None) for person in people]
    with ThreadPoolExecutor(11) as pool:
        found = Counter(pool.map(outcome, calls))
    assert found["won"] == 1
    assert set(found) <= {"won", "wrong_state", "busy"}
    ring.refresh_from_db()
    assert holders(seats) == ([before[2], before[0], before[1]] if ring.state == "approved" else before)


def test_a_connection_that_dies_after_the_seats_have_changed_leaves_nothing_changed() -> None:
    cast, ring, seats = found_ring()
    before = holders(seats)
    for seat in ring.seats.all():
        agree_ring(ring=ring, person=seat.giver, by=None)

    def killed(*args: Any, **kwargs: Any) -> Any:
        carry_out(*args, **kwargs)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with patch.object(answers, "carry_out", killed), pytest.raises(OperationalError):
        approve_ring(ring=ring, by=cast.leader)
    connection.close()
    ring.refresh_from_db()
    assert ring.state == "agreed"
    assert holders(seats) == before
    approve_ring(ring=ring, by=cast.leader)
    assert holders(seats) == [before[2], before[0], before[1]]


def test_two_workers_at_one_board_propose_once() -> None:
    cast = make_cast()
    period = published(cast)
    for day in period.days:
        offer_duty(assignment_id=seat_of(period, cast.emergency, POST, day=day).pk, by=cast.leader, extra=50)
    now = timezone.now() + timedelta(seconds=1)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _n: outcome(lambda: find_due(now=now)), range(4)))
    assert Ring.objects.count() == 1

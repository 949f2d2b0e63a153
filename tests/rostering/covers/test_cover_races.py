"""Sixteen who accept at once: one has it, every other one is told why, nothing is doubled."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from rostering.covers.services.answers import take_cover
from rostering.covers.services.asking import open_cover, tend_due, withdraw_cover
from rostering.models import CoverAsk, DutyPeriod, Swap
from tests.concurrency import outcomes
from tests.factories import make_cast, make_person, published
from tests.rostering.changes.asked_swaps import POST, seats
from units.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def tally(results: list[object]) -> Counter[str]:
    assert all(not isinstance(one, Exception) or isinstance(one, DomainError) for one in results), results
    return Counter(one.code if isinstance(one, DomainError) else "won" for one in results)


def test_the_first_acceptance_wins() -> None:
    cast = make_cast()
    period: DutyPeriod = published(cast)
    own = seats(cast, period)[0]
    cover = open_cover(assignment_id=own.pk, by=cast.leader)
    people = [make_person(cast.emergency, posts=[POST]) for _ in range(16)]
    CoverAsk.objects.bulk_create(
        CoverAsk(cover=cover, person=person, order=100 + n, asked_at=timezone.now()) for n, person in enumerate(people)
    )
    found = tally(outcomes([partial(take_cover, cover=cover, person=person, by=cast.leader) for person in people]))
    assert found == {"won": 1, "wrong_state": 15}
    assert Swap.objects.count() == 1
    cover.refresh_from_db()
    assert cover.state == "taken"


def test_taking_against_withdrawing_and_the_clock() -> None:
    cast = make_cast()
    period = published(cast)
    own = seats(cast, period)[0]
    cover = open_cover(assignment_id=own.pk, by=cast.leader)
    person = CoverAsk.objects.filter(cover=cover)[0].person
    calls: list[Any] = [
        partial(take_cover, cover=cover, person=person, by=cast.leader),
        partial(withdraw_cover, cover=cover, by=cast.leader),
        partial(tend_due, now=timezone.now()),
    ]
    found = tally(outcomes(calls * 5))
    assert set(found) <= {"won", "wrong_state"}
    cover.refresh_from_db()
    assert cover.state == "withdrawn"
    assert not Swap.objects.open().exists()

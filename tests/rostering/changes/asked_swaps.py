"""Swaps of the emergency unit as tests ask for them, and every step that may be tried on one."""

from datetime import date
from typing import Any

import pytest

from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.changes.services.swaps import accept_swap, approve_swap, cancel_swap, decline_swap, reject_swap
from rostering.enums import SwapKind
from rostering.models import Assignment, DutyPeriod, Swap
from tests.factories import Cast, make_person, make_user, seat_of
from units.enums import Role
from units.errors import DomainError
from units.models import Person, User

FIRST, SECOND = date(2026, 6, 19), date(2026, 6, 20)
POST = "dedicated_staff"


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


STEPS = {
    "accept": lambda swap, cast: accept_swap(swap=swap, by=cast.office),
    "decline": lambda swap, cast: decline_swap(swap=swap, by=cast.office, reason="当天有事"),
    "approve": lambda swap, cast: approve_swap(swap=swap, by=cast.leader),
    "reject": lambda swap, cast: reject_swap(swap=swap, by=cast.leader, reason="人手不够"),
    "cancel": lambda swap, cast: cancel_swap(swap=swap, by=cast.office),
}

"""Sixteen at once through the API: one winner, the rest 409, no 500."""

from collections import Counter
from datetime import date

import pytest

from rostering.models import Assignment, PolicyVersion, UnitStaffing
from tests.api_client import Api
from tests.concurrency import outcomes
from tests.factories import generated, make_cast, make_person, make_token, opened, published, roster_of, seat_of
from units.enums import Rank

RACERS = 16
DAY = date(2026, 6, 19)
# Nobody has confirmed, and the filing deadline is still to come.
REASON = {"exception_reason": "按系统方案发布"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.parametrize("is_published", [False, True])
def test_one_seat(is_published: bool) -> None:
    cast = make_cast()
    rivals = [make_person(cast.emergency, rank=Rank.SECTION_CHIEF, posts=["leader"]) for _ in range(RACERS)]
    period = (published if is_published else generated)(cast)
    seat = seat_of(period, cast.emergency, "leader")
    rivals = [person for person in rivals if not person.assignments.exists()][: RACERS - 4]
    key = make_token(cast.leader)

    answers = outcomes(
        [
            lambda pk=person.pk: Api(key=key).patch(  # type: ignore[misc]
                f"assignments/{seat.pk}/", {"person": str(pk), "version": seat.version, "reason": "抢"}
            )
            for person in (rivals * 2)[:RACERS]
        ]
    )

    assert Counter(answer.status for answer in answers) == {200: 1, 409: RACERS - 1}, answers
    (winner,) = [answer for answer in answers if answer.status == 200]
    seat.refresh_from_db()
    assert str(seat.person_id) == winner["person"]["id"]


def test_one_person() -> None:
    cast = make_cast()
    version = PolicyVersion.objects.get(county=cast.county)
    UnitStaffing.objects.create(version=version, unit=cast.routine, post="duty_officer", seats=RACERS)
    period = opened(cast, DAY, DAY)
    person = cast.people["dag"][0]
    seats = Assignment.objects.filter(shift__period=period, shift__unit=cast.routine)
    assert len(seats) == RACERS
    key = make_token(cast.office)

    answers = outcomes(
        [
            lambda pk=seat.pk: Api(key=key).patch(f"assignments/{pk}/", {"person": str(person.pk)})  # type: ignore[misc]
            for seat in seats
        ]
    )

    assert Counter(answer.status for answer in answers) == {200: 1, 409: RACERS - 1}, answers
    assert seats.filter(person=person).count() == 1


def test_crossing_amendments() -> None:
    """Two seats each, in opposite order: nobody waits for the other for ever."""
    cast = make_cast()
    period = published(cast)
    first, second = (seat_of(period, cast.emergency, "leader", day=date(2026, 6, day)) for day in (19, 20))
    key = make_token(cast.office)

    def swap(pair: tuple[Assignment, Assignment]) -> int:
        one, other = pair
        changes = [
            {"assignment": str(one.pk), "person": str(other.person_id), "version": one.version},
            {"assignment": str(other.pk), "person": str(one.person_id), "version": other.version},
        ]
        return Api(key=key).post(f"duty-periods/{period.pk}/amend/", {"reason": "换", "changes": changes}).status

    pairs = [(first, second), (second, first)] * (RACERS // 2)
    statuses = outcomes([lambda pair=pair: swap(pair) for pair in pairs])  # type: ignore[misc]

    assert Counter(statuses) == {200: 1, 409: RACERS - 1}
    assert period.revisions.count() == 2


def test_one_roster() -> None:
    cast = make_cast()
    roster = roster_of(generated(cast, DAY, DAY), cast.emergency)
    keys = [make_token(cast.leader), make_token(cast.office)]

    statuses = outcomes(
        [
            lambda key=keys[n % 2]: Api(key=key).post(f"rosters/{roster.pk}/confirm/").status  # type: ignore[misc]
            for n in range(RACERS)
        ]
    )

    assert Counter(statuses) == {200: 1, 409: RACERS - 1}


def test_one_publication() -> None:
    cast = make_cast()
    period = generated(cast, DAY, DAY)
    key = make_token(cast.office)

    statuses = outcomes([lambda: Api(key=key).post(f"duty-periods/{period.pk}/publish/", REASON).status] * RACERS)

    assert Counter(statuses) == {200: 1, 409: RACERS - 1}
    assert period.revisions.count() == 1


def test_one_generation() -> None:
    cast = make_cast()
    period = opened(cast, DAY, DAY)
    key = make_token(cast.office)

    answers = outcomes([lambda: Api(key=key).post(f"duty-periods/{period.pk}/generate/")] * RACERS)

    assert {answer.status for answer in answers} == {202}
    assert len({answer["id"] for answer in answers}) == 1

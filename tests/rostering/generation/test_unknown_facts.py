"""What nobody has entered of a person counts neither for nor against anybody when duty is shared out."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
import time_machine

from rostering.enums import PeriodKind, Post
from rostering.models import Assignment, DutyPeriod
from tests.factories import Cast, at, generated, make_person
from units.enums import Rank
from units.models import Person
from units.people.services.people import add_people, change_people

NOW = at("2026-06-10 09:00")
FIRST, LAST = date(2026, 6, 19), date(2026, 6, 30)


def duties(period: DutyPeriod, cast: Cast, post: str = Post.DEDICATED_STAFF) -> Counter[Any]:
    """Person → duties on that post of the emergency unit."""
    held = Assignment.objects.active().filter(shift__period=period, shift__unit=cast.emergency, shift__post=post)
    return Counter(held.values_list("person_id", flat=True))


def only(cast: Cast, count: int, **fields: Any) -> list[Person]:
    """The dedicated staff of the emergency unit are `count` new people and nobody else."""
    for person in cast.emergency.people.filter(eligible_posts__contains=[Post.DEDICATED_STAFF]):
        posts = [post for post in person.eligible_posts if post != Post.DEDICATED_STAFF]
        change_people(changes=[(person, {"eligible_posts": posts})], by=cast.office)
    return [make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], **fields) for _each in range(count)]


@time_machine.travel(NOW, tick=False)
def test_whoever_has_no_phone_is_seated_last(cast: Cast) -> None:
    reached = only(cast, 5)
    silent = [make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], mobile="") for _each in range(5)]
    seats = duties(generated(cast, FIRST, LAST, kind=PeriodKind.SPECIAL), cast)
    assert {person.pk for person in silent} & seats.keys() == set()
    assert seats.keys() == {person.pk for person in reached}


@time_machine.travel(NOW, tick=False)
def test_without_anybody_else_they_are_seated_and_no_seat_stays_vacant(cast: Cast) -> None:
    only(cast, 5, mobile="")
    seats = duties(generated(cast, FIRST, LAST, kind=PeriodKind.SPECIAL), cast)
    assert None not in seats


@time_machine.travel(NOW, tick=False)
def test_a_newcomer_without_a_joining_date_gets_a_share_and_no_more(cast: Cast) -> None:
    there = only(cast, 4)
    before = generated(cast, date(2026, 6, 1), date(2026, 6, 8), kind=PeriodKind.SPECIAL, name="上旬")
    assert sum(duties(before, cast).values()) >= 8
    values = {"name": "陈晓明", "rank": Rank.STAFF, "eligible_posts": [Post.DEDICATED_STAFF], "mobile": "13911112222"}
    (newcomer,) = add_people(newcomers=[(cast.emergency, values)], by=cast.office)
    seats = duties(generated(cast, FIRST, LAST, kind=PeriodKind.SPECIAL), cast)
    fair = -(-sum(seats.values()) // 5)
    assert 1 <= seats[newcomer.pk] <= fair, seats
    assert max(seats[person.pk] for person in there) - min(seats[person.pk] for person in there) <= 1


# Optional facts of a person, and what else is left out of the same people: none of it changes who is seated how often.
@pytest.mark.parametrize("unknown", [{"travel_minutes": None}, {"position": ""}, {"office_phone": ""}])
@time_machine.travel(NOW, tick=False)
def test_an_empty_optional_fact_moves_no_duty(cast: Cast, unknown: dict[str, Any]) -> None:
    known = only(cast, 3)
    lacking = [make_person(cast.emergency, posts=[Post.DEDICATED_STAFF], **unknown) for _each in range(3)]
    seats = duties(generated(cast, FIRST, LAST, kind=PeriodKind.SPECIAL), cast)
    counts = [seats[person.pk] for person in (*known, *lacking)]
    assert max(counts) - min(counts) <= 1, counts

"""Leave in the demo county: around today and around the Dragon Boat holiday."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from rostering.demo.days import DRAGON_BOAT
from rostering.demo.names import new_id
from rostering.demo.people import Staffed
from rostering.enums import AbsenceKind
from rostering.fairness.models.absence import Absence
from rostering.policies.queries.published import zone
from rostering.policies.rules.policy import local_instant
from units.enums import Rank
from units.models import Person

KINDS = (AbsenceKind.ANNUAL_LEAVE, AbsenceKind.SICK_LEAVE, AbsenceKind.BUSINESS_TRIP, AbsenceKind.TRAINING)
# One in so many of a rank is away at a time, so that every seat can still be filled.
ONE_AWAY_IN = 5


def leave(staffed: Iterable[Staffed], rng: Random, today: date, present: Collection[UUID]) -> list[Absence]:
    """Unsaved absences; nobody of `present` is away."""
    around = (today - timedelta(days=2), DRAGON_BOAT[0] - timedelta(days=2))
    return [absence for unit in staffed for first in around for absence in _of_unit(unit, rng, first, present)]


def _of_unit(unit: Staffed, rng: Random, first: date, present: Collection[UUID]) -> Iterator[Absence]:
    for rank in Rank:
        people = [person for person in unit.of_rank(rank) if person.pk not in present]
        for person in rng.sample(people, k=len(people) // ONE_AWAY_IN):
            if rng.random() < 0.5:
                yield _absence(person, rng, first + timedelta(days=rng.randint(0, 4)))


def _absence(person: Person, rng: Random, first: date) -> Absence:
    return Absence(
        id=new_id(rng),
        person=person,
        kind=rng.choice(KINDS),
        start=_midnight(first),
        end=_midnight(first + timedelta(days=rng.randint(1, 6))),
    )


def _midnight(day: date) -> datetime:
    return local_instant(day, time(0), zone())

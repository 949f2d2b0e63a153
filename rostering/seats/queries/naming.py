"""Whom the names mean that somebody pasted on seats: among the people the reader may see, near matches to be asked about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from rostering.fairness.models.preference import SharedPerson
from rostering.rosters.models.assignment import Assignment
from units.imports.rules.directory import SURE, KnownPerson, Match, People
from units.imports.rules.layouts.people_cells import read_people
from units.models import Person, User
from units.spelling.pinyin import sounds


@dataclass(frozen=True, slots=True)
class Named:
    """A seat with what was written on it: the `person` it means, else `people` whom it may mean, the likeliest first."""

    seat: Assignment
    text: str
    person: KnownPerson | None
    people: tuple[KnownPerson, ...] = ()
    code: str = ""

    @property
    def is_sure(self) -> bool:
        return self.person is not None


def named(texts: Sequence[tuple[Assignment, str]], user: User) -> list[Named]:
    """Each name on its seat. Two queries; seats need `shift` loaded."""
    if not texts:
        return []
    first = min(seat.shift.day for seat, _text in texts)
    units = {seat.shift.unit_id for seat, _text in texts}
    lent = _lent(units, texts)
    there = Q(valid_to__isnull=True) | Q(valid_to__gt=first)
    rows = Person.objects.filter(there, Q(pk__in=Person.objects.visible_to(user)) | Q(pk__in=lent))
    people = People(
        [KnownPerson(one.pk, one.unit_id, one.name, one.mobile, one.office_phone, one.position) for one in rows], sounds
    )
    return [_named(people, lent, seat, text) for seat, text in texts]


def _named(people: People, lent: Mapping[UUID, set[UUID]], seat: Assignment, text: str) -> Named:
    match = _match(people, text, seat.shift.unit_id)
    if match.how == SURE:
        return Named(seat, text, match.person)
    # Whoever helps out at the unit is one of its people.
    helping = [one for one in match.people if seat.shift.unit_id in lent.get(one.key, ())]
    if len(helping) == 1 and helping[0].name == match.params.get("value"):
        return Named(seat, text, helping[0])
    return Named(seat, text, None, match.people, match.code)


def _match(people: People, text: str, unit_id: UUID) -> Match:
    """A cell of a sheet may hold a telephone number or a title beside the name."""
    read = read_people(text)
    name, phone = (read.people[0].name, read.people[0].phone) if len(read.people) == 1 else (text, "")
    return people.find(name or text, phone, unit_id)


def _lent(units: Iterable[UUID], texts: Sequence[tuple[Assignment, str]]) -> dict[UUID, set[UUID]]:
    """Per person the units among these that borrow them on one of the days."""
    days = [seat.shift.day for seat, _text in texts]
    found: dict[UUID, set[UUID]] = {}
    shares = SharedPerson.objects.overlapping(min(days), max(days)).filter(unit__in=list(units))
    for person_id, unit_id in shares.values_list("person_id", "unit_id"):
        found.setdefault(person_id, set()).add(unit_id)
    return found

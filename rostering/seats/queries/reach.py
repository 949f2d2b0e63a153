"""Whom a message doesn't reach, and why (domain §3.4): who has verified what is told by the floor above."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rostering.enums import NoWay
from rostering.labels import NO_WAY_LABELS, Label
from units.counties.queries import people_leading
from units.hooks import Hook
from units.models import Person

# Of these people, those who can't be reached. Told without a name; without anybody who sends, nobody is said to be unreached.
REACH: Hook[Callable[[Collection[Person]], Mapping[UUID, NoWay]]] = Hook("who can be reached")
# So many of one reason are named before they are folded away.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody a message doesn't reach."""

    person_id: UUID
    person_name: str
    person_position: str
    unit_code: str
    unit_name: str
    why: NoWay

    @property
    def reason(self) -> Label:
        return NO_WAY_LABELS[self.why]


@dataclass(frozen=True, slots=True)
class Reason:
    """All of one reason."""

    why: NoWay
    people: tuple[Unreached, ...]

    @property
    def label(self) -> Label:
        return NO_WAY_LABELS[self.why]

    @property
    def is_folded(self) -> bool:
        return len(self.people) > NAMED


def unreached_of(people: Iterable[Person], last_day: date) -> tuple[Unreached, ...]:
    """Of `people` (with their units loaded), each once and in their order. `last_day`: the last on which they are needed.
    One query where somebody sends."""
    asked = list({person.pk: person for person in people}.values())
    tell = REACH.only
    why = dict(tell(asked)) if tell is not None and asked else {}
    why |= {one.pk: NoWay.LEFT for one in asked if one.valid_to is not None and one.valid_to <= last_day}
    return tuple(_unreached(person, why[person.pk]) for person in asked if person.pk in why)


def unreached_among(person_ids: Collection[UUID], last_day: date) -> tuple[Unreached, ...]:
    """As `unreached_of`, by unit and protocol. Two queries, one where nobody sends."""
    return unreached_of(Person.objects.filter(pk__in=person_ids).select_related("unit").by_unit(), last_day)


def leaders_unreached(unit_id: UUID, today: date) -> tuple[Unreached, ...] | None:
    """Of the leaders whom a message to the unit is for, those it doesn't reach; None: there is nobody it is for. Three
    queries at most."""
    leading = {person for _unit, person in people_leading([unit_id], today=today)}
    if not leading:
        return None
    return unreached_among(leading, today)


def by_reason(found: Iterable[Unreached]) -> tuple[Reason, ...]:
    """The reason that most have in common first to be mended: the order of `NoWay`."""
    sorted_out: dict[NoWay, list[Unreached]] = defaultdict(list)
    for one in found:
        sorted_out[one.why].append(one)
    return tuple(Reason(why, tuple(sorted_out[why])) for why in NoWay if why in sorted_out)


def _unreached(person: Person, why: NoWay) -> Unreached:
    return Unreached(person.pk, person.name, person.position, person.unit.code, person.unit.label, why)

"""People as a personnel system keeps them: each under its own number, written again and again as they are there.

What is already so writes nothing. Adding, changing and moving are the services of the directory's pages.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now

from units.audit import services as audit
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.db import lock, write
from units.enums import Outcome
from units.errors import DomainError, InvalidInput, RuleViolation
from units.people.models import Person
from units.people.services.people import add_people, change_people
from units.people.services.transfers import transfer_people
from units.permissions import check_manage_people
from units.spelling.names import name_key

# What a move to another unit may change by itself.
OF_A_POST = ("position", "travel_minutes", "eligible_posts")


@dataclass(frozen=True, slots=True)
class Entry:
    """`values`: checked fields of Person, those that were named. `moves_on`: since when they are in another unit than they
    were, None = today. `person`: whom the number means from now on; `is_new`: nobody of that name who is there already."""

    external_id: str
    unit: Unit
    values: Mapping[str, Any]
    moves_on: date | None = None
    person: UUID | None = None
    is_new: bool = False


class RowsRefused(DomainError):
    """`errors`: number of the row (from 0) → what is wrong with it. Nothing of any row has been written."""

    def __init__(self, errors: Mapping[int, DomainError]) -> None:
        super().__init__("rows_refused", _now("有 %(count)d 行未能写入") % {"count": len(errors)})
        self.errors = dict(errors)


@write
def upsert_people(*, entries: Sequence[Entry], by: User, reason: str = "") -> list[tuple[Person, Outcome]]:
    """All of them or none. One query where nothing differs. Raises RowsRefused."""
    known = _known(entries)
    found, errors = [], {}
    times = Counter(entry.external_id for entry in entries)
    for number, entry in enumerate(entries):
        try:
            with transaction.atomic():
                _refuse_twice(entry, times)
                found.append(_upserted(entry, known.get(entry.external_id, []), by, reason))
        except DomainError as error:
            errors[number] = error
    if errors:
        raise RowsRefused(errors)
    return found


@write
def upsert_person(*, entry: Entry, by: User, reason: str = "") -> tuple[Person, Outcome]:
    """Raises NotAllowed, InvalidInput, RuleViolation `same_name_here`, `known_by_another_id` and those of adding, changing and
    moving people."""
    return _upserted(entry, _known([entry]).get(entry.external_id, []), by, reason)


def _known(entries: Sequence[Entry]) -> dict[str, list[Person]]:
    """Every entry of the register by number, the latest of each person last; held against others who write the same."""
    counties = {entry.unit.county_id for entry in entries}
    lock(*(f"external-id:{entry.unit.county_id}:{entry.external_id}" for entry in entries))
    rows = Person.objects.filter(unit__county__in=counties, external_id__in=[one.external_id for one in entries])
    found: dict[str, list[Person]] = {}
    for person in rows.exclude(external_id="").select_related("unit__county", "moved_to").order_by("valid_from"):
        found.setdefault(person.external_id, []).append(person)
    return {key: sorted(people, key=lambda one: one.known_in_id is not None) for key, people in found.items()}


def _refuse_twice(entry: Entry, times: Mapping[str, int]) -> None:
    if times[entry.external_id] > 1:
        raise InvalidInput("given_twice", _now("同一外部编号出现多次"), field="external_id")


def _upserted(entry: Entry, known: Sequence[Person], by: User, reason: str) -> tuple[Person, Outcome]:
    check_manage_people(by, entry.unit)
    today = timezone.localdate()
    if not known:
        meant = _meant(entry, today)
        return _linked(entry, meant, by, reason) if meant else _created(entry, by, reason)
    if entry.person is not None and entry.person not in {one.pk for one in known}:
        raise _taken(known[-1])
    latest = known[-1]
    if _came_back(latest, entry, today):
        latest.known_in = None
        latest.save(update_fields=["known_in"])
        return _created(entry, by, reason)
    here = [one for one in known if one.unit_id == entry.unit.pk and (one.valid_to is None or one.valid_to > today)]
    return _changed(entry, here[-1], by, reason) if here else _moved(entry, latest, by, reason, today)


def _came_back(latest: Person, entry: Entry, today: date) -> bool:
    """Whoever had left and joins again is a new entry: what they did before stays with the old one."""
    joins = entry.values.get("valid_from")
    return bool(latest.valid_to and latest.valid_to <= today and joins and joins >= latest.valid_to)


def _meant(entry: Entry, today: date) -> Person | None:
    """Who stands in the register without a number and is this person: named by the caller, or the same name with the same
    mobile in the unit. Raises RuleViolation `same_name_here` where that can't be told."""
    people = Person.objects.filter(unit__county_id=entry.unit.county_id).select_related("unit__county", "moved_to")
    if entry.person is not None:
        person = people.filter(pk=entry.person).first()
        if person is None or person.unit_id != entry.unit.pk:
            raise InvalidInput("unknown_person", _now("该单位没有这个人员"), field="person")
        if person.external_id:
            raise _taken(person)
        return person
    there = Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    named = list(people.filter(there, unit=entry.unit, external_id="", name_key=name_key(entry.values["name"])))
    mobile = entry.values.get("mobile")
    same = [one for one in named if mobile and one.mobile == mobile]
    if len(same) == 1:
        return same[0]
    if named and not entry.is_new:
        raise _same_name(named)
    return None


def _created(entry: Entry, by: User, reason: str) -> tuple[Person, Outcome]:
    keys = {"external_id": entry.external_id, "known_in_id": entry.unit.county_id}
    person = add_people(newcomers=[(entry.unit, {**entry.values, **keys})], by=by, reason=reason)[0]
    return person, Outcome.CREATED


def _linked(entry: Entry, person: Person, by: User, reason: str) -> tuple[Person, Outcome]:
    person.external_id, person.known_in_id = entry.external_id, entry.unit.county_id
    person.save(update_fields=["external_id", "known_in"])
    after = {"external_id": entry.external_id}
    audit.record(
        by=by, action="person.linked", row=person, county=entry.unit.county_id, unit=person.unit, after=after,
        reason=reason,
    )  # fmt: skip
    return _changed(entry, person, by, reason)[0], Outcome.CHANGED


def _moved(entry: Entry, person: Person, by: User, reason: str, today: date) -> tuple[Person, Outcome]:
    changes = {name: entry.values[name] for name in OF_A_POST if name in entry.values}
    day = entry.moves_on or today
    moved = transfer_people(people=[person], to=entry.unit, day=day, changes=changes, by=by, reason=reason)[0]
    return _changed(entry, moved, by, reason)[0], Outcome.CHANGED


def _changed(entry: Entry, person: Person, by: User, reason: str) -> tuple[Person, Outcome]:
    changes = _differing(person, entry.values)
    if not changes:
        return person, Outcome.UNCHANGED
    return change_people(changes=[(person, changes)], by=by, reason=reason)[0], Outcome.CHANGED


def _differing(person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
    """A move's day is the register's: the entry of the old unit ends by it, the one of the new unit begins."""
    settled = {"valid_from"} if person.moved_from_id else set()
    if hasattr(person, "moved_to"):
        settled.add("valid_to")
    given = {name: value for name, value in values.items() if name not in settled}
    return {name: value for name, value in given.items() if not _is_so(person, name, value)}


def _is_so(person: Person, name: str, value: Any) -> bool:
    if name == "eligible_posts":
        return set(person.eligible_posts) == set(value)
    stands = person.joined_on if name == "valid_from" else getattr(person, name)
    return bool(stands == value)


def _same_name(people: Iterable[Person]) -> RuleViolation:
    said = _now("该单位已有同名人员，尚无外部编号：同一人请以 person 指明，另有其人请注明 is_new")
    named = [{"id": str(one.pk), "name": one.name, "position": one.position} for one in people]
    return RuleViolation("same_name_here", said, {"people": named})


def _taken(person: Person) -> RuleViolation:
    words = {"name": person.name, "id": person.external_id}
    return RuleViolation("known_by_another_id", _now("%(name)s已登记为外部编号 %(id)s") % words)

"""Adding and changing people, many at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.audit.models import AuditEvent
from units.consequences import Scope, watched
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.counties.posts import default_posts
from units.counties.services import office_kept
from units.db import lock, write
from units.enums import Role
from units.errors import InvalidInput
from units.people.models import Person
from units.people.rules import ORDER_STEP, PERSON_FIELDS
from units.permissions import check_manage_people
from units.plausible import check_day
from units.reading_advice import advice
from units.repeats.services.duplicates import one_a_minute
from units.spelling.cells import CellError, real_name
from units.spelling.names import name_key, tidy_name
from units.spelling.phones import mask_phone
from units.spelling.pinyin import initials
from units.spelling.years import JOINING, LEAVING

# Auditors read the trail and see no numbers: these are masked in it.
NUMBERS = ("mobile", "office_phone")
# When somebody comes and goes, and how many years from now that may be.
SERVICE = {"valid_from": JOINING, "valid_to": LEAVING}

Values = Mapping[str, Any]


@write
@one_a_minute()
def add_people(*, newcomers: Sequence[tuple[Unit, Values]], by: User | None, reason: str = "") -> list[Person]:
    """One person per (unit, checked fields of Person). Raises InvalidInput for what is no name and for days nobody means.

    Without `valid_from` the joining date is unknown: they may be on duty at once, and the ledger counts them from today.
    Without `protocol_order` they follow whoever stands in the unit, in the order given: nobody is sorted by name.
    Without `eligible_posts` a person may hold what everybody of the unit with that rank usually does (`default_posts`).
    """
    _check_units((unit for unit, _values in newcomers), by)
    offices = office_keys({unit.county_id for unit, _values in newcomers})
    newcomers = [(unit, {**values, "name": _checked_name(values["name"], offices)}) for unit, values in newcomers]
    today = timezone.localdate()
    for _unit, values in newcomers:
        _check_service(values, today)
    places = last_places({unit for unit, _values in newcomers})
    people = [
        Person(
            unit=unit,
            initials=initials(values["name"]),
            **_with_place(unit, _with_joining_date(_with_posts(unit, values), today), places),
        )
        for unit, values in newcomers
    ]
    Person.objects.bulk_create(people, batch_size=500)
    audit.record_many(
        _event(person, by, "person.added", {}, _masked(person, _entered(person)), reason) for person in people
    )
    return people


def _entered(person: Person) -> tuple[str, ...]:
    return (*PERSON_FIELDS, "external_id") if person.external_id else PERSON_FIELDS


def last_places(units: Collection[Unit]) -> dict[UUID, int]:
    """Unit → the number of whoever stands last; nothing of a unit without people. One query."""
    rows = Person.objects.filter(unit__in=units).order_by().values("unit_id").annotate(last=Max("protocol_order"))
    return dict(rows.values_list("unit_id", "last"))


def _with_place(unit: Unit, values: Values, places: dict[UUID, int]) -> Values:
    """`places` goes on to the next newcomer of the unit."""
    if values.get("protocol_order") is not None:
        return values
    places[unit.pk] = places.get(unit.pk, 0) + ORDER_STEP
    return {**values, "protocol_order": places[unit.pk]}


def _with_posts(unit: Unit, values: Values) -> Values:
    if "eligible_posts" in values:
        return values
    return {**values, "eligible_posts": default_posts(unit, values["rank"])}


@write
def change_people(*, changes: Sequence[tuple[Person, Values]], by: User | None, reason: str = "") -> list[Person]:
    """Sets the given fields of each person, locked in one order against other writers. A new name and new days are checked.

    What their duties no longer hold by is announced (`units.consequences`).
    """
    _check_units((person.unit for person, _values in changes), by)
    lock(*(person for person, _values in changes))
    offices = office_keys({person.unit.county_id for person, values in changes if "name" in values})
    for county_id in {person.unit.county_id for person, _values in changes}:
        people = frozenset(person.pk for person, _values in changes)
        leaving = [person for person, values in changes if values.get("valid_to")]
        with ends_of_office(county_id, leaving), watched(Scope(county_id, person_ids=people), by=by):
            of_county = [one for one in changes if one[0].unit.county_id == county_id]
            audit.record_many([_refreshed(person, given, offices, by, reason) for person, given in of_county])
    return [person for person, _values in changes]


def ends_of_office(county_id: UUID, people: Iterable[Person]) -> AbstractContextManager[None]:
    """Where an account of the county office hangs on one of `people`, who leave the service: `office_kept`."""
    held = User.objects.filter(person__in=[one.pk for one in people], role=Role.COUNTY_OFFICE, is_active=True)
    return office_kept(county_id) if held.exists() else nullcontext()


def _with_joining_date(values: Values, today: date) -> Values:
    """Nobody is kept off duty for want of the date, and nobody owes a share of what was before they were entered."""
    if values.get("valid_from"):
        return values
    return {**values, "valid_from": date(today.year, 1, 1), "counted_from": today}


def _check_service(days: Values, today: date, but: Values = MappingProxyType({})) -> None:
    """What stays as in `but` isn't asked again: somebody entered with a wrong year can still be given another phone."""
    given = {name: days.get(name) for name in SERVICE if days.get(name) != but.get(name)}
    for name, day in given.items():
        back, ahead = SERVICE[name]
        check_day(day, field=name, today=today, back=back, ahead=ahead)
    joined, left = days.get("valid_from"), days.get("valid_to")
    if given and joined and left and left <= joined:
        raise InvalidInput("leaves_before_coming", _("离任日期须晚于到任日期"), field="valid_to")


def _refreshed(person: Person, given: Values, offices: Collection[str], by: User | None, reason: str) -> AuditEvent:
    person.refresh_from_db(fields=list(given))
    values = _with_checked_name(person, given, offices)
    days = {name: values.get(name, getattr(person, name)) for name in SERVICE}
    _check_service(days, timezone.localdate(), but={name: getattr(person, name) for name in SERVICE})
    return _changed(person, values, _masked(person, values), by, reason)


def _changed(person: Person, values: Values, before: Values, by: User | None, reason: str) -> AuditEvent:
    new_numbers = [name for name in NUMBERS if name in values and values[name] != getattr(person, name)]
    for name, value in values.items():
        setattr(person, name, value)
    person.initials = initials(person.name)
    if "valid_from" in values:
        person.counted_from = None
    person.save(update_fields=[*values, "initials", "name_key", "counted_from"])
    after = {**_masked(person, values), **({"new_numbers": new_numbers} if new_numbers else {})}
    return _event(person, by, "person.changed", before, after, reason)


def office_keys(counties: Collection[UUID]) -> frozenset[str]:
    """What the units of these counties are called, to tell a department from a person."""
    names = Unit.objects.filter(county__in=counties).values_list("name", "short_name") if counties else ()
    return frozenset(name_key(name) for pair in names for name in pair if name)


def _with_checked_name(person: Person, values: Values, offices: Collection[str]) -> Values:
    """A name that stays as it is isn't asked again: somebody entered by mistake can still be given a leaving date."""
    if "name" not in values or values["name"] == person.name:
        return values
    return {**values, "name": _checked_name(values["name"], offices)}


def _checked_name(name: str, offices: Collection[str]) -> str:
    try:
        return real_name(tidy_name(name), offices)
    except CellError as error:
        refusal = InvalidInput(error.code, advice(error.code, error.params), field="name")
        refusal.details["suggestion"] = error.params["suggestion"]
        raise refusal from error


def _check_units(units: Iterable[Unit], by: User | None) -> None:
    for unit in {unit.pk: unit for unit in units}.values():
        check_manage_people(by, unit)


def _masked(person: Person, fields: Iterable[str]) -> dict[str, Any]:
    shown = audit.snapshot(person, fields)
    return {name: mask_phone(value) if name in NUMBERS else value for name, value in shown.items()}


def _event(person: Person, by: User | None, action: str, before: Values, after: Values, reason: str) -> AuditEvent:
    return audit.event(
        by=by,
        action=action,
        row=person,
        county=person.unit.county_id,
        unit=person.unit,
        before=before,
        after=after,
        reason=reason,
    )

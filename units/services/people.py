"""Adding and changing people, many at a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from units.db import lock, write
from units.domain.phones import mask_phone
from units.domain.pinyin import initials
from units.models import AuditEvent, Person, Unit, User
from units.permissions import check_manage_people
from units.services import audit

# Auditors read the trail and see no numbers: these are masked in it.
NUMBERS = ("mobile", "office_phone")
FIELDS = (
    "name",
    "rank",
    "position",
    "mobile",
    "office_phone",
    "travel_minutes",
    "eligible_posts",
    "valid_from",
    "valid_to",
)

Values = Mapping[str, Any]


@write
def add_people(*, newcomers: Sequence[tuple[Unit, Values]], by: User | None, reason: str = "") -> list[Person]:
    """One person per (unit, checked fields of Person)."""
    _check_units((unit for unit, _ in newcomers), by)
    people = [Person(unit=unit, initials=initials(values["name"]), **values) for unit, values in newcomers]
    Person.objects.bulk_create(people, batch_size=500)
    audit.record_many(_event(person, by, "person.added", {}, _masked(person, FIELDS), reason) for person in people)
    return people


@write
def change_people(*, changes: Sequence[tuple[Person, Values]], by: User | None, reason: str = "") -> list[Person]:
    """Sets the given fields of each person, locked in one order against other writers."""
    _check_units((person.unit for person, _ in changes), by)
    lock(*(person for person, _ in changes))
    events = []
    for person, values in changes:
        person.refresh_from_db(fields=list(values))
        before = _masked(person, values)
        events.append(_changed(person, values, before, by, reason))
    audit.record_many(events)
    return [person for person, _ in changes]


def _changed(person: Person, values: Values, before: Values, by: User | None, reason: str) -> AuditEvent:
    new_numbers = [name for name in NUMBERS if name in values and values[name] != getattr(person, name)]
    for name, value in values.items():
        setattr(person, name, value)
    person.initials = initials(person.name)
    person.save(update_fields=[*values, "initials"])
    after = {**_masked(person, values), **({"new_numbers": new_numbers} if new_numbers else {})}
    return _event(person, by, "person.changed", before, after, reason)


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

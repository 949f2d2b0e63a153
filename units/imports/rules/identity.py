"""Which row of a list speaks of which person that is stored, however both are spelt."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from units.imports.rules.sheets import Problem, Record
from units.people.rules import PERSON_FIELDS
from units.spelling import cells
from units.spelling.cells import CellError
from units.spelling.names import name_key, tidy_name

NO_IDS: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StoredPerson:
    key: Any
    unit_code: str
    values: Mapping[str, Any]


def match_people(
    people: Sequence[Record], stored: Sequence[StoredPerson], ids: Mapping[int, str] = NO_IDS
) -> tuple[dict[int, StoredPerson], list[Problem]]:
    """Row → the stored person it speaks of: same unit, name in any spelling and mobile; else the only one of that name.

    `ids`: by row, whom an export says it is; they hold within the person's unit."""
    by_id = {(person.unit_code, str(person.key)): person for person in stored}
    known = {record.row: by_id.get((record.values["unit_code"], ids.get(record.row, ""))) for record in people}
    matches = {row: person for row, person in known.items() if person is not None}
    people = [record for record in people if record.row not in matches]
    taken = {person.key for person in matches.values()}
    stored = [person for person in stored if person.key not in taken]
    by_name: dict[tuple[str, str], list[StoredPerson]] = defaultdict(list)
    for person in stored:
        by_name[person.unit_code, name_key(person.values["name"])].append(person)
    rows: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in people:
        rows[record.values["unit_code"], name_key(record.values["name"])].append(record)
    problems: list[Problem] = []
    for key, records in rows.items():
        problems += _match_namesakes(records, by_name.get(key, []), matches)
    return matches, problems


def _match_namesakes(
    records: list[Record], candidates: list[StoredPerson], matches: dict[int, StoredPerson]
) -> Iterator[Problem]:
    mobiles: dict[str | None, int] = {}
    for record in records:
        mobile = record.values.get("mobile")
        first = mobiles.setdefault(mobile, record.row)
        if first != record.row:
            yield record.problem("姓名", "repeated_person", value=record.values["name"], first=first)
            continue
        same = [person for person in candidates if mobile and person.values["mobile"] == mobile]
        if same:
            matches[record.row] = same[0]
    rest = [record for record in records if record.row not in matches]
    left = [person for person in candidates if person.key not in {match.key for match in matches.values()}]
    if len(rest) == 1 and len(left) == 1 and len(records) == 1:
        if _two_people(rest[0], left[0]):
            return
        matches[rest[0].row] = left[0]
    elif left and any(not record.values.get("mobile") for record in rest):
        for record in rest:
            yield record.problem("手机", "ambiguous_person", value=record.values["name"])


def _two_people(record: Record, person: StoredPerson) -> bool:
    """王煕 and 王熙 with a mobile each: characters that one person may write either way, but two numbers."""
    mobile = record.values.get("mobile")
    differs = tidy_name(person.values["name"]).casefold() != record.values["name"].casefold()
    return differs and bool(mobile and person.values["mobile"]) and mobile != person.values["mobile"]


def person_values(record: Record, match: StoredPerson | None) -> dict[str, Any]:
    """What the row says. A name that is only spelt otherwise stays as it is stored, unless that wants tidying."""
    values = {name: record.values[name] for name in PERSON_FIELDS if name in record.values}
    if "eligible_posts" in values:
        values["eligible_posts"] = list(values["eligible_posts"])
    is_same = match is not None and name_key(match.values["name"]) == name_key(values["name"])
    if match is not None and is_same and tidy_name(match.values["name"]) == match.values["name"]:
        values["name"] = match.values["name"]
    return values


def no_name(record: Record, offices: Collection[str]) -> Problem | None:
    """Only for somebody new: who is stored under such a name can still be changed by it."""
    try:
        cells.real_name(record.values["name"], offices)
    except CellError as error:
        return record.problem("姓名", error.code, **error.params)
    return None

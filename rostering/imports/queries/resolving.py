"""Who and which unit each duty of a sheet means: what is written, what is known, and what the clerk has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rostering.imports.rules.placing import COUNTY_LEADER
from units.imports.models import SheetImport
from units.imports.queries import known_people, known_units
from units.imports.rules.directory import DOUBTFUL, SEVERAL, SURE, UNKNOWN, KnownPerson, KnownUnit, Match, Units
from units.imports.rules.layouts.grids import DOUBT, WRONG, Mark, Read
from units.imports.services.kinds import Asked
from units.models import User

NEW = "new"
NAME_MARKS = frozenset(
    (
        "name_has_digits",
        "name_odd",
        "name_is_title",
        "name_is_role",
        "name_is_department",
        "name_is_placeholder",
        "name_has_mark",
    )
)


@dataclass(slots=True)
class Resolved:
    """A duty with its unit and its person."""

    key: str
    data: Mapping[str, Any]
    reads: tuple[Read, ...]
    day: date | None
    unit: KnownUnit | None
    match: Match | None
    chosen: str
    marks: list[Mark]

    @property
    def person(self) -> KnownPerson | None:
        if self.match is None:
            return None
        if self.chosen:
            return next((one for one in self.match.people if str(one.key) == self.chosen), None)
        return self.match.person


class Directory:
    """Who is meant, by what the sheet says, what is known, and what the clerk has chosen."""

    def __init__(self, sheet: SheetImport, user: User, asked: Asked, since: date) -> None:
        self.sheet, self.asked = sheet, asked
        self.units: Units = known_units(sheet.county)
        self.people = known_people(sheet.county, since)
        self.own = next((unit for unit in self.units.units if unit.key == sheet.unit_id), None)
        self.allowed = None if user.unit_ids is None else user.unit_ids
        self.lead_office = sheet.county.lead_office_id

    def resolve(self, number: int, data: Mapping[str, Any], reads: list[Read]) -> Resolved:
        own = tuple(reads[at] for at in data["reads"])
        marks = [mark for read in own for mark in read.marks]
        key = f"{data['sheet']}!{data['row']}:{data['column']}:{data['day']}:{number}"
        unit = self._unit(data, marks)
        resolved = Resolved(key, data, own, None, unit, None, self.asked.choices.get(key, ""), marks)
        resolved.day = date.fromisoformat(data["day"]) if data["day"] else None
        if unit is not None and not data["is_vacant"] and data["name"]:
            self._person(resolved, unit)
        return resolved

    def _unit(self, data: Mapping[str, Any], marks: list[Mark]) -> KnownUnit | None:
        """A title that names no unit leaves it to the clerk's choice; a row that names an unknown one doesn't."""
        text, said_in = data["unit"], data["unit_from"]
        named = self.units.named(text) if text else None
        if data["role"] == COUNTY_LEADER and self.lead_office:
            return next((unit for unit in self.units.units if unit.key == self.lead_office), None)
        if named is None and self.own is not None and said_in in ("", "title"):
            return self.own
        if named is None and text and self.own is not None:
            marks.append(Mark("unit_not_known", DOUBT, {"value": text, "unit": self.own.name}))
            return self.own
        if named is None:
            marks.append(Mark("unknown_unit_text" if text else "unit_missing", WRONG, {"value": text}))
            return None
        if self.own is not None and named.key != self.own.key:
            marks.append(Mark("other_unit", WRONG if self.allowed is not None else DOUBT, {"value": named.name}))
        if self.allowed is not None and named.key not in self.allowed:
            return None
        return named

    def _person(self, resolved: Resolved, unit: KnownUnit) -> None:
        data = resolved.data
        match = self._exact(data) or self.people.find(data["name"], data["phone"], unit.key)
        resolved.match = match
        known = {str(one.key) for one in match.people}
        if resolved.chosen and resolved.chosen != NEW and resolved.chosen not in known:
            resolved.chosen = ""
        if match.how in (SURE, DOUBTFUL, SEVERAL):
            # Somebody is stored under just that name: whatever it looks like, it is theirs.
            resolved.marks[:] = [mark for mark in resolved.marks if mark.code not in NAME_MARKS]
        if match.code and not resolved.chosen:
            level = DOUBT if match.person is not None or match.how == UNKNOWN else WRONG
            resolved.marks.append(Mark(match.code, level, match.params))
        if not resolved.chosen and match.how == UNKNOWN:
            resolved.chosen = NEW

    def _exact(self, data: Mapping[str, Any]) -> Match | None:
        """By the hidden number of an export, as long as the name is still the one that was exported."""
        person_id = data.get("person_id")
        if not person_id:
            return None
        for people in self.people.by_unit.values():
            for one in people:
                if str(one.key) == person_id:
                    return Match(SURE, (one,))
        return None

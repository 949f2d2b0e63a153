"""The directory as it stands, in the form it is brought in by: edited and brought back, only what was edited changes."""

from collections.abc import Mapping, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from units.audit import services as audit
from units.counties.models.county import County
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.user import User
from units.counties.posts import OPTIONS
from units.db import write
from units.enums import Rank
from units.imports.rules.layouts.stored import ID_SHEET
from units.imports.rules.sheets import PERSON_SHEET, TIERS, UNIT_SHEET, Column
from units.imports.services.county import added_tiers, form_columns
from units.imports.services.template import write_heads
from units.people.models import Person

RANKS = {Rank.COUNTY_LEADER: "县领导", Rank.SECTION_CHIEF: "科级以上", Rank.STAFF: "一般干部"}


@write
def write_directory(file: IO[bytes], county: County, by: User) -> None:
    """The county for its office, the own units for a leader, who brings people alone. A hidden sheet says which row is whom.

    Numbers are whole, so that the sheet can be brought back: who took it, with how many people, is on record first.
    """
    posts = [option for options in OPTIONS for option in options(county)]
    columns = form_columns(posts)
    book = Workbook()
    book.remove(book.worksheets[0])
    if by.sees_whole_county:
        _write(book.create_sheet(UNIT_SHEET), columns[UNIT_SHEET], _units(county))
    people = list(Person.objects.visible_to(by).filter(unit__county=county).select_related("unit").in_protocol_order())
    after = {"people": len(people)}
    audit.record(by=by, action="county.directory_taken", row=county, county=county, unit=by.unit, after=after)
    names = {post.code: post.name for post in reversed(posts)}
    _write(book.create_sheet(PERSON_SHEET), columns[PERSON_SHEET], [_person(person, names) for person in people])
    hidden = book.create_sheet(ID_SHEET)
    hidden.sheet_state = "hidden"
    hidden.append(["sheet", "row", "column", "seat", "person", "name"])
    at = next(number for number, column in enumerate(columns[PERSON_SHEET], start=1) if column.field == "name")
    for row, person in enumerate(people, start=2):
        hidden.append([PERSON_SHEET, row, at, "person", str(person.pk), person.name])
    book.save(file)


def _units(county: County) -> list[Mapping[str, Any]]:
    last = {tier.unit_id: tier for tier in UnitTier.objects.filter(unit__county=county).order_by("valid")}
    words = {code: word for word, code in reversed(list(TIERS.items()))} | {
        code: name for name, code in added_tiers().items()
    }
    found: list[Mapping[str, Any]] = []
    for unit in Unit.objects.filter(county=county).select_related("parent").in_protocol_order():
        tier = last.get(unit.pk)
        values = {name: getattr(unit, name) for name in ("code", "name", "short_name", "protocol_order", "duty_phone", "fax", "address", "latitude", "longitude")}  # fmt: skip
        lead = "是" if county.lead_office_id == unit.pk else None
        known = {"tier": words[tier.tier], "tier_from": tier.valid.lower} if tier else {}
        parent = unit.parent.code if unit.parent else ""
        found.append({**values, **known, "is_lead_office": lead, "parent": parent})
    return found


def _person(person: Person, posts: Mapping[str, str]) -> Mapping[str, Any]:
    names = ("name", "position", "protocol_order", "mobile", "office_phone", "travel_minutes", "valid_from", "valid_to")
    values = {name: getattr(person, name) for name in names}
    eligible = "、".join(posts.get(code, code) for code in person.eligible_posts)
    return {**values, "unit_code": person.unit.code, "rank": RANKS[Rank(person.rank)], "eligible_posts": eligible}


def _write(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> None:
    write_heads(sheet, columns)
    for at, row in enumerate(rows, start=2):
        for number, column in enumerate(columns, start=1):
            value = row.get(column.field)
            if value in (None, ""):
                continue
            cell = sheet.cell(at, number, value)
            if isinstance(value, str):
                # Whatever it begins with, it is text.
                cell.data_type = "s"

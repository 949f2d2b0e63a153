"""What the system hands out comes back as it went: nothing would change; edited, only what was edited."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from rostering.models import Assignment, DutyPeriod
from tests.factories import Cast, generated, make_person, published, roster_of
from tests.rostering.imports.sheets import handed_in
from units.imports.rules.changes import SAME, Difference
from units.imports.services.handing_in import accept, difference


def exported(client: Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content


def said(found: Difference) -> list[tuple[str, str, list[str]]]:
    return [(line.what, line.level, [mark.code for mark in line.marks]) for line in found.lines]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("make", [generated, published])
def test_nothing_would_change(cast: Cast, client: Client, make: object, language: str) -> None:
    period: DutyPeriod = make(cast)  # type: ignore[operator]
    client.force_login(cast.office)
    client.cookies["django_language"] = language
    for path in (
        f"/rosters/periods/{period.pk}/roster.xlsx",
        f"/rosters/{roster_of(period, cast.emergency).pk}/roster.xlsx",
        f"/rosters/{roster_of(period, cast.routine).pk}/roster.xlsx",
    ):
        found = difference(handed_in(BytesIO(exported(client, path)), cast.office, period), cast.office)
        assert found.lines
        assert {line.level for line in found.lines} == {SAME}, [one for one in said(found) if one[1] != SAME]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_only_what_was_edited_changes(cast: Cast, client: Client, language: str) -> None:
    period = generated(cast)
    client.force_login(cast.leader)
    client.cookies["django_language"] = language
    book = load_workbook(BytesIO(exported(client, f"/rosters/{roster_of(period, cast.emergency).pk}/roster.xlsx")))
    seat = seat_on(period, cast, "dedicated_staff")
    other = make_person(cast.emergency, name="欧阳小明", posts=["dedicated_staff"])
    book.worksheets[0]["F6"] = other.name
    book.worksheets[0]["H6"] = None

    imported = handed_in(as_file(book), cast.leader, period)
    line = next(line for line in difference(imported, cast.leader).lines if line.address == "F6")
    assert line.level == "", said(difference(imported, cast.leader))
    accept(sheet=imported, by=cast.leader, keys=[line.key])
    seat.refresh_from_db()
    assert seat.person == other


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_cell_of_the_county_sheet_is_edited(cast: Cast, client: Client, language: str) -> None:
    period = generated(cast)
    client.force_login(cast.office)
    client.cookies["django_language"] = language
    book = load_workbook(BytesIO(exported(client, f"/rosters/periods/{period.pk}/roster.xlsx")))
    seat = seat_on(period, cast, "dedicated_staff")
    assert seat.person is not None
    other = make_person(cast.emergency, name="欧阳小明", posts=["dedicated_staff"])
    (cell,) = {
        (str(row[0]), int(str(row[1])), int(str(row[2])))
        for row in book["__ids__"].iter_rows(values_only=True)
        if row[3] == str(seat.pk)
    }
    book[cell[0]].cell(cell[1], cell[2]).value = other.name

    imported = handed_in(as_file(book), cast.office, period)
    found = difference(imported, cast.office)
    (line,) = [line for line in found.lines if line.level != SAME]
    assert (line.level, line.row, line.column) == ("", cell[1], cell[2]), said(found)
    accept(sheet=imported, by=cast.office)
    seat.refresh_from_db()
    assert seat.person == other


def seat_on(period: DutyPeriod, cast: Cast, post: str) -> Assignment:
    """Of the first day."""
    rows = Assignment.objects.active().filter(shift__period=period, shift__unit=cast.emergency)
    return rows.get(shift__day=period.first_day, shift__post=post)


def as_file(book: Workbook) -> BytesIO:
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file

"""What the system hands out comes back as it went: nothing would change; edited, only what was edited."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

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


@pytest.mark.parametrize("make", [generated, published])
def test_nothing_would_change(cast: Cast, client: Client, make: object) -> None:
    period: DutyPeriod = make(cast)  # type: ignore[operator]
    client.force_login(cast.office)
    for path in (
        f"/rosters/periods/{period.pk}/roster.xlsx",
        f"/rosters/{roster_of(period, cast.emergency).pk}/roster.xlsx",
        f"/rosters/{roster_of(period, cast.routine).pk}/roster.xlsx",
    ):
        found = difference(handed_in(BytesIO(exported(client, path)), cast.office, period), cast.office)
        assert found.lines
        assert {line.level for line in found.lines} == {SAME}, [one for one in said(found) if one[1] != SAME]


def test_only_what_was_edited_changes(cast: Cast, client: Client) -> None:
    period = generated(cast)
    client.force_login(cast.leader)
    book = load_workbook(BytesIO(exported(client, f"/rosters/{roster_of(period, cast.emergency).pk}/roster.xlsx")))
    sheet = book.worksheets[0]
    seat = Assignment.objects.active().get(
        shift__period=period, shift__unit=cast.emergency, shift__day=period.first_day, shift__post="dedicated_staff"
    )
    other = make_person(cast.emergency, name="欧阳小明", posts=["dedicated_staff"])
    sheet["F6"] = other.name
    sheet["H6"] = None
    file = BytesIO()
    book.save(file)
    file.seek(0)

    imported = handed_in(file, cast.leader, period)
    line = next(line for line in difference(imported, cast.leader).lines if line.address == "F6")
    assert line.level == "", said(difference(imported, cast.leader))
    accept(sheet=imported, by=cast.leader, keys=[line.key])
    seat.refresh_from_db()
    assert seat.person == other

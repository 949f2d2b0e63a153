"""Units and people taken out as a table come back as they went; edited, only what was edited changes."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.factories import Cast, make_person
from tests.units.imports.door import looked_at, taken
from units.imports.models import SheetImport
from units.imports.rules.changes import SAME
from units.imports.services.handing_in import difference
from units.models import Person, Unit, User


def taken_out(client: Client) -> Workbook:
    return load_workbook(BytesIO(client.get("/import/directory.xlsx").content))


def content_of(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def brought_back(client: Client, by: User, book: Workbook) -> tuple[str, list[tuple[str, str, list[str]]]]:
    """The address, and what isn't the same."""
    path, _page = looked_at(client, "people", content_of(book))
    lines = difference(SheetImport.objects.order_by("-created_at")[0], by).lines
    assert lines
    return path, [(one.what, one.level, [mark.code for mark in one.marks]) for one in lines if one.level != SAME]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("login", ["office", "leader"])
def test_nothing_would_change(cast: Cast, client: Client, login: str, language: str) -> None:
    make_person(cast.emergency, name="买买提·吐尔逊", mobile="", posts=[])
    make_person(cast.emergency, name="买买提·吐尔逊", mobile="13800009999")
    user = getattr(cast, login)
    client.force_login(user)
    client.cookies["django_language"] = language
    assert brought_back(client, user, taken_out(client))[1] == []


def test_a_name_and_a_number_are_edited_and_rows_are_the_same_people(cast: Cast, client: Client) -> None:
    client.force_login(cast.office)
    book = taken_out(client)
    sheet = book["人员"]
    heads = [cell.value for cell in sheet[1]]
    name, mobile = heads.index("姓名") + 1, heads.index("手机") + 1
    ids = {int(str(row[1])): str(row[4]) for row in book["__ids__"].iter_rows(min_row=2, values_only=True)}
    sheet.cell(3, name).value = "欧阳小明"
    sheet.cell(3, mobile).value = "13800008888"
    count = Person.objects.count()

    path, changed = brought_back(client, cast.office, book)
    assert [(level, marks) for _what, level, marks in changed] == [("", [])]
    assert taken(client, path).status_code == 302
    person = Person.objects.get(pk=ids[3])
    assert (person.name, person.mobile, Person.objects.count()) == ("欧阳小明", "13800008888", count)


def test_rows_that_were_sorted_are_still_the_same_people(cast: Cast, client: Client) -> None:
    client.force_login(cast.office)
    book = taken_out(client)
    sheet = book["人员"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for at, row in enumerate(reversed(rows), start=2):
        for number, value in enumerate(row, start=1):
            sheet.cell(at, number).value = value
    assert brought_back(client, cast.office, book)[1] == []


def test_a_unit_is_put_below_another_and_taken_back(cast: Cast, client: Client) -> None:
    client.force_login(cast.office)

    def with_parent(**parents: str) -> Workbook:
        book = taken_out(client)
        sheet = book["单位"]
        heads = [cell.value for cell in sheet[1]]
        code, above = heads.index("单位代码"), heads.index("上级单位代码")
        for row in sheet.iter_rows(min_row=2):
            row[above].value = parents.get(str(row[code].value), row[above].value)
        return book

    wrong = {"dag": "nobody", "xwb": "xwb"}
    _path, refused = brought_back(client, cast.office, with_parent(**wrong))
    assert [marks for _what, _level, marks in refused] == [["unknown_parent"]] * 2
    _path, refused = brought_back(client, cast.office, with_parent(dag="yjj", yjj="xwb"))
    assert {mark for _what, _level, marks in refused for mark in marks} == {"parent_is_below"}
    path, changed = brought_back(client, cast.office, with_parent(dag="yjj"))
    assert [marks for _what, _level, marks in changed] == [[]]
    assert taken(client, path).status_code == 302
    assert Unit.objects.get(pk=cast.routine.pk).parent == cast.emergency
    assert brought_back(client, cast.office, taken_out(client))[1] == []
    client.post(f"{path}undo/")
    assert Unit.objects.get(pk=cast.routine.pk).parent is None

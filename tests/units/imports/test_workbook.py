"""No file costs more than it may, and each is refused with what to do about it."""

import struct
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.forms import form, with_member, workbook
from units.enums import Rank
from units.errors import InvalidInput
from units.imports.rules.reading import reading_of
from units.imports.rules.sheets import UNIT_COLUMNS, person_columns
from units.imports.services.workbook import LARGEST_FILE, read_workbook

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
FILLED = form().getvalue()


def with_sheet(xml: bytes) -> BytesIO:
    """A workbook whose first sheet is this XML."""
    return with_member(workbook({"单位": [["x"]]}), "sheet1.xml", lambda _: xml)


def refusal(file: BytesIO) -> str:
    with pytest.raises(InvalidInput) as error:
        read_workbook(file, ["单位"])
    assert str(error.value)
    return error.value.code


def test_values_formulas_and_error_values() -> None:
    read = read_workbook(workbook({"单位": [["a", 1, "=1+1"], [None, "#N/A", "𠮷"]], "其他": [[1]]}), ["单位", "人员"])

    assert set(read) == {"单位"}
    assert read["单位"].rows[0][:2] == ["a", 1.0]
    assert read["单位"].rows[1][2] == "𠮷"
    assert read["单位"].flagged == {(1, 3): "formula_cell", (2, 2): "error_cell"}


def test_a_sheet_whose_cells_have_no_addresses() -> None:
    cells = b'<row><c t="inlineStr"><is><t>a</t></is></c><c><f>1</f><v>1</v></c></row>'
    assert read_workbook(with_sheet(HEAD + cells + TAIL), ["单位"])["单位"].flagged == {(1, 2): "formula_cell"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_xlsx"),
        (b"name,phone\n", "not_xlsx"),
        (b"<html></html>", "not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (b"PK\x03\x04" + bytes(LARGEST_FILE), "file_too_large"),
    ],
)
def test_not_a_workbook(content: bytes, code: str) -> None:
    assert refusal(BytesIO(content)) == code


FILES = Path(__file__).parent / "files"
POSTS = {post: post for post in ("带班县领导", "带班领导", "专职值班人员", "值班人员")}
COLUMNS = {"单位": UNIT_COLUMNS, "人员": person_columns(POSTS)}
ROSTER = "县人员名册{d}{d}{d}\n序号{d}单位代码{d}姓 名{d}职级\n1{d}yjj{d}陈䶮{d}正科级\n注：以上{d}{d}{d}\n"


def old_file(name: str) -> BytesIO:
    return BytesIO((FILES / name).read_bytes())


def test_an_old_workbook_and_a_new_one_read_the_same() -> None:
    """county.xls is the form of tests/forms.py with 序号 and 备注 around it, by another program."""
    old, new = read_workbook(old_file("county.xls"), COLUMNS), read_workbook(form(), COLUMNS)
    for name, columns in COLUMNS.items():
        found = reading_of(name, old[name], columns)
        assert (found.records, found.problems) == (reading_of(name, new[name], columns).records, [])


def test_formulas_and_days_of_an_old_workbook() -> None:
    read = read_workbook(old_file("formula.xls"), ["单位"])["单位"]
    assert read.flagged == {(1, 3): "formula_cell"}
    assert read.rows[1] == ["李四", 3.5, date(2026, 6, 19)]


def test_an_old_workbook_is_measured_before_it_is_laid_out() -> None:
    assert refusal(old_file("far.xls")) == "sheet_too_large"


@given(st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), min_size=1, max_size=4))
def test_damage_in_an_old_workbook_is_noticed_or_harmless(damage: list[tuple[int, int]]) -> None:
    content = bytearray((FILES / "county.xls").read_bytes())
    for place, byte in damage:
        content[place % len(content)] = byte
    with suppress(InvalidInput):
        read_workbook(BytesIO(bytes(content)), COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_known_by_its_heads(encoding: str, delimiter: str) -> None:
    (sheet,) = read_workbook(BytesIO(ROSTER.format(d=delimiter).encode(encoding)), COLUMNS).items()
    assert sheet[0] == "人员"
    reading = reading_of(*sheet, COLUMNS["人员"])
    assert [(record.row, record.values) for record in reading.records] == [
        (3, {"unit_code": "yjj", "name": "陈䶮", "rank": Rank.SECTION_CHIEF})
    ]
    assert [(one.row, one.column, one.code) for one in reading.remarks] == [
        (2, "序号", "skipped_column"),
        (4, "", "skipped_note"),
    ]


def test_a_csv_of_anything_else() -> None:
    with pytest.raises(InvalidInput, match="至少含单位代码、单位名称、值守类别；单位代码、姓名、职级"):
        read_workbook(BytesIO(b"name,phone\n"), COLUMNS)


def test_a_number_that_a_csv_keeps_as_text() -> None:
    rows = '单位代码,姓名,职级,手机\nyjj,王五,科员,="13800001005"\n'
    found = reading_of("人员", read_workbook(BytesIO(rows.encode()), COLUMNS)["人员"], COLUMNS["人员"])
    assert found.records[0].values["mobile"] == "13800001005"


def test_a_sheet_is_known_by_its_heads_where_its_name_is_another() -> None:
    file = workbook({"Sheet1": [["花名册"], ["单位代码", "姓名", "职级"], ["yjj", "王五", "科员"]], "说明": [["x"]]})
    read = read_workbook(file, COLUMNS)
    assert (list(read), read["人员"].title) == (["人员"], "Sheet1")


def test_half_a_file() -> None:
    assert refusal(BytesIO(form().getvalue()[:3000])) == "damaged"


def test_an_archive_without_a_workbook() -> None:
    assert refusal(with_member(form(), "workbook.xml", lambda _: b"")) == "damaged"


def test_a_bomb_by_its_own_account() -> None:
    assert refusal(with_sheet(HEAD + b" " * 70_000_000 + TAIL)) == "file_too_large"


def test_a_bomb_that_lies_about_its_size() -> None:
    content = bytearray(with_sheet(HEAD + b" " * 5_000_000 + TAIL).getvalue())
    entry = content.find(b"PK\x01\x02")
    while entry != -1:
        length = struct.unpack_from("<H", content, entry + 28)[0]
        if content[entry + 46 : entry + 46 + length].endswith(b"sheet1.xml"):
            struct.pack_into("<I", content, entry + 24, 100)
        entry = content.find(b"PK\x01\x02", entry + 4)
    assert refusal(BytesIO(bytes(content))) == "damaged"


def test_billion_laughs() -> None:
    entities = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    assert refusal(with_sheet(entities + HEAD + TAIL)) == "damaged"
    assert refusal(with_member(form(), "workbook.xml", lambda xml: entities + xml)) == "damaged"


def test_one_cell_at_the_far_corner_is_refused_before_it_is_laid_out() -> None:
    assert (
        refusal(with_sheet(HEAD + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' + TAIL)) == "sheet_too_large"
    )


@pytest.mark.parametrize(
    "row", [b'<row r="99999999999"><c><v>1</v></c></row>', b'<row r="1"><c r="??"><v>1</v></c></row>', b"<row"]
)
def test_addresses_that_make_no_sense(row: bytes) -> None:
    assert refusal(with_sheet(HEAD + row + TAIL)) == "damaged"


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_damage_anywhere_is_noticed_or_harmless(damage: list[tuple[int, int]]) -> None:
    content = bytearray(FILLED)
    for place, byte in damage:
        content[place % len(content)] = byte
    with suppress(InvalidInput):
        read_workbook(BytesIO(bytes(content)), ["单位", "人员"])


@pytest.mark.slow
def test_a_million_empty_rows() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(1, 1_000_001))
    assert list(read_workbook(with_sheet(HEAD + rows + TAIL), ["单位"])["单位"].rows) == []

"""No file costs more than it may, and each is refused with what to do about it."""

import struct
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.forms import form, with_member, workbook
from units.errors import InvalidInput
from units.services.workbook import LARGEST_FILE, read_workbook

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

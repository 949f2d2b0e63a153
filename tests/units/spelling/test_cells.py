"""What a clerk types into a cell, made exact or refused."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.spelling import cells
from units.spelling.cells import CellError

NINETY = cells.coordinate(90)
MINUTES = cells.whole_number(0, 600)
PHONE = cells.phone(40)
NAME = cells.name(60)
TEXT = cells.text(10)
POSTS = cells.choices({"带班领导": "leader", "值班人员": "duty_officer", "leader": "leader"})


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.code, "YJJ", "yjj"),
        (cells.code, "ｙｊｊ ", "yjj"),
        (cells.code, 101.0, "101"),
        (cells.mobile, 13800001000.0, "13800001000"),
        (cells.mobile, "１３８ ００００ １０００", "13800001000"),
        (cells.mobile, "+86 138-0000-1000", "13800001000"),
        (cells.mobile, "+852 9123 4567", "+85291234567"),
        (PHONE, "0797-8712345", "0797-8712345"),
        (PHONE, "（0797）8712345", "0797-8712345"),
        (PHONE, "0797 8712345 转 801", "0797-8712345-801"),
        (PHONE, 8712345.0, "8712345"),
        (cells.day, "2023-01-05", date(2023, 1, 5)),
        (cells.day, "2023/1/5", date(2023, 1, 5)),
        (cells.day, "2023.1.5", date(2023, 1, 5)),
        (cells.day, "２０２３年１月５日", date(2023, 1, 5)),
        (cells.day, 20230105.0, date(2023, 1, 5)),
        (cells.day, 44931.0, date(2023, 1, 5)),
        (cells.day, datetime(2023, 1, 5, 8), date(2023, 1, 5)),  # noqa: DTZ001 - what the library returns
        (cells.day, "2024-02-29", date(2024, 2, 29)),
        (NAME, "张　三", "张三"),
        (NAME, "张\u200b三\ufeff", "张三"),
        (NAME, "阿依古丽·买买提", "阿依古丽·买买提"),
        (NAME, "𠮷文杰", "𠮷文杰"),
        (NAME, "𬱖", "𬱖"),
        (NAME, "Anna Li", "Anna Li"),
        (TEXT, "一\n二\t三", "一 二 三"),
        (TEXT, True, "是"),
        (NINETY, 25.4, Decimal("25.400000")),
        (NINETY, "-25.1234567", Decimal("-25.123457")),
        (MINUTES, 12.0, 12),
        (MINUTES, "１２", 12),
        (POSTS, "带班领导，值班人员", ["leader", "duty_officer"]),
        (POSTS, "leader 带班领导", ["leader"]),
    ],
)
def test_taken(parse: Callable[[Any], Any], cell: Any, value: Any) -> None:
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "code"),
    [
        (cells.code, "应急", "bad_code"),
        (cells.code, "../etc", "bad_code"),
        (cells.code, "a" * 33, "bad_code"),
        (cells.mobile, "1.38E+10", "bad_mobile"),
        (cells.mobile, "12345678901", "bad_mobile"),
        (cells.mobile, "0797-8712345", "bad_mobile"),
        (cells.mobile, "138\x000001000", "bad_character"),
        (cells.mobile, date(2023, 1, 1), "is_a_date"),
        (PHONE, "电话见名册", "bad_phone"),
        (PHONE, "1" * 50, "bad_phone"),
        (cells.day, "2023-02-29", "bad_date"),
        (cells.day, "1月5日", "bad_date"),
        (cells.day, "去年", "bad_date"),
        (cells.day, 7.0, "bad_date"),
        (cells.day, "9999-12-31", "year_out_of_range"),
        (cells.day, "0001-01-01", "year_out_of_range"),
        (NAME, "a\u202eb", "bad_character"),
        (NAME, "\ue123", "bad_character"),
        (NAME, "\ud800", "bad_character"),
        (NAME, "12345", "not_a_name"),
        (NAME, "名" * 61, "too_long"),
        (TEXT, "=1+1", "formula_text"),
        (TEXT, "＝HYPERLINK()", "formula_text"),
        (TEXT, "@x", "formula_text"),
        (TEXT, "名" * 10_000, "too_long"),
        (NINETY, float("nan"), "not_a_number"),
        (NINETY, "NaN", "not_a_number"),
        (NINETY, "Infinity", "not_a_number"),
        (NINETY, 90.1, "number_out_of_range"),
        (MINUTES, 12.5, "number_out_of_range"),
        (MINUTES, -1, "number_out_of_range"),
        (MINUTES, "12分钟", "not_a_number"),
        (POSTS, "带班领导、县长", "unknown_choice"),
    ],
)
def test_refused(parse: Callable[[Any], Any], cell: Any, code: str) -> None:
    with pytest.raises(CellError) as error:
        parse(cell)
    assert error.value.code == code


ANY_CELL = st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.none())
PARSERS = (cells.code, cells.mobile, cells.day, PHONE, NAME, TEXT, NINETY, MINUTES, POSTS)


@given(ANY_CELL, st.sampled_from(PARSERS))
def test_whatever_stands_in_a_cell_it_is_taken_or_refused(cell: Any, parse: Callable[[Any], Any]) -> None:
    try:
        value = parse(cell)
    except CellError:
        return
    if isinstance(value, str):
        assert "\x00" not in value
        assert len(value) <= 60

"""Every spelling of a number is the same number."""

import pytest

from units.spelling.phones import mobile_number, numbers_in, phone_number


@pytest.mark.parametrize(
    "typed",
    ["13307972007", "+86 133-0797-2007", "0086 13307972007", "86-13307972007", "１３３０７９７２００７", "133 0797 2007",
     "133—0797—2007", "133.0797.2007", "手机：13307972007", "1.3307972007E+10", "1330797-2007"],
)  # fmt: skip
def test_a_mobile(typed: str) -> None:
    assert mobile_number(typed) == "13307972007"


@pytest.mark.parametrize("typed", ["1.33E+10", "1.33079E+10", "133079720071", "0797-8712345", "12345", "见名册", ""])
def test_no_mobile(typed: str) -> None:
    assert mobile_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0797-8712345", "0797-8712345"),
        ("07978712345", "0797-8712345"),
        ("（0797）8712345", "0797-8712345"),
        ("+86 797 8712345", "0797-8712345"),
        ("0797—8712345", "0797-8712345"),
        ("0797-8712345转801", "0797-8712345-801"),
        ("0797 8712345 分机：801", "0797-8712345-801"),
        ("8712345-801", "8712345-801"),
        ("8712345", "8712345"),
        ("400-123-4567", "4001234567"),
        ("电话见名册", None),
        ("13307972007-662007", None),
    ],
)
def test_a_line(typed: str, number: str | None) -> None:
    assert phone_number(typed) == number


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("13307972007/662007", ["13307972007", "662007"]),
        ("13307972007、13907972007", ["13307972007", "13907972007"]),
        ("13307972007 13907972007", ["13307972007", "13907972007"]),
        ("0797-8712345；8712346", ["0797-8712345", "8712346"]),
        ("133 0797 2007", ["133 0797 2007"]),
        ("0797 8712345 转 801", ["0797 8712345 转 801"]),
    ],
)
def test_several_numbers_in_a_cell(cell: str, parts: list[str]) -> None:
    assert numbers_in(cell) == parts

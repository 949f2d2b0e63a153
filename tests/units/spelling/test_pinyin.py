"""People are looked up by the first letters of their names' pinyin."""

import pytest

from units.spelling.pinyin import initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张三", "zs"),
        ("单小红", "sxh"),
        ("曾华", "zh"),
        ("仇英", "qy"),
        ("区伟", "ow"),
        ("查良", "zl"),
        ("翟强", "zq"),
        ("尉迟恭", "ycg"),
        ("欧阳娜", "oyn"),
        ("陈䶮", "cy"),
        ("𠮷文杰", "jwj"),
        ("李·Wu 2", "lwu2"),
        ("😀王", "w"),
        ("", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected

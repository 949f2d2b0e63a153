"""Figures named in braces, filled in and found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rostering.statistics.rules import Piece, names_in, paragraphs, unknown_names

FIGURES = {"减少坐班人次": "47", "到岗率": "100%"}


def test_figures_are_pieces_of_their_own() -> None:
    (only,) = paragraphs("减少{减少坐班人次}人次，{ 到岗率 }。", FIGURES)

    assert only.pieces == (
        Piece("减少"), Piece("47", "减少坐班人次"), Piece("人次，"), Piece("100%", "到岗率"), Piece("。"),
    )  # fmt: skip
    assert only.text == "减少47人次，100%。"


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [("一、总体情况", True), ("（二）纪律", True), ("十二、其他", True), ("各单位一、二组", False), ("正文", False)],
)
def test_headings(line: str, is_heading: bool) -> None:
    assert paragraphs(line, {})[0].is_heading is is_heading


def test_names_and_the_unknown_among_them() -> None:
    body = "{到岗率}、{无此项}、{到岗率}、{}、{a\nb}"

    assert names_in(body) == ["到岗率", "无此项"]
    assert unknown_names(body, FIGURES) == ["无此项"]


@given(st.text(max_size=200))
def test_text_without_figures_is_kept(body: str) -> None:
    """Whatever a clerk writes stands there again, line by line, blanks at the ends apart."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    assert [paragraph.text for paragraph in paragraphs(body, {})] == lines

"""通报: a text whose figures are named in braces, `{白天减少席位}`, and filled in when it is read.

One paragraph per line. A line that begins like 一、 or （一） is a heading.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{([^{}\n]{1,40})\}")
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; with `name` it is that figure."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    is_heading: bool
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def names_in(body: str) -> list[str]:
    """Every figure the text names, each once, in order."""
    return list(dict.fromkeys(match[1].strip() for match in PLACEHOLDER.finditer(body)))


def unknown_names(body: str, known: Collection[str]) -> list[str]:
    return [name for name in names_in(body) if name not in known]


def paragraphs(body: str, figures: Mapping[str, str]) -> tuple[Paragraph, ...]:
    """The text with its figures filled in; one that `figures` lacks stays as it was written."""
    lines = (line.strip() for line in body.splitlines())
    return tuple(Paragraph(bool(HEADING.match(line)), tuple(_pieces(line, figures))) for line in lines if line)


def _pieces(line: str, figures: Mapping[str, str]) -> Iterator[Piece]:
    at = 0
    for match in PLACEHOLDER.finditer(line):
        name = match[1].strip()
        if name not in figures:
            continue
        if match.start() > at:
            yield Piece(line[at : match.start()])
        yield Piece(figures[name], name)
        at = match.end()
    if at < len(line):
        yield Piece(line[at:])

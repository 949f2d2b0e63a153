"""Putting rows in order on a page: one step up or down by a button, or to a place by its number, without a line of script."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from units.labels import Label


@dataclass(frozen=True, slots=True)
class Line:
    """A row at its `place` (1 = first) among `count`."""

    key: str
    name: str
    about: Label
    place: int
    count: int

    @property
    def up(self) -> str:
        """What the button sends; empty for the first."""
        return f"{self.key}:{self.place - 1}" if self.place > 1 else ""

    @property
    def down(self) -> str:
        return f"{self.key}:{self.place + 1}" if self.place < self.count else ""


def lines(rows: Iterable[tuple[Any, str, Label]]) -> list[Line]:
    """Of (key, name, what else is said)."""
    found = list(rows)
    return [Line(str(key), name, about, at, len(found)) for at, (key, name, about) in enumerate(found, start=1)]


def places_sent(request: HttpRequest, keys: Sequence[Any]) -> Mapping[Any, int]:
    """Key → the place asked for: of the button that was pressed, else of every number that was typed. What is no number
    asks for nothing."""
    by_text = {str(key): key for key in keys}
    text, _colon, place = request.POST.get("move", "").rpartition(":")
    typed = {text: request.POST.get(f"place-{text}", "") for text in by_text}
    sent = {text: place} if text or place else typed
    return {by_text[text]: int(place) for text, place in sent.items() if text in by_text and _is_place(place)}


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6

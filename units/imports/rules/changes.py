"""What accepting a sheet would change, line by line, in the words of whoever knows the matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from units.imports.rules.layouts.grids import DOUBT, WRONG, Mark, Read, letter

SAME = "same"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would change. `key` is the same whenever the same file is looked at.

    `level`: "" is taken with the rest, `doubt` only when ticked, `wrong` never; `same` is there already. `choices`: whom or
    what the clerk may choose instead, the chosen one in `chosen`.
    """

    key: str
    sheet: str
    row: int
    column: int
    what: str
    before: str = ""
    after: str = ""
    level: str = ""
    marks: tuple[Mark, ...] = ()
    cells: tuple[Read, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    # For whoever accepts; nobody is shown it.
    payload: Any = None

    @property
    def address(self) -> str:
        return f"{letter(self.column)}{self.row}" if self.column else str(self.row)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it was understood, for the clerk to correct: `key` names it, `meaning` what it is taken for."""

    key: str
    sheet: str
    letter: str
    head: str
    meaning: str
    samples: tuple[str, ...] = ()
    is_day: bool = False


@dataclass(slots=True)
class Difference:
    lines: list[Line] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    passed_over: list[Read] = field(default_factory=list)

    def at(self, *levels: str) -> list[Line]:
        return [line for line in self.lines if line.level in levels]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "ready": len(self.at("")), "doubt": len(self.at(DOUBT)), "wrong": len(self.at(WRONG)), "same": len(self.at(SAME)),
        }  # fmt: skip


def level_of(marks: Iterable[Mark]) -> str:
    levels = {mark.level for mark in marks}
    return WRONG if WRONG in levels else DOUBT if DOUBT in levels else ""


def read_as_json(read: Read) -> dict[str, Any]:
    marks = [{"code": mark.code, "level": mark.level, "params": dict(mark.params)} for mark in read.marks]
    return {
        "sheet": read.sheet, "row": read.row, "column": read.column, "raw": read.raw, "field": read.field, "value": read.value,
        "marks": marks,
    }  # fmt: skip


def read_of_json(data: dict[str, Any]) -> Read:
    marks = tuple(Mark(one["code"], one["level"], one["params"]) for one in data["marks"])
    return Read(data["sheet"], data["row"], data["column"], data["raw"], data["field"], data["value"], marks)


def keyed(lines: Sequence[Line]) -> dict[str, Line]:
    return {line.key: line for line in lines}

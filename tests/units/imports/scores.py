"""How well a sheet is read: every cell that is meant is right, asked about, or wrong; what is dropped in silence is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from tests.units.imports.layouts import Truth
from units.imports.rules.layouts.duties import Understood
from units.imports.rules.layouts.lists import Lists
from units.spelling.names import name_key
from units.spelling.no_names import NoName, check_name


@dataclass(slots=True)
class Score:
    right: int = 0
    flagged: int = 0
    # What was taken without a question and isn't meant, or is meant and went missing without a word.
    wrong: list[str] = field(default_factory=list)

    @property
    def cells(self) -> int:
        return self.right + self.flagged + len(self.wrong)

    @property
    def share(self) -> float:
        """Of the cells, how many are right or asked about."""
        return (self.right + self.flagged) / self.cells

    def __str__(self) -> str:
        return f"{self.cells:6}{self.right:7}{self.flagged:9}{len(self.wrong):7}"


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in a list of people as meant; "" where the list doesn't say."""

    unit: str
    name: str
    position: str = ""
    mobile: str = ""
    office_phone: str = ""


def _values(one: Any) -> dict[str, Any]:
    return {part.name: value for part in fields(one) if (value := getattr(one, part.name))}


def _counted(sure: Sequence[Any], asked: Iterable[str], meant: Sequence[Any], key: Any) -> Score:
    """Each that was taken beside the likest that is meant; of what is meant the rest has to be asked about."""
    score, left = Score(), list(meant)
    asked = list(asked)
    for one in sorted(sure, key=lambda one: one not in left):
        mine = [other for other in left if key(other) == key(one)] or [o for o in left if o.name == one.name]
        best = max(mine, key=lambda other: len(_values(one).items() & _values(other).items()), default=None)
        if best is None:
            score.wrong += [f"{one}: {name}" for name in _values(one)]
            continue
        left.remove(best)
        for name in _values(one) | _values(best):
            if getattr(one, name) == getattr(best, name):
                score.right += 1
            else:
                score.wrong.append(f"{one}: {name} should be {getattr(best, name)!r}")
    for one in left:
        if any(name_key(one.name) in text for text in asked):
            score.flagged += len(_values(one))
        else:
            score.wrong += [f"{one}: {name} is missing" for name in _values(one)]
    return score


def of_roster(found: Understood, meant: Sequence[Truth]) -> Score:
    sure = [
        Truth(duty.day or date.min, duty.role, duty.name, duty.phone, duty.part, duty.unit)
        for duty in found.duties
        if not duty.is_vacant and not duty.level
    ]
    asked = [f"{read.raw} {read.value}" for duty in found.duties if duty.level for read in duty.reads]
    asked += [read.raw for read in found.passed_over]
    return _counted(sure, map(name_key, asked), meant, lambda one: (one.day, one.name))


def _is_name(name: str) -> bool:
    """Whoever compares refuses what is none (units/imports/rules/differences.py)."""
    try:
        check_name(name)
    except NoName:
        return False
    return True


def of_people(found: Lists, meant: Sequence[Listed]) -> Score:
    sure, asked = [], [read.raw for read in found.passed_over]
    for row in found.rows:
        values = row.record.values
        if any(mark.level in ("doubt", "wrong") for mark in row.marks) or not _is_name(values.get("name", "")):
            asked += [read.raw for read in row.reads]
        else:
            sure.append(
                Listed(
                    values.get("unit_code", ""), values.get("name", ""), values.get("position", ""),
                    values.get("mobile", ""), values.get("office_phone", ""),
                )
            )  # fmt: skip
    return _counted(sure, map(name_key, asked), meant, lambda one: (one.unit, one.name))

"""What the drawings of the analysis page show, in numbers a template can place: shares in %, levels of shade."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rostering.statistics.queries.headlines import plain_number
from rostering.statistics.queries.registered_facts import FactFigure
from rostering.statistics.queries.statistics import PeriodGroup, UnitGroup
from units.labels import TIER_LABELS

# From light to full, with the ink that stays readable on it.
SHADES = ((0.0, "0", "#1B2430"), (0.25, ".12", "#1B2430"), (0.5, ".3", "#1B2430"), (0.75, ".5", "#1B2430"))
FULL = ("1", "#FFFFFF")
QUARTERS = tuple(range(first, first + 6) for first in range(0, 24, 6))
# Side of a cell and height of the hours above them, in units of the drawing: figures of 16 fit, and six cells fit a phone.
CELL, HEAD = 50, 26


@dataclass(frozen=True, slots=True)
class Bars:
    """Lengths in % of the longest bar of the chart."""

    of: PeriodGroup
    uniform: float
    by_day: float
    by_night: float


@dataclass(frozen=True, slots=True)
class HeatCell:
    hour: int
    x: int
    text: str
    opacity: str
    ink: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    tier: str
    y: int
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A quarter of the day; `CELL` units a cell."""

    hours: tuple[tuple[int, int], ...]
    rows: tuple[HeatRow, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Strip:
    """Minutes on one scale, in %."""

    of: FactFigure
    median: float
    worst: float


@dataclass(frozen=True, slots=True)
class BurdenBar:
    of: UnitGroup
    median: float
    highest: float


def bars(periods: Sequence[PeriodGroup]) -> list[Bars]:
    longest = max((max(one.group.uniform.by_day, one.group.now.by_day) for one in periods), default=0) or 1
    return [
        Bars(
            one,
            _share(one.group.uniform.by_day, longest),
            _share(one.group.now.by_day, longest),
            _share(one.group.now.by_night, longest),
        )
        for one in periods
    ]


def heat(coverage: Mapping[str, Sequence[float]]) -> list[Heat]:
    """Four quarters of the day, each tier a row; a tier that ships with nobody on site is a row of zeros."""
    tiers = sorted({*TIER_LABELS.shipped, *coverage}, key=TIER_LABELS.position)
    most = max((value for row in coverage.values() for value in row), default=0.0) or 1.0
    nobody = (0.0,) * 24
    return [
        Heat(
            tuple((hour, number * CELL) for number, hour in enumerate(quarter)),
            tuple(
                HeatRow(tier, HEAD + n * CELL, tuple(_cells(quarter, coverage.get(tier, nobody), most)))
                for n, tier in enumerate(tiers)
            ),
            HEAD + CELL * len(tiers),
        )
        for quarter in QUARTERS
    ]


def strips(found: Iterable[FactFigure]) -> list[Strip]:
    """Kinds that were measured, on one scale."""
    measured = [one for one in found if one.spread and one.spread.count]
    scale = max((one.spread.worst or 0 for one in measured if one.spread), default=0) or 1
    return [
        Strip(one, _share(one.spread.median or 0, scale), _share(one.spread.worst or 0, scale))
        for one in measured
        if one.spread
    ]


def burden_bars(units: Sequence[UnitGroup]) -> list[BurdenBar]:
    longest = max((one.burden.highest for one in units), default=0) or 1
    return [BurdenBar(one, _share(one.burden.median, longest), _share(one.burden.highest, longest)) for one in units]


def _cells(hours: Iterable[int], row: Sequence[float], most: float) -> Iterable[HeatCell]:
    for number, hour in enumerate(hours):
        opacity, ink = _shade(row[hour] / most)
        yield HeatCell(hour, number * CELL, plain_number(row[hour]), opacity, ink)


def _shade(share: float) -> tuple[str, str]:
    for at_most, opacity, ink in SHADES:
        if share <= at_most:
            return opacity, ink
    return FULL


def _share(value: float, whole: float) -> float:
    return round(100 * value / whole, 2)

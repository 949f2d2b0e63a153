"""What stands in the way of closing a unit or merging it into another, told by every subject that knows of something."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from units.hooks import Hook

if TYPE_CHECKING:
    from units.counties.models.unit import Unit


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A sentence with its way out; `path` is where it is put right. `ends_by_merging`: people who go along."""

    text: str
    path: str
    ends_by_merging: bool = False


# Of a unit that is to end on a day.
OBSTACLES: Hook[Callable[["Unit", date], list[Obstacle]]] = Hook("obstacles to closing a unit")


def obstacles_to(unit: "Unit", day: date, *, merging: bool = False) -> list[Obstacle]:
    found = [obstacle for tell in OBSTACLES for obstacle in tell(unit, day)]
    return [one for one in found if not (merging and one.ends_by_merging)]

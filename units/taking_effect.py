"""From which days on a change can reach the rosters, told by the floor above (`rostering` registers its own in `ready()`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from units.hooks import Hook


@dataclass(frozen=True, slots=True)
class Start:
    """A duty period that isn't laid out yet, by its first day."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Starts:
    """`known`: periods that are still to be opened, in order; `free_from`: the first day behind everything planned."""

    known: tuple[Start, ...]
    free_from: date

    def allows(self, day: date) -> bool:
        """Whether a duty period begins on `day`: a known one, or one that nobody has planned yet."""
        return day >= self.free_from or any(start.day == day for start in self.known)

    @property
    def first(self) -> date:
        return self.known[0].day if self.known else self.free_from


# County and the day after which it must lie.
PLANNED: Hook[Callable[[UUID, date], Starts]] = Hook("starts of periods")


def later_starts(county_id: UUID, after: date) -> Starts:
    """Without anybody who plans periods, every later day will do."""
    planned = PLANNED.only
    return planned(county_id, after) if planned else Starts((), after + timedelta(days=1))

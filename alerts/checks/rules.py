"""Quiet hours, when checks wait and call-outs don't, and the random draw of planned checks from a recorded seed, so that anybody
can replay it (domain §4)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo


def is_quiet(at: datetime, start: time, end: time, zone: ZoneInfo) -> bool:
    """Whether `[start, end)` by the wall clock holds at `at`; it may go over midnight. Equal ends: never quiet."""
    clock = at.astimezone(zone).time()
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


STEP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Ask `unit` at `at`."""

    unit: str
    at: datetime


def draw(
    units: Iterable[str],
    *,
    cap: int,
    first: datetime,
    last: datetime,
    quiet: tuple[time, time],
    zone: ZoneInfo,
    seed: int,
) -> list[Drawn]:
    """`cap` instants per unit within `[first, last)` outside quiet hours; none when the span is all quiet.

    The same units (in any order), span and seed give the same draw.
    """
    minutes = _open_minutes(first, last, quiet, zone)
    random = Random(seed)  # noqa: S311 - a lot that must be replayable, not a secret
    drawn = []
    for unit in sorted(units):
        picked = random.sample(range(len(minutes)), min(cap, len(minutes)))
        drawn += [Drawn(unit, minutes[index]) for index in picked]
    return sorted(drawn, key=lambda one: (one.at, one.unit))


def _open_minutes(first: datetime, last: datetime, quiet: tuple[time, time], zone: ZoneInfo) -> Sequence[datetime]:
    count = max(int((last - first) / STEP), 0)
    instants = (first + index * STEP for index in range(count))
    return [at for at in instants if not is_quiet(at, *quiet, zone)]


def first_to_ask(people: Sequence[UUID | None], called: Collection[UUID]) -> int | None:
    """Whom of a unit's people, in the order to ask them, a check asks: the first who isn't being called out. None where all
    of them are: that call-out says already who is there."""
    return next((number for number, person in enumerate(people) if person not in called), None)

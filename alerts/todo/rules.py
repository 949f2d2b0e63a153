"""A line of 待办 and the order of lines; how often a unit may be urged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A unit hears the same thing once in this time, whoever urges it and whatever the system has said by itself.
URGED_AT_MOST_EVERY = timedelta(hours=2)


class Kind(StrEnum):
    """What a line is about, from the most urgent down."""

    WARNING = "warning"
    CHECK_LOST = "check_lost"
    CALL_OUT = "call_out"
    ORDER_STAFF = "order_staff"
    REPORT = "report"
    CITY_REPORT = "city_report"
    BULLETIN = "bulletin"
    WHISTLE = "whistle"
    TASK = "task"
    INSPECTION = "inspection"
    COMPLAINT = "complaint"
    MESSAGE_DEAD = "message_dead"
    LOST_SEATS = "lost_seats"
    ROSTER = "roster"
    FILING = "filing"
    REFILED = "refiled"
    PUBLISH = "publish"
    SWAP = "swap"
    LEAVE = "leave"
    ACKNOWLEDGE = "acknowledge"
    OWN_DUTY = "own_duty"
    UNANSWERED = "unanswered"
    REVIEW = "review"
    ROUND = "round"
    HOLIDAY = "holiday"
    YEAR = "year"
    SETUP = "setup"
    READINESS = "readiness"


RANKS = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Part:
    """One of several that a line counts, with its own button; `path` is posted to."""

    text: str
    action: str
    path: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits. `path`: where it is shown. The button says `action` and leads to `path`, or posts to `post`
    where that does the thing. `count`: how many it gathers."""

    kind: Kind
    title: str
    path: str
    action: str
    post: str = ""
    due: datetime | None = None
    note: str = ""
    count: int = 1
    parts: tuple[Part, ...] = ()

    def is_late(self, now: datetime) -> bool:
        return self.due is not None and self.due < now


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that waits for one reader at an instant, in order."""

    lines: tuple[Line, ...]
    now: datetime

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def rows(self) -> list[tuple[Line, bool]]:
        """Each line and whether it is late."""
        return [(line, line.is_late(self.now)) for line in self.lines]


def in_order(lines: Iterable[Line], now: datetime) -> tuple[Line, ...]:
    """The most urgent kind first; within it what is due soonest, what has no time last."""
    return tuple(sorted(lines, key=lambda line: (RANKS[line.kind], line.due is None, line.due or now, line.title)))


def may_urge(last: datetime | None, now: datetime) -> bool:
    """Whether a unit last told at `last` (None = never) may be told again."""
    return last is None or now - last >= URGED_AT_MOST_EVERY

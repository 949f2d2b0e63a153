"""How long a task has, when somebody is warned, when it goes a level up. Instants are aware, days those of the county."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from alerts.enums import TaskGrade
from rostering.calendar.rules.workdays import IsWorkday, close_of

# What is given late in the evening to be passed on the same day has this long all the same.
SHORTEST_SAME_DAY = timedelta(hours=2)
# Whoever owes a verdict or a word is reminded this long before.
REMIND_BEFORE = timedelta(hours=24)
LONGEST_HOURS = 24 * 60
LONGEST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Lines:
    """What the county has set, when the task was given. Days are workdays; `closes` is when offices close."""

    simple: int
    general: int
    hard: int
    warn: timedelta
    verdict: int
    feedback: int
    level_up: int
    closes: time
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Limit:
    """`hours` or `days` stated for one task; neither where its class decides."""

    hours: int | None = None
    days: int | None = None


def due_of(grade: str, limit: Limit, given: datetime, is_workday: IsWorkday, lines: Lines) -> datetime:
    """Until when the work is to be done. A stated limit goes before that of the class."""
    if limit.hours is not None:
        return given + timedelta(hours=limit.hours)
    if limit.days is None and grade == TaskGrade.SAME_DAY:
        return max(_midnight(given, lines.zone), given + SHORTEST_SAME_DAY)
    by_class = {TaskGrade.SIMPLE: lines.simple, TaskGrade.GENERAL: lines.general, TaskGrade.HARD: lines.hard}
    days = limit.days if limit.days is not None else by_class[TaskGrade(grade)]
    return days_after(given, days, is_workday, lines)


def days_after(since: datetime, days: int, is_workday: IsWorkday, lines: Lines) -> datetime:
    """The close of the workday `days` after the day of `since`."""
    return close_of(since.astimezone(lines.zone).date(), days, is_workday, lines.closes, lines.zone)


def warn_of(given: datetime, due: datetime, lines: Lines) -> datetime:
    """The county's time before it is due; half way where the whole limit is short."""
    return due - min(lines.warn, (due - given) / 2)


def _midnight(at: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone)

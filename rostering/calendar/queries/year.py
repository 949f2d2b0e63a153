"""A year of the county's calendar, arranged by months, and its holidays in words."""

from calendar import Calendar
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rostering.calendar.models import CalendarDay
from rostering.calendar.queries.days import DAYS_OFF, days_between
from rostering.enums import DayKind
from rostering.permissions import can_manage_calendar
from units.models import County, User

MONDAY_FIRST = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday; None where a week belongs to the neighbouring month."""

    first: date
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Festival:
    """A run of days off under one name with the workdays made up for it."""

    name: str
    first: date
    last: date
    makeup: tuple[date, ...]

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    months: tuple[Month, ...]
    festivals: tuple[Festival, ...]
    unconfirmed: int

    @property
    def is_announced(self) -> bool:
        """Whether anything of the year's official notice is in the calendar."""
        return bool(self.festivals) or not self.unconfirmed


def year_of(county: County, year: int) -> Year:
    """One query."""
    days = days_between(county, date(year, 1, 1), date(year, 12, 31))
    by_date = {day.date: day for day in days}
    months = tuple(_month(year, number, by_date) for number in range(1, 13))
    return Year(year, months, tuple(_festivals(days)), sum(1 for day in days if not day.is_confirmed))


# Notices for a year come out in its last quarter before.
ANNOUNCED_FROM_MONTH = 10


def unannounced_years(county: County, today: date) -> list[int]:
    """This year, and from October the next, where days are still unconfirmed. One query."""
    years = [today.year] + ([today.year + 1] if today.month >= ANNOUNCED_FROM_MONTH else [])
    confirmed = CalendarDay.objects.filter(county=county, is_confirmed=True, date__year__in=years)
    known = Counter(day.year for day in confirmed.values_list("date", flat=True))
    return [year for year in years if known[year] < (date(year + 1, 1, 1) - date(year, 1, 1)).days]


def waiting_years(user: User, today: date) -> list[int]:
    """Years whose notice this reader has to enter; none for whoever doesn't keep the calendar. One query at most."""
    return unannounced_years(user.county, today) if user.county and can_manage_calendar(user) else []


def _month(year: int, number: int, by_date: dict[date, CalendarDay]) -> Month:
    weeks = MONDAY_FIRST.monthdatescalendar(year, number)
    return Month(
        date(year, number, 1),
        tuple(tuple(by_date[day] if day.month == number else None for day in week) for week in weeks),
    )


def _festivals(days: list[CalendarDay]) -> Iterable[Festival]:
    run: list[CalendarDay] = []
    makeup = [day for day in days if day.kind == DayKind.MAKEUP_WORKDAY]
    for day in days:
        if run and not (_is_off(day) and day.name == run[0].name):
            yield _festival(run, makeup)
            run = []
        if _is_off(day):
            run.append(day)
    if run:
        yield _festival(run, makeup)


def _festival(run: list[CalendarDay], makeup: list[CalendarDay]) -> Festival:
    name = run[0].name
    return Festival(name, run[0].date, run[-1].date, tuple(day.date for day in makeup if day.name == name))


def _is_off(day: CalendarDay) -> bool:
    return day.is_confirmed and bool(day.name) and day.kind in DAYS_OFF

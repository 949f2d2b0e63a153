"""Published notices, and any table of days as a notice would print it."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

from rostering.calendar.rules.notices.notice import Notice
from rostering.calendar.services import FESTIVALS

PUBLISHED = Path(__file__).with_name("published")
WEEKDAYS = "一二三四五六日"
NUMBERS = "一二三四五六七八九十"

# A day and whether it is worked, by name.
Days = dict[date, tuple[str, str]]


def published(name: str | int) -> str:
    """The text of a notice as the State Council, a region or a prefecture published it."""
    return (PUBLISHED / f"{name}.txt").read_text(encoding="utf-8")


def library(year: int) -> Days:
    """What the library has of the notice for `year`: New Year's Day may begin in the December before."""
    days = {day: ("off", FESTIVALS[name]) for day, name in chinese_calendar.holidays.items()}
    days |= {day: ("work", FESTIVALS[name]) for day, name in chinese_calendar.workdays.items()}
    return {
        day: said
        for day, said in days.items()
        if (day.year == year and not (day.month == 12 and said[1] == "元旦"))
        or (day.year == year - 1 and day.month == 12 and said[1] == "元旦")
    }


def table(notice: Notice) -> Days:
    """The days of a notice, as `library` has them."""
    return {one.day: ("work" if "work" in one.kind else "off", one.name) for one in notice.days}


def rendered(year: int, holidays: Iterable[tuple[str, date, date, tuple[date, ...]]]) -> str:
    """Holidays (name, first and last day off, workdays) as the notice for `year` would print them."""
    lines = [
        f"国务院办公厅关于{year}年部分节假日安排的通知",
        f"经国务院批准，现将{year}年放假调休日期的具体安排通知如下。",
    ]
    for number, (name, first, last, works) in enumerate(holidays):
        count = (last - first).days + 1
        run = _dated(first, year) + ("" if count == 1 else f"至{_dated(last, year)}")
        line = f"{NUMBERS[number]}、{name}：{run}放假{'调休' if works else ''}，共{count}天。"
        line += f"{'、'.join(_dated(day, year) for day in works)}上班。" if works else ""
        lines.append(line)
    return "\n".join([*lines, "国务院办公厅", f"{year - 1}年11月4日"])


def _dated(day: date, year: int) -> str:
    before = f"{day.year}年" if day.year != year else ""
    return f"{before}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def days_of(holidays: Iterable[tuple[str, date, date, tuple[date, ...]]]) -> Days:
    """What `rendered` must be read as."""
    found: Days = {}
    for name, first, last, works in holidays:
        found |= {first + timedelta(days=step): ("off", name) for step in range((last - first).days + 1)}
        found |= dict.fromkeys(works, ("work", name))
    return found

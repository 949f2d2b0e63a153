"""The days of a year that go by the moon and the sun: computed once a year, for every day that asks."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar, Solar

from rostering.enums import DayKind

DAY = timedelta(days=1)


# What people and period names call a festival → what the State Council's notice calls it.
NOTICE_NAMES = {
    "元旦": "元旦",
    "新年": "元旦",
    "春节": "春节",
    "清明": "清明节",
    "五一": "劳动节",
    "劳动": "劳动节",
    "端午": "端午节",
    "中秋": "中秋节",
    "国庆": "国庆节",
    "十一": "国庆节",
}
HOLIDAY = re.compile(r"(?P<year>\d{4}年)?(?P<festivals>.+?)(?:放假|假期|小长假|长假)?")


def notice_name(festival: str) -> str:
    """端午 and 端午节 → 端午节, 五一 → 劳动节, 元旦 and 元旦节 → 元旦; any other festival as it is."""
    return NOTICE_NAMES.get(festival) or NOTICE_NAMES.get(festival.removesuffix("节"), festival)


def holiday_title(period: str) -> str:
    """2026年国庆、中秋假期 → 2026年国庆节、中秋节, as a notice heads it; a name with any other word stays as it is."""
    found = HOLIDAY.fullmatch(period)
    if found is None:
        return period
    names = re.split(r"[、，和及]", found["festivals"])
    official = [notice_name(name) for name in names]
    known = set(official) <= set(NOTICE_NAMES.values())
    return (found["year"] or "") + "、".join(official) if known else period


@dataclass(frozen=True, slots=True)
class Festivals:
    """春节 (the first day of the first lunar month), 清明 (a solar term), 端午 and 中秋 of one year."""

    spring: date
    qingming: date
    dragon_boat: date
    mid_autumn: date

    @property
    def eve(self) -> date:
        """除夕."""
        return self.spring - DAY


@cache
def festivals(year: int) -> Festivals:
    """Those that fall into the civil year. The lunar year of the same number begins in it."""
    new_year = Lunar.fromYmd(year, 1, 1)
    return Festivals(
        spring=_date(new_year.getSolar()),
        qingming=_date(new_year.getJieQiTable()["清明"]),
        dragon_boat=_date(Lunar.fromYmd(year, 5, 5).getSolar()),
        mid_autumn=_date(Lunar.fromYmd(year, 8, 15).getSolar()),
    )


def _date(day: Solar) -> date:
    return date(day.getYear(), day.getMonth(), day.getDay())


SATURDAY = 5


def kind_by_weekday(day: date) -> DayKind:
    """Weekday or weekend, nothing more: holidays are announced, never guessed."""
    return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY

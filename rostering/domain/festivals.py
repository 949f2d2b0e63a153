"""The days of a year that go by the moon and the sun: computed once a year, for every day that asks."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar, Solar

DAY = timedelta(days=1)


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

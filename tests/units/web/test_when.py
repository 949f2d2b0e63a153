"""Days and instants on pages: the year is left out only where nobody misses it."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine

from units.when import moment, month_day, short_day

AT = datetime(2026, 6, 19, 12, tzinfo=UTC)
DAY = date(2026, 6, 19)


@pytest.mark.parametrize(
    ("form", "value", "this_year", "later"),
    [
        (moment, AT, "6月19日 20:00", "2026年6月19日 20:00"),
        (month_day, DAY, "6月19日", "2026年6月19日"),
        (short_day, DAY, "6月19日 星期五", "2026年6月19日 星期五"),
    ],
)
def test_another_year_is_named(form: Callable[..., str], value: date, this_year: str, later: str) -> None:
    with time_machine.travel(datetime(2026, 12, 31, 15, 59, tzinfo=UTC), tick=False):
        assert form(value) == this_year
    # 2027 in the county, still 2026 in UTC.
    with time_machine.travel(datetime(2026, 12, 31, 16, 0, tzinfo=UTC), tick=False):
        assert form(value) == later


@pytest.mark.parametrize("today", [2026, 2027, 2036])
def test_beside_a_day_it_reads_the_same_every_year(today: int) -> None:
    with time_machine.travel(datetime(today, 3, 1, tzinfo=UTC), tick=False):
        assert month_day(DAY, date(2026, 6, 18)) == "6月19日"
        assert short_day(date(2027, 1, 1), date(2026, 12, 31)) == "2027年1月1日 星期五"
        assert moment(AT, DAY) == "6月19日 20:00"
        assert moment(None) == ""

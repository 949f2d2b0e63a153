"""任务: until when, by the county's own calendar."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.enums import TaskGrade
from alerts.followups.rules import Limit, Lines, due_of, warn_of
from rostering.calendar.queries.workdays import workdays_of
from tests.factories import Cast, at

LINES = Lines(
    simple=3, general=7, hard=15, warn=timedelta(hours=24), verdict=3, feedback=3, level_up=1, closes=time(18, 0),
    zone=ZoneInfo("Asia/Shanghai"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("grade", "limit", "given", "due"),
    [
        # A Monday: the day itself doesn't count.
        (TaskGrade.SIMPLE, Limit(), "2026-07-06 09:00", "2026-07-09 18:00"),
        (TaskGrade.SIMPLE, Limit(), "2026-07-06 23:30", "2026-07-09 18:00"),
        # Over a weekend, and given on one.
        (TaskGrade.SIMPLE, Limit(), "2026-07-09 09:00", "2026-07-14 18:00"),
        (TaskGrade.SIMPLE, Limit(), "2026-07-11 09:00", "2026-07-15 18:00"),
        (TaskGrade.GENERAL, Limit(), "2026-07-06 09:00", "2026-07-15 18:00"),
        # Over the National Day and the Saturday made up for it.
        (TaskGrade.SIMPLE, Limit(), "2026-09-30 09:00", "2026-10-10 18:00"),
        (TaskGrade.HARD, Limit(), "2026-07-06 09:00", "2026-07-27 18:00"),
        (TaskGrade.SAME_DAY, Limit(), "2026-07-06 09:00", "2026-07-07 00:00"),
        (TaskGrade.SAME_DAY, Limit(), "2026-07-06 23:00", "2026-07-07 01:00"),
        # Stated limits go before the class; hours run through the night.
        (TaskGrade.HARD, Limit(days=1), "2026-07-10 09:00", "2026-07-13 18:00"),
        (TaskGrade.SAME_DAY, Limit(hours=30), "2026-07-10 09:00", "2026-07-11 15:00"),
    ],
)
def test_the_line_of_every_class(cast: Cast, grade: TaskGrade, limit: Limit, given: str, due: str) -> None:
    is_workday = workdays_of(cast.county.pk, at(given).date())
    assert due_of(grade, limit, at(given), is_workday, LINES) == at(due)


@pytest.mark.parametrize(("hours", "before"), [(240, 24), (48, 24), (6, 3)])
def test_the_warning_comes_a_day_before_or_half_way(hours: int, before: int) -> None:
    given: datetime = at("2026-07-06 09:00")
    due = given + timedelta(hours=hours)
    assert warn_of(given, due, LINES) == due - timedelta(hours=before)

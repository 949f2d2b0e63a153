"""What looks like a mistake in a period, to be asked back before it is saved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from rostering.calendar.queries.days import days_between
from rostering.enums import DayKind, PeriodKind
from rostering.rosters.models.period import DutyPeriod
from units.when import full_day

WORKING = (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)
# Local setting: what is entered this late is rather a mistyped year.
LONG_PAST = timedelta(days=200)
YEAR = re.compile(r"(?<!\d)(\d{4})年")


@dataclass(frozen=True, slots=True)
class Doubt:
    """`code` is stable: holiday_without_day_off, name_of_another_year, days_long_past."""

    code: str
    text: str


def doubts_about(period: DutyPeriod, today: date) -> list[Doubt]:
    """Of a period about to be saved. Two queries."""
    return [*_without_day_off(period), *_name_of_another_year(period), *_long_past(period, today)]


def _without_day_off(period: DutyPeriod) -> Iterator[Doubt]:
    if period.kind != PeriodKind.HOLIDAY:
        return
    days = days_between(period.county, period.first_day, period.last_day)
    if all(day.kind in WORKING for day in days):
        words = {"first": full_day(period.first_day), "last": full_day(period.last_day)}
        yield Doubt("holiday_without_day_off", _("%(first)s至%(last)s都是工作日，没有放假的日子") % words)


def _name_of_another_year(period: DutyPeriod) -> Iterator[Doubt]:
    years = {period.first_day.year, period.last_day.year}
    said = {int(year) for year in YEAR.findall(period.name)}
    if said and not said & years:
        yield Doubt("name_of_another_year", _("名称中的年份与日期不一致"))
        return
    namesakes = DutyPeriod.objects.filter(county=period.county, name=period.name).exclude(pk=period.pk)
    for first_day in namesakes.order_by("-first_day").values_list("first_day", flat=True):
        if first_day.year not in years:
            words = {"name": period.name, "year": first_day.year}
            yield Doubt("name_of_another_year", _("%(year)d年已有名为“%(name)s”的周期") % words)
            return


def _long_past(period: DutyPeriod, today: date) -> Iterator[Doubt]:
    if period.last_day < today - LONG_PAST:
        yield Doubt("days_long_past", _("末日 %(day)s 早已过去") % {"day": full_day(period.last_day)})

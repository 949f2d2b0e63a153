"""The calendar as the official notices have it."""

from datetime import date

import pytest

from rostering.calendar.queries.days import days_between
from rostering.calendar.services import seed_calendar, set_days
from rostering.enums import DayKind
from rostering.models import CalendarDay
from tests.factories import Cast, make_cast
from units.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    seed_calendar(county=cast.county, years=[2024, 2025, 2027])
    return cast


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        ("2024-02-09", DayKind.WORKDAY, ""),
        ("2024-02-10", DayKind.STATUTORY_HOLIDAY, "春节"),
        ("2024-02-13", DayKind.HOLIDAY_BRIDGE, "春节"),
        ("2024-02-18", DayKind.MAKEUP_WORKDAY, "春节"),
        ("2024-05-02", DayKind.HOLIDAY_BRIDGE, "劳动节"),
        ("2025-01-28", DayKind.STATUTORY_HOLIDAY, "春节"),
        ("2025-05-02", DayKind.STATUTORY_HOLIDAY, "劳动节"),
        ("2025-10-06", DayKind.STATUTORY_HOLIDAY, "中秋节"),
        ("2026-02-16", DayKind.STATUTORY_HOLIDAY, "春节"),
        ("2026-02-20", DayKind.HOLIDAY_BRIDGE, "春节"),
        ("2026-04-05", DayKind.STATUTORY_HOLIDAY, "清明节"),
        ("2026-06-18", DayKind.WORKDAY, ""),
        ("2026-06-19", DayKind.STATUTORY_HOLIDAY, "端午节"),
        ("2026-06-20", DayKind.HOLIDAY_BRIDGE, "端午节"),
        ("2026-06-27", DayKind.WEEKEND, ""),
        ("2026-10-03", DayKind.STATUTORY_HOLIDAY, "国庆节"),
        ("2026-10-10", DayKind.MAKEUP_WORKDAY, "国庆节"),
    ],
)
def test_days_of_announced_years(cast: Cast, day: str, kind: DayKind, name: str) -> None:
    row = CalendarDay.objects.get(county=cast.county, date=day)
    assert (row.kind, row.name, row.is_confirmed) == (kind, name, True)


def test_a_year_not_announced_has_weekdays_and_weekends_only(cast: Cast) -> None:
    year = CalendarDay.objects.filter(county=cast.county, date__year=2027)
    assert year.count() == 365
    assert not year.filter(is_confirmed=True).exists()
    assert set(year.values_list("kind", flat=True)) == {DayKind.WORKDAY, DayKind.WEEKEND}
    assert CalendarDay.objects.get(county=cast.county, date="2027-10-01").kind == DayKind.WORKDAY


def test_days_without_rows_show_as_unconfirmed(cast: Cast) -> None:
    days = days_between(cast.county, date(2031, 12, 31), date(2032, 1, 1))
    assert [(str(day.date), day.is_confirmed) for day in days] == [("2031-12-31", False), ("2032-01-01", False)]


def test_seeding_again_keeps_what_the_office_wrote(cast: Cast) -> None:
    day = date(2027, 10, 1)
    set_days(county=cast.county, first=day, last=day, kind=DayKind.STATUTORY_HOLIDAY, name="国庆节", by=cast.office)
    assert seed_calendar(county=cast.county, years=[2027]) == 0
    row = CalendarDay.objects.get(county=cast.county, date=day)
    assert (row.kind, row.is_confirmed, row.is_edited) == (DayKind.STATUTORY_HOLIDAY, True, True)


def test_only_the_office_edits(cast: Cast) -> None:
    day = date(2027, 10, 1)
    with pytest.raises(NotAllowed):
        set_days(county=cast.county, first=day, last=day, kind=DayKind.WORKDAY, name="", by=cast.leader)


@pytest.mark.parametrize(("first", "last"), [("2027-10-02", "2027-10-01"), ("2027-01-01", "2027-12-31")])
def test_ranges_that_cannot_be_meant(cast: Cast, first: str, last: str) -> None:
    with pytest.raises(InvalidInput):
        set_days(
            county=cast.county,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            kind=DayKind.WORKDAY,
            name="",
            by=cast.office,
        )

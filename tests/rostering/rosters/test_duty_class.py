"""What a day counts as in the ledger."""

from datetime import date

import pytest

from rostering.engine.problem import DutyClass
from rostering.enums import DayKind
from rostering.rosters.rules import duty_class, festival

STATUTORY, BRIDGE, WEEKEND, WORKDAY = (
    DayKind.STATUTORY_HOLIDAY,
    DayKind.HOLIDAY_BRIDGE,
    DayKind.WEEKEND,
    DayKind.WORKDAY,
)


@pytest.mark.parametrize(
    ("day", "kind", "expected"),
    [
        (date(2026, 2, 16), STATUTORY, DutyClass.EVE),
        # No day off that year, and yet 除夕.
        (date(2024, 2, 9), WORKDAY, DutyClass.EVE),
        (date(2026, 2, 17), STATUTORY, DutyClass.FESTIVAL),
        (date(2026, 2, 18), STATUTORY, DutyClass.STATUTORY),
        (date(2026, 2, 21), BRIDGE, DutyClass.WEEKEND),
        (date(2026, 6, 19), STATUTORY, DutyClass.FESTIVAL),
        (date(2026, 6, 20), BRIDGE, DutyClass.WEEKEND),
        (date(2026, 10, 1), STATUTORY, DutyClass.FESTIVAL),
        (date(2026, 10, 2), STATUTORY, DutyClass.STATUTORY),
        (date(2026, 4, 5), STATUTORY, DutyClass.FESTIVAL),
        (date(2026, 6, 13), WEEKEND, DutyClass.WEEKEND),
        (date(2026, 6, 15), WORKDAY, DutyClass.ORDINARY),
        (date(2026, 2, 14), DayKind.MAKEUP_WORKDAY, DutyClass.ORDINARY),
        (date(2028, 2, 29), WORKDAY, DutyClass.ORDINARY),
    ],
)
def test_the_rarest_class_that_applies(day: date, kind: DayKind, expected: DutyClass) -> None:
    assert duty_class(day, kind) == expected


def test_a_holiday_has_the_same_name_on_all_its_days_off_and_every_year() -> None:
    assert festival(date(2026, 2, 16), STATUTORY, "春节") == "春节"
    assert festival(date(2024, 2, 9), WORKDAY, "") == "春节"
    assert festival(date(2026, 2, 21), BRIDGE, "春节") == "春节"
    assert festival(date(2026, 2, 14), DayKind.MAKEUP_WORKDAY, "春节") == ""
    assert festival(date(2026, 6, 13), WEEKEND, "") == ""

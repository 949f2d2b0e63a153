"""What the demo county is drawn from, and where it refuses to be."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from rostering.demo.county import NAME
from rostering.demo.days import daily_spans, past_holidays
from rostering.demo.people import staffed_units
from rostering.demo.seed import seed_demo
from rostering.models import CalendarDay
from tests.factories import at, make_county
from units.enums import Role
from units.errors import RuleViolation
from units.models import County, User


@pytest.mark.django_db
def test_outside_a_demo_installation_it_refuses(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")
    assert not County.objects.exists()


@pytest.mark.django_db
def test_logins_of_others_are_not_taken_over() -> None:
    User.objects.create(username="office", role=Role.COUNTY_OFFICE, county=make_county())
    with pytest.raises(RuleViolation, match="office"):
        seed_demo(seed=1, password="demo-password-1", now=at("2026-06-10 10:00"))
    assert County.objects.count() == 1


def test_the_same_seed_gives_the_same_people() -> None:
    def drawn(seed: int) -> list[tuple[Any, str, str]]:
        staffed = staffed_units(County(name=NAME), Random(seed), date(2024, 1, 1))  # noqa: S311 - reproducible
        return [(person.pk, person.name, person.mobile) for unit in staffed for person in unit.people]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_daily_duty_leaves_out_days_that_are_taken() -> None:
    taken = {date(2026, 6, 19) + timedelta(days=day) for day in range(3)}
    spans = daily_spans(date(2026, 6, 17), taken)
    assert [(span.first.day, span.last.day) for span in spans] == [(14, 18), (22, 27)]
    assert daily_spans(date(2026, 6, 20), taken) == []
    assert [span.first.day for span in daily_spans(date(2026, 6, 21), taken)] == [18, 22]


def test_holidays_are_runs_of_days_off_with_a_festival() -> None:
    days = [
        CalendarDay(date=date(2025, 9, 30), kind="workday"),
        CalendarDay(date=date(2025, 10, 1), kind="statutory_holiday", name="国庆节"),
        CalendarDay(date=date(2025, 10, 2), kind="holiday_bridge", name="中秋节"),
        CalendarDay(date=date(2025, 10, 4), kind="weekend"),
        CalendarDay(date=date(2025, 10, 11), kind="makeup_workday", name="国庆节"),
        CalendarDay(date=date(2027, 1, 1), kind="statutory_holiday", name="元旦", is_confirmed=False),
    ]
    found = past_holidays(days, date(2028, 1, 1))
    assert [(span.name, span.first, span.last) for span in found] == [
        ("2025年国庆、中秋假期", date(2025, 10, 1), date(2025, 10, 2))
    ]
    assert past_holidays(days, date(2025, 10, 2)) == []

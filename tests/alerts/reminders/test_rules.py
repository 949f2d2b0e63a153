"""When reminders are due, by the clock of the county whatever the server's is."""

from datetime import datetime, time, timedelta

import pytest

from alerts.deadlines import quiet_until
from alerts.reminders.rules import Times, is_time, may_wait, told_until
from tests.factories import SHANGHAI, at

TIMES = Times(evening=time(18, 0), ahead=timedelta(0), quiet=(time(22, 0), time(7, 0)), zone=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "start", "is_told"),
    [
        ("2026-06-18 17:59", "2026-06-19 08:30", False),
        ("2026-06-18 18:00", "2026-06-19 08:30", True),
        # A duty that begins in the night belongs to the evening before it, not to one a day earlier.
        ("2026-06-18 18:00", "2026-06-19 00:00", True),
        ("2026-06-18 17:59", "2026-06-19 00:00", False),
        ("2026-06-18 18:00", "2026-06-19 23:59", True),
        ("2026-06-18 23:59", "2026-06-20 00:00", False),
        ("2026-06-18 18:00", "2026-06-20 02:00", False),
        # One of today that nobody was told of yesterday: at once.
        ("2026-06-19 07:00", "2026-06-19 08:30", True),
        ("2026-12-31 18:00", "2027-01-01 08:30", True),
    ],
)
def test_the_evening_before_is_a_local_evening(now: str, start: str, is_told: bool) -> None:
    assert (at(start) < told_until(at(now), TIMES)) is is_told


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-06-18 21:59", None),
        ("2026-06-18 22:00", "2026-06-19 07:00"),
        ("2026-06-19 00:00", "2026-06-19 07:00"),
        ("2026-06-19 06:59", "2026-06-19 07:00"),
        ("2026-06-19 07:00", None),
    ],
)
def test_quiet_hours_across_midnight(now: str, ends: str | None) -> None:
    assert quiet_until(at(now), TIMES.quiet, SHANGHAI) == (at(ends) if ends else None)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = (time(12, 0), time(14, 0))
    assert quiet_until(at("2026-06-18 13:00"), noon, SHANGHAI) == at("2026-06-18 14:00")
    assert quiet_until(at("2026-06-18 14:00"), noon, SHANGHAI) is None
    assert quiet_until(at("2026-06-18 07:00"), (time(7, 0), time(7, 0)), SHANGHAI) is None


@pytest.mark.parametrize(("start", "waits"), [("08:30", True), ("07:30", True), ("07:29", False), ("02:00", False)])
def test_only_what_is_told_in_time_after_them_waits_for_the_quiet_hours_to_end(start: str, waits: bool) -> None:
    assert may_wait(at(f"2026-06-19 {start}"), at("2026-06-19 01:00"), TIMES) is waits
    assert not may_wait(at("2026-06-19 08:30"), at("2026-06-18 21:00"), TIMES)


def test_a_digest_is_due_from_its_time_on_for_as_long_as_it_is_of_use() -> None:
    def due(text: str) -> bool:
        return is_time(at(text), time(8, 0), timedelta(hours=4), SHANGHAI)

    assert [due(f"2026-06-18 {clock}") for clock in ("07:59", "08:00", "11:59", "12:00")] == [False, True, True, False]
    assert is_time(datetime.fromisoformat("2026-06-18T00:00:00+00:00"), time(8, 0), timedelta(hours=1), SHANGHAI)

"""The draw of planned checks can be replayed, keeps the cap and the quiet hours."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.checks.rules import draw, is_quiet

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 6, 19, 0, 30, tzinfo=UTC)
QUIET = (time(22), time(7))
UNITS = [f"u{number}" for number in range(9)]


@given(seed=st.integers(0, 2**40), cap=st.integers(0, 4), hours=st.integers(1, 96))
def test_cap_quiet_and_replay(seed: int, cap: int, hours: int) -> None:
    last = FIRST + timedelta(hours=hours)
    drawn = draw(UNITS, cap=cap, first=FIRST, last=last, quiet=QUIET, zone=SHANGHAI, seed=seed)
    assert all(FIRST <= one.at < last and not is_quiet(one.at, *QUIET, SHANGHAI) for one in drawn)
    assert set(Counter(one.unit for one in drawn).values()) <= {cap}
    assert len({(one.unit, one.at) for one in drawn}) == len(drawn)
    shuffled = UNITS[:]
    Random(1).shuffle(shuffled)  # noqa: S311 - any other order will do
    assert draw(shuffled, cap=cap, first=FIRST, last=last, quiet=QUIET, zone=SHANGHAI, seed=seed) == drawn


def test_nothing_to_draw_from_an_all_quiet_span() -> None:
    night = datetime(2026, 6, 19, 15, tzinfo=UTC)
    assert draw(UNITS, cap=1, first=night, last=night + timedelta(hours=2), quiet=QUIET, zone=SHANGHAI, seed=1) == []


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("21:59:59", False),
        ("22:00:00", True),
        ("23:59:59", True),
        ("00:00:00", True),
        ("06:59:59", True),
        ("07:00:00", False),
    ],
)
def test_quiet_hours(clock: str, quiet: bool) -> None:
    at = datetime.fromisoformat(f"2026-06-19T{clock}+08:00")
    assert is_quiet(at, *QUIET, SHANGHAI) is quiet

"""What becomes of a message after an attempt, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.channels.delivery import MOST_ATTEMPTS, NextStep, Receipt, after_attempt
from alerts.enums import NotificationState, ReceiptStatus

NOW = datetime(2026, 6, 19, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def step(status: str, attempts: int = 1, expires_at: datetime = LATER) -> NextStep:
    return after_attempt(Receipt(ReceiptStatus(status)), attempts=attempts, now=NOW, expires_at=expires_at)


@pytest.mark.parametrize(
    ("status", "attempts", "state", "seconds"),
    [
        ("accepted", 1, "accepted", None),
        ("accepted", 6, "accepted", None),
        ("refused", 1, "dead", None),
        ("failed", 1, "pending", 5),
        ("failed", 2, "pending", 10),
        ("failed", 5, "pending", 60),
        ("failed", 6, "dead", None),
        ("unknown", 1, "pending", 5),
        ("unknown", 6, "dead", None),
    ],
)
def test_next_step(status: str, attempts: int, state: str, seconds: int | None) -> None:
    found = step(status, attempts)
    assert found.state == state
    assert found.retry_at == (NOW + timedelta(seconds=seconds) if seconds else None)


def test_no_attempt_past_usefulness() -> None:
    assert step("failed", 1, NOW + timedelta(seconds=5)).state == NotificationState.DEAD
    assert step("failed", 1, NOW + timedelta(seconds=6)).state == NotificationState.PENDING


def test_attempts_are_bounded() -> None:
    states = [step("failed", attempt).state for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert states.count(NotificationState.DEAD) == 1

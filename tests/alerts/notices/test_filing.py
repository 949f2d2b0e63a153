"""A unit is told until when it has to file, and told again when that changes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from alerts.models import Notification
from alerts.notices.services.duty import remind_of_filing
from alerts.outbox.services.wording import wording
from rostering.models import DutyPeriod
from rostering.periods.services.filing import confirm_roster, return_roster
from rostering.periods.services.periods import update_period
from rostering.periods.services.publication import publish_period
from tests.factories import Cast, at, generated, roster_of

NOW = at("2026-06-10 09:00")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    """Of its units only the emergency unit's leader is somebody who can be told."""
    cast.leader.person = cast.people["yjj"][0]
    cast.leader.save()
    return generated(cast)


def rows(purpose: str) -> Any:
    return Notification.objects.filter(purpose=purpose, channel="console").order_by("created_at")


def remind(period: DutyPeriod) -> int:
    return remind_of_filing(now=period.filing_deadline - timedelta(hours=1))


def test_one_reminder_for_each_deadline(cast: Cast, period: DutyPeriod) -> None:
    remind(period)
    remind(period)
    assert rows("filing_due").count() == 1
    period = update_period(period=period, filing_deadline=at("2026-06-17 18:00"), by=cast.office)
    remind(period)
    assert {row.params["deadline"] for row in rows("filing_due")} == {
        "6月17日（星期三）12:00",
        "6月17日（星期三）18:00",
    }


def test_another_deadline_is_told_at_once_and_the_former_goes_silent(cast: Cast, period: DutyPeriod) -> None:
    remind(period)
    update_period(period=period, filing_deadline=at("2026-06-16 12:00"), by=cast.office)
    assert [row.state for row in rows("filing_due")] == ["suppressed"]
    (moved,) = rows("filing_moved")
    assert "6月16日（星期二）12:00" in wording(moved.purpose, moved.params)[1]
    update_period(period=period, name="端午", by=cast.office)
    assert rows("filing_moved").count() == 1


def test_who_has_filed_is_left_alone(cast: Cast, period: DutyPeriod) -> None:
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    update_period(period=period, filing_deadline=at("2026-06-16 12:00"), by=cast.office)
    assert not rows("filing_moved").exists()


@pytest.mark.parametrize("end", ["filed", "published"])
def test_what_waits_goes_with_the_filing(cast: Cast, period: DutyPeriod, end: str) -> None:
    roster = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    return_roster(roster=roster, reason="请核对", by=cast.office)
    assert [row.state for row in rows("roster_returned")] == ["pending"]
    if end == "filed":
        confirm_roster(roster=roster, by=cast.leader)
    else:
        publish_period(period=period, by=cast.office, exception_reason="节前须先公布")
    assert [row.state for row in rows("roster_returned")] == ["suppressed"]

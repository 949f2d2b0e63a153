"""Whom to ask when: a few at a time, everybody when it is near, reminders on their days, then the leader."""

from datetime import timedelta

import pytest

from rostering.covers.rules import Standing, step
from tests.factories import at

START = at("2026-06-19 08:30")


def standing(**fields: object) -> Standing:
    values = {
        "start": START, "last_at": None, "waved_at": None, "unasked": 5, "silent": 0, "is_escalated": False,
    } | fields  # fmt: skip
    return Standing(**values)  # type: ignore[arg-type]


def test_far_ahead_the_first_three_are_asked_and_the_next_four_hours_later() -> None:
    now = at("2026-06-10 09:00")
    first = step(standing(), now)
    assert (first.ask, first.remind, first.escalate, first.next_at) == (3, False, False, now + timedelta(hours=4))
    asked = {"last_at": now, "waved_at": now, "unasked": 2, "silent": 3}
    assert step(standing(**asked), now + timedelta(hours=3)).ask == 0
    assert step(standing(**asked), now + timedelta(hours=4)).ask == 2


def test_when_all_have_declined_the_next_are_asked_at_once_and_with_nobody_left_the_leader_hears() -> None:
    now = at("2026-06-10 09:00")
    assert step(standing(last_at=now, waved_at=now, unasked=2), now).ask == 2
    nobody = step(standing(last_at=now, waved_at=now, unasked=0), now)
    assert (nobody.ask, nobody.escalate) == (0, True)
    assert not step(standing(unasked=0, is_escalated=True), now).escalate


def test_a_day_before_everybody_is_asked_and_the_leader_hears() -> None:
    now = at("2026-06-18 08:30")
    found = step(standing(last_at=now - timedelta(days=1), waved_at=now - timedelta(hours=1), silent=3), now)
    assert (found.ask, found.remind, found.escalate, found.next_at) == (5, True, True, START - timedelta(hours=6))


@pytest.mark.parametrize("before", [timedelta(days=7), timedelta(days=3), timedelta(days=1), timedelta(hours=6)])
def test_those_who_are_silent_are_reminded_on_each_of_the_four_times_once(before: timedelta) -> None:
    at_it = START - before
    asked = {"waved_at": at_it, "unasked": 0, "silent": 2}
    assert not step(standing(last_at=at_it - timedelta(hours=2), **asked), at_it - timedelta(minutes=1)).remind
    assert step(standing(last_at=at_it - timedelta(hours=2), **asked), at_it).remind
    assert not step(standing(last_at=at_it, **asked), at_it + timedelta(hours=1)).remind
    assert step(standing(last_at=at_it - timedelta(hours=2), **asked), at_it).next_at <= START

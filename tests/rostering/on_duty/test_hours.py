"""A duty shared out by hours: who holds which, in the same words everywhere."""

from datetime import date

import pytest

from rostering.models import Shift
from rostering.on_duty.queries.hours import hours_of, named
from tests.factories import at

SHIFT = Shift(day=date(2026, 6, 19), start=at("2026-06-19 08:30"), end=at("2026-06-20 08:30"))


def held(name: str, start: str, end: str) -> dict[str, str]:
    return {"name": name, "start": at(start).isoformat(), "end": at(end).isoformat()}


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-06-19 08:30", "2026-06-20 08:30", ""),
        ("2026-06-19 12:00", "2026-06-19 20:00", "12:00–20:00"),
        ("2026-06-19 20:00", "2026-06-20 08:30", "20:00–次日08:30"),
        ("2026-06-20 02:00", "2026-06-20 08:30", "次日02:00–次日08:30"),
    ],
)
def test_hours_are_said_of_a_part_only(start: str, end: str, words: str) -> None:
    assert hours_of(SHIFT, at(start), at(end)) == words


def test_holders_of_a_revision_are_named_with_their_hours() -> None:
    whole = [held("赵一", "2026-06-19 08:30", "2026-06-20 08:30")]
    shared = [
        held("赵一", "2026-06-19 08:30", "2026-06-19 20:00"),
        held("", "2026-06-19 20:00", "2026-06-20 08:30"),
    ]
    assert named(SHIFT, whole) == "赵一"
    assert named(SHIFT, shared) == "08:30–20:00 赵一、20:00–次日08:30 空岗"
    assert named(SHIFT, [held("", "2026-06-19 08:30", "2026-06-20 08:30")]) == ""

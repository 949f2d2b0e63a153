"""The time machine against a witness: whoever looked at the board at each instant wrote down what it showed.

`make past` asks about ten thousand (valid, known) pairs (`PAST_PAIRS`) in as many histories as needed; the usual number proves
the same in seconds. A history follows from its number: `PYTHONHASHSEED=0 PAST_FIRST=17` plays the seventeenth again.
"""

import math
import os
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from alerts.board.queries.board import board_at
from alerts.board.queries.live import Live, live_of, moment_at
from alerts.past.queries import retrace
from rostering.models import Assignment
from tests.alerts.past.history import FIRST, LAST, START, History, clock, numbered
from units.models import User
from units.rows.ciphers import MARK

FIRST_HISTORY = int(os.environ.get("PAST_FIRST", "5"))
PAIRS = int(os.environ.get("PAST_PAIRS", "60"))
# Of one history; one instant in five is asked about as it was shown in that instant.
AT_ONCE = 100
HISTORIES = range(FIRST_HISTORY, FIRST_HISTORY + math.ceil(PAIRS / AT_ONCE))
ACTS = 160


@dataclass(frozen=True)
class Witness:
    """What was seen at an instant: of duty at `valid`, and of what ran then."""

    rows: tuple[Any, ...]
    uncovered: tuple[str, ...]
    received: frozenset[Any]


def seen_of_duty(valid: datetime, now: datetime, user: User) -> Witness:
    board = board_at(valid, user=user)
    received = Assignment.objects.filter(pk__in=[row.assignment_id for row in board.rows])
    return Witness(
        tuple(replace(row, phone=None) for row in board.rows),
        board.uncovered,
        frozenset(received.values_list("pk", "acknowledged_at")),
    )


def seen_running(now: datetime, user: User) -> Live:
    assert user.county_id is not None
    return live_of(moment_at(user.county_id, now, user=user), now, user)


def words_of(live: Live) -> Any:
    """Rows by key and the instants shown; two readings of one row are different objects."""
    called = [(one.summons.pk, one.summons.state, one.is_overdue, one.ring) for one in live.called]
    return called, live.units, live.people, live.away, live.orders, live.warnings, live.whistles


@pytest.mark.django_db
@pytest.mark.parametrize("number", HISTORIES)
def test_it_says_of_any_instant_what_was_said_then(number: int) -> None:
    draw = random.Random(number + 9)  # noqa: S311 - to replay
    pairs = drawn(draw, min(PAIRS, AT_ONCE))
    with numbered(number):
        history = History(number)
        witness, running = play(history, pairs, draw)
    user = history.cast.office

    assert sum(history.acts.values()) > ACTS // 3, history.acts
    assert len(history.acts) > 15, history.acts
    assert not keeps_numbers()
    draw.shuffle(pairs)
    for valid, known in pairs:
        with clock(LAST + timedelta(days=30)):
            found = retrace(valid, known, user=user)
        told, ran = witness[valid, known], running[min(valid, known)]
        assert tuple(line.duty for line in found.lines) == told.rows, (valid, known)
        assert found.uncovered == told.uncovered, (valid, known)
        assert {(line.duty.assignment_id, line.acknowledged_at) for line in found.lines} == told.received
        assert words_of(found.live) == words_of(ran), (valid, known)


def drawn(draw: random.Random, pairs: int) -> list[tuple[datetime, datetime]]:
    """Between two acts, which happen on whole minutes; mostly while duty runs."""
    span = (LAST + timedelta(hours=6) - START).total_seconds()

    def instant() -> datetime:
        from_duty = draw.random() < 0.8
        start, length = (FIRST, (LAST - FIRST).total_seconds()) if from_duty else (START, span)
        return start + timedelta(minutes=draw.randrange(int(length // 60)), seconds=draw.randrange(1, 59))

    knowns = [instant() for _ in range(pairs)]
    return [(known if number % 5 == 0 else instant(), known) for number, known in enumerate(knowns)]


def play(history: History, pairs: list[tuple[datetime, datetime]], draw: random.Random) -> tuple[Any, Any]:
    """Plays everything in the order of time and looks at each instant that will be asked about."""
    user, witness, running = history.cast.office, {}, {}
    todo: list[tuple[datetime, int, Any]] = [(START + timedelta(hours=2), 0, history.publish)]
    for _ in range(ACTS):
        begin = FIRST if draw.random() < 0.8 else START + timedelta(hours=3)
        todo.append(
            (begin + timedelta(minutes=draw.randrange(int((LAST - begin).total_seconds() // 60))), 0, history.act)
        )
    for valid, known in pairs:
        todo += [(known, 1, valid), (min(valid, known), 2, None)]
    for now, what, told in sorted(todo, key=lambda one: (one[0], one[1], str(one[2]))):
        with clock(now):
            if what == 0:
                told()
            elif what == 1:
                witness[told, now] = seen_of_duty(told, now, user)
            else:
                running[now] = seen_running(now, user)
    return witness, running


def keeps_numbers() -> bool:
    """Numbers of people stand sealed in the rows that are remembered, and in no row of what they were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_or(strpos(was::text, %s) > 0) FROM units_pastrow", [MARK])
        return bool(cursor.fetchone()[0])

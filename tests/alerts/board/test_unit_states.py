"""The states of a unit are a set: board, unit card, API and counts say all of them, the most urgent first."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alerts.call_outs.services import call_outs
from alerts.checks.services import checks
from alerts.checks.services import escalation as check_escalation
from alerts.duty_log.services import log as duty_log
from alerts.incidents.services import reports
from alerts.models import CallOut
from rostering.enums import Post
from rostering.seats.services.assignments import replace_person
from tests.alerts.conftest import later
from tests.alerts.watch import on_seat, send_all
from tests.api_client import Api
from tests.clients import Browse
from tests.factories import Cast, make_token, make_unit
from units.enums import Tier
from units.models import Unit

WORDS = {
    "overdue": "到岗超时", "lost": "失联", "called": "召集中", "vacant": "空岗", "away": "离岗", "drill": "演练", "waiting": "待应答",
    "supervising": "督导中",
}  # fmt: skip
COUNTED = WORDS | {"called": "召集"}


def call(cast: Cast, unit: Unit, *, is_drill: bool = False) -> CallOut:
    incident = None
    if not is_drill:
        incident = reports.record_incident(
            county=cast.county, title="河道漫堤", kind="洪涝", place="堤段", units=[unit], by=cast.office,
            occurred_at=timezone.now() - timedelta(minutes=5),
        )  # fmt: skip
    return call_outs.call_out(
        county=cast.county,
        matter="抢险",
        place="堤段",
        required=1,
        by=cast.office,
        units=[unit],
        incident=incident,
        is_drill=is_drill,
    )


def ask(cast: Cast, unit: Unit) -> None:
    checks.ask_unit(unit=unit, reason="抽查", by=cast.office)


def nobody_answers(_cast: Cast, _unit: Unit) -> None:
    """The messages have gone out, the time for answering is over."""
    send_all()
    check_escalation.escalate_due(now=timezone.now() + timedelta(minutes=11))


def leave_the_post(cast: Cast, unit: Unit) -> None:
    seat = on_seat(unit, Post.DEDICATED_STAFF, timezone.now())
    duty_log.report_leaving(
        assignment=seat,
        reason="处置险情",
        expected_back=timezone.now() + timedelta(hours=1),
        by=cast.office,
        covered_by=unit.people.exclude(assignments=seat)[0],
    )


def empty_a_seat(cast: Cast, unit: Unit) -> None:
    seat = on_seat(unit, Post.LEADER, timezone.now())
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version, reason="住院")


def drill(cast: Cast, unit: Unit) -> None:
    call(cast, unit, is_drill=True)


def tile(html: str, code: str) -> str:
    found = re.search(rf'<a class="tile [^"]*"\s+id="tile-{code}".*?</a>', html, re.DOTALL)
    assert found, code
    return found[0]


def words_in(html: str) -> list[str]:
    """The states named, in the order in which they are."""
    named = re.findall(r"|".join(WORDS.values()), re.sub(r'title="[^"]*"', "", html))
    return list(dict.fromkeys(named))


def counts_in(html: str) -> dict[str, int]:
    head = html.partition('id="units-title"')[2].partition('class="tiles')[0]
    return {
        word: int(number)
        for word, number in re.findall(r'(\w+) <span class="num">(\d+)(?: 个单位)?</span>', head)
        if word in COUNTED.values()
    }


CASES = (
    ((call,), ("called",)),
    ((call, ask, nobody_answers), ("called", "lost")),
    ((call, ask), ("called", "waiting")),
    ((ask, call), ("called",)),
    ((call, drill), ("called", "drill")),
    ((drill, ask, nobody_answers), ("lost", "drill")),
    ((empty_a_seat, call), ("called", "vacant")),
    ((leave_the_post, call), ("called", "away")),
    ((empty_a_seat, leave_the_post, ask, nobody_answers, call, drill), ("called", "lost", "vacant", "away", "drill")),
)


@pytest.mark.parametrize(("steps", "states"), CASES)
def test_no_state_hides_another(
    office: Client, watched: Cast, steps: tuple[object, ...], states: tuple[str, ...]
) -> None:
    unit = watched.emergency
    for step in steps:
        step(watched, unit)  # type: ignore[operator]
    board = office.get("/").content.decode()
    expected = [WORDS[state] for state in states]
    assert words_in(tile(board, unit.code)) == expected
    assert "在岗" in tile(board, unit.code)
    assert counts_in(board) == {COUNTED[state]: 1 for state in states}
    assert words_in(office.get(f"/now/{unit.code}/").content.decode())[: len(states)] == expected
    rows = Api(key=make_token(watched.office)).get(f"unit-states/?unit={unit.code}").results
    assert rows == [
        {"unit": {"code": unit.code, "name": unit.name}, "tier": "emergency_response", "states": list(states)}
    ]


def test_both_call_outs_stay_counted_when_one_is_overdue_and_a_check_is_lost(office: Client, watched: Cast) -> None:
    ask(watched, watched.routine)
    nobody_answers(watched, watched.routine)
    call(watched, watched.emergency)
    call(watched, watched.routine)
    send_all()
    assert counts_in(office.get("/").content.decode()) == {"召集": 2, "失联": 1}
    with later(31):
        board = office.get("/").content.decode()
        assert counts_in(board) == {"到岗超时": 2, "失联": 1, "召集": 2}
        assert words_in(tile(board, "dag")) == ["到岗超时", "召集中", "失联"]
    api = Api(key=make_token(watched.office))
    assert [row["unit"]["code"] for row in api.get("unit-states/?state=called").results] == ["yjj", "dag"]


def test_a_unit_nobody_staffs_shows_what_runs_there(office: Client, watched: Cast, browse: Browse) -> None:
    call(watched, watched.routine)
    make_unit(watched.county, Tier.ROUTINE_SUPPORT, name="新设局")
    with later(5 * 24 * 60):
        board = browse(watched.office).get("/").content.decode()
        assert "召集中" in tile(board, "dag")
        assert "新设局" not in board.split("uncovered")[0]
        assert 'class="called' in board

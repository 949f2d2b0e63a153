"""Who is being called out is not checked at the same time: the call-out says who is there."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine

from alerts.call_outs.services.call_outs import call_out
from alerts.call_outs.services.endings import end_call_out
from alerts.checks.rules import first_to_ask
from alerts.checks.services import checks
from alerts.checks.services.roll_call import call_roll
from alerts.enums import CheckState
from alerts.models import CallOut, Check
from tests.alerts.conftest import NOON
from tests.alerts.watch import flood, send_all
from tests.factories import Cast
from units.errors import RuleViolation
from units.models import AuditEvent, Person, Unit

A, B = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("people", "called", "first"),
    [([A, B], set(), 0), ([A, B], {A}, 1), ([A, B], {B}, 0), ([A, B], {A, B}, None), ([], set(), None)],
)
def test_the_first_who_is_free_is_asked(people: list[Any], called: set[Any], first: int | None) -> None:
    assert first_to_ask(people, called) == first


def ask(cast: Cast, unit: Unit) -> Check:
    return checks.ask_unit(unit=unit, reason="抽查", by=cast.office, exception=True)


def call(cast: Cast, people: list[Person], **options: Any) -> CallOut:
    basis = options or {"incident": flood(cast)}
    return call_out(
        county=cast.county, matter="漫堤", place="堤段", required=1, by=cast.office, people=people, **basis
    )  # fmt: skip


def test_a_check_passes_over_who_is_called_and_asks_the_next(watched: Cast) -> None:
    first = ask(watched, watched.emergency).person
    assert first is not None
    Check.objects.all().delete()
    made = call(watched, [first])
    second = ask(watched, watched.emergency).person
    assert second not in (None, first)

    Check.objects.all().delete()
    end_call_out(made, outcome="已处置", by=watched.office, now=NOON)
    assert ask(watched, watched.emergency).person == first


def test_a_unit_all_of_whose_people_are_called_is_left_alone_and_named(watched: Cast) -> None:
    person = ask(watched, watched.routine).person
    assert person is not None
    Check.objects.all().delete()
    call(watched, [person])
    with pytest.raises(RuleViolation) as refused:
        ask(watched, watched.routine)
    assert refused.value.code == "being_called"
    roll = call_roll(units=watched.units, reason="抽查", by=watched.office, exception=True)
    assert {check.unit.code for check in roll.checks} == {"xwb", "yjj"}
    assert [(unit.code, "正在被召集" in why) for unit, why in roll.skipped] == [("dag", True)]


def test_a_planned_check_waits_for_the_call_out_to_end(watched: Cast) -> None:
    check = ask(watched, watched.routine)
    assert check.person is not None
    made = call(watched, [check.person])
    planned = Check.objects.create(
        county=watched.county, unit=watched.routine, period=check.period, reason="计划", due_at=NOON
    )
    assert checks.ask_due(now=NOON) == 0
    end_call_out(made, outcome="已处置", by=watched.office, now=NOON)
    checks.ask_due(now=NOON)
    planned.refresh_from_db()
    assert planned.state == CheckState.ASKING


def test_a_call_out_calls_a_running_check_off(watched: Cast) -> None:
    check = ask(watched, watched.routine)
    send_all()
    assert check.person is not None
    call(watched, [check.person])
    check.refresh_from_db()
    assert (check.state, check.outcome) == (CheckState.CANCELLED, "")
    event = AuditEvent.objects.get(action="check.cancelled")
    assert event.reason == "被查人员正在被召集"


def test_a_drill_disturbs_no_check(watched: Cast) -> None:
    check = ask(watched, watched.routine)
    assert check.person is not None
    call(watched, [check.person], is_drill=True)
    check.refresh_from_db()
    assert check.state == CheckState.ASKING
    with time_machine.travel(NOON, tick=False):
        assert ask(watched, watched.routine).person == check.person

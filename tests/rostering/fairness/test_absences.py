"""Leave is asked for, decided by the unit's leader, taken back; only what is approved binds."""

from functools import partial
from typing import Any

import pytest

from rostering.engine.problem import PairKind, Rules
from rostering.enums import AbsenceKind, AbsenceState
from rostering.fairness.services.absences import approve_absence, cancel_absence, record_absence, reject_absence
from rostering.fairness.services.preferences import record_pair_rule
from rostering.fairness.services.roster_rules import change_rules
from rostering.models import Absence
from rostering.seats.queries.facts import Asked, candidates
from tests.factories import Cast, at
from units.errors import InvalidInput, NotAllowed, RuleViolation
from units.models import AuditEvent, Person, User

pytestmark = pytest.mark.django_db
SPAN: dict[str, Any] = {"start": at("2026-06-19 00:00"), "end": at("2026-06-21 00:00")}


def ask(person: Person, by: User, kind: AbsenceKind = AbsenceKind.ANNUAL_LEAVE) -> Absence:
    return record_absence(person=person, kind=kind, by=by, **SPAN)


def own(cast: Cast) -> Person:
    assert cast.duty.person is not None
    return cast.duty.person


def is_busy(person: Person) -> bool:
    return bool(candidates([person], Asked(SPAN["start"], SPAN["end"], Rules()))[0].around.absences)


@pytest.mark.parametrize(("who", "state"), [("office", "approved"), ("leader", "approved"), ("duty", "requested")])
def test_who_enters_it_decides_whether_it_waits(cast: Cast, who: str, state: str) -> None:
    absence = ask(own(cast), getattr(cast, who))

    assert absence.state == state
    assert is_busy(own(cast)) is (state == "approved")


def test_a_leader_approves_and_from_then_on_it_binds(cast: Cast) -> None:
    absence = approve_absence(absence=ask(own(cast), cast.duty), by=cast.leader)

    assert (absence.state, absence.decided_by) == (AbsenceState.APPROVED, cast.leader)
    assert is_busy(own(cast))
    assert AuditEvent.objects.filter(action="absence.approved", unit=cast.emergency).count() == 1


def test_a_rejection_says_why_and_binds_nobody(cast: Cast) -> None:
    absence = ask(own(cast), cast.duty)
    with pytest.raises(InvalidInput):
        reject_absence(absence=absence, by=cast.leader, reason=" ")

    absence = reject_absence(absence=absence, by=cast.leader, reason="人手紧张")

    assert (absence.state, absence.decision_reason) == (AbsenceState.REJECTED, "人手紧张")
    assert not is_busy(own(cast))


@pytest.mark.parametrize("who", ["duty", "routine_leader", "auditor"])
def test_nobody_else_decides(cast: Cast, who: str) -> None:
    absence = ask(own(cast), cast.duty)
    with pytest.raises(NotAllowed):
        approve_absence(absence=absence, by=getattr(cast, who))


def test_only_what_waits_is_decided_and_only_what_stands_is_withdrawn(cast: Cast) -> None:
    absence = ask(own(cast), cast.leader)
    for step in (approve_absence, partial(reject_absence, reason="重复")):
        with pytest.raises(RuleViolation) as error:
            step(absence=absence, by=cast.leader)
        assert error.value.code == "wrong_state"
    cancel_absence(absence=absence, by=cast.duty)
    assert not is_busy(own(cast))
    with pytest.raises(RuleViolation):
        cancel_absence(absence=absence, by=cast.duty)
    assert Absence.objects.count() == 1


def test_both_heads_are_never_both_on_leave_unless_one_is_ill(cast: Cast) -> None:
    first, second = cast.people["yjj"][:2]
    record_pair_rule(first=second, second=first, kind=PairKind.BOTH_AWAY, by=cast.leader)
    ask(first, cast.leader)

    with pytest.raises(RuleViolation) as error:
        ask(second, cast.leader)
    assert error.value.code == "both_away"
    assert first.name in str(error.value)
    assert ask(second, cast.leader, AbsenceKind.SICK_LEAVE).state == AbsenceState.APPROVED


def test_a_county_that_sets_no_such_rule_lets_both_go(cast: Cast) -> None:
    first, second = cast.people["yjj"][:2]
    record_pair_rule(first=first, second=second, kind=PairKind.BOTH_AWAY, by=cast.leader)
    change_rules(
        county=cast.county, effective_from=SPAN["start"].date(), changes={"pair_both_away": "off"}, by=cast.office
    )
    ask(first, cast.leader)

    assert ask(second, cast.leader).state == AbsenceState.APPROVED

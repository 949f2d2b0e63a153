"""Filing: the unit confirms, the office returns or accepts; every other step is refused."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rostering.enums import Post, RosterState
from rostering.models import DutyPeriod, Roster
from rostering.periods.services.filing import (
    accept_rest,
    accept_roster,
    accept_silent_rosters,
    confirm_roster,
    return_roster,
)
from rostering.seats.services.assignments import replace_person
from tests.factories import Cast, generated, make_cast, opened, published, roster_of, seat_of
from units.errors import InvalidInput, NotAllowed, RuleViolation, Stale
from units.models import AuditEvent, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


def act(action: str, roster: Roster, by: User) -> Roster:
    if action == "confirm":
        return confirm_roster(roster=roster, by=by)
    if action == "return":
        return return_roster(roster=roster, reason="请调整", by=by)
    return accept_roster(roster=roster, by=by)


STEPS = {
    ("draft", "confirm"): "submitted",
    ("returned", "confirm"): "submitted",
    ("submitted", "return"): "returned",
    ("accepted", "return"): "returned",
    ("submitted", "accept"): "accepted",
}


@pytest.mark.parametrize("action", ["confirm", "return", "accept"])
@pytest.mark.parametrize("state", list(RosterState))
def test_every_step(cast: Cast, period: DutyPeriod, state: RosterState, action: str) -> None:
    roster = roster_of(period, cast.emergency)
    Roster.objects.filter(pk=roster.pk).update(state=state)
    if (state, action) in STEPS:
        assert act(action, roster, cast.office).state == STEPS[state, action]
        return
    with pytest.raises(RuleViolation) as error:
        act(action, roster, cast.office)
    assert error.value.code == "wrong_state"
    assert roster_of(period, cast.emergency).state == state


@pytest.mark.parametrize(
    ("who", "action", "allowed"),
    [
        ("leader", "confirm", True),
        ("leader", "accept", False),
        ("leader", "return", False),
        ("routine_leader", "confirm", False),
        ("duty", "confirm", False),
        ("auditor", "confirm", False),
        ("office", "confirm", True),
    ],
)
def test_who_may(cast: Cast, period: DutyPeriod, who: str, action: str, allowed: bool) -> None:
    roster = roster_of(period, cast.emergency)
    if allowed:
        act(action, roster, getattr(cast, who))
        return
    with pytest.raises(NotAllowed):
        act(action, roster, getattr(cast, who))


def test_the_office_on_a_units_behalf_is_recorded(cast: Cast, period: DutyPeriod) -> None:
    roster = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.office)
    assert (roster.on_behalf, roster.submitted_by) == (True, cast.office)
    event = AuditEvent.objects.get(object_id=str(roster.pk), action="roster.confirmed")
    assert (event.on_behalf_of, event.unit) == (cast.emergency.name, cast.emergency)
    assert (event.before, event.after) == ({"state": "draft"}, {"state": "submitted"})


def test_a_vacancy_keeps_a_unit_from_confirming(cast: Cast) -> None:
    roster = roster_of(opened(cast), cast.emergency)
    with pytest.raises(RuleViolation) as error:
        confirm_roster(roster=roster, by=cast.leader)
    assert (error.value.code, str(error.value)) == ("roster_has_vacancies", "还有 6 个空岗，补齐后方可确认")


@pytest.mark.parametrize("reason", ["", "   ", "长" * 501])
def test_returning_takes_a_reason(cast: Cast, period: DutyPeriod, reason: str) -> None:
    roster = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    with pytest.raises(InvalidInput) as error:
        return_roster(roster=roster, reason=reason, by=cast.office)
    assert error.value.field == "reason"


def test_the_reason_of_a_return_is_kept_until_the_unit_answers(cast: Cast, period: DutyPeriod) -> None:
    roster = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    roster = return_roster(roster=roster, reason="带班领导请换人", by=cast.office)
    assert roster.returned_reason == "带班领导请换人"
    assert confirm_roster(roster=roster, by=cast.leader).returned_reason == ""


def test_whoever_looked_at_an_older_version_is_told(cast: Cast, period: DutyPeriod) -> None:
    roster = roster_of(period, cast.emergency)
    seen = roster.version
    confirm_roster(roster=roster, by=cast.leader, expected_version=seen)
    with pytest.raises(Stale):
        accept_roster(roster=roster, by=cast.office, expected_version=seen)


def test_the_rest_is_filed_and_accepted_in_one_go(cast: Cast, period: DutyPeriod) -> None:
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version)
    accepted, refused = accept_rest(period=period, by=cast.office)
    assert [roster.unit.code for roster in accepted] == ["xwb", "yjj"]
    assert [(roster.unit.code, why) for roster, why in refused] == [("dag", "还有 1 个空岗，补齐后方可确认")]
    assert not roster_of(period, cast.emergency).on_behalf
    assert roster_of(period, cast.hub).on_behalf
    assert roster_of(period, cast.routine).state == "draft"


def returned(cast: Cast, period: DutyPeriod) -> Roster:
    roster = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    return return_roster(roster=roster, reason="带班领导请换人", by=cast.office)


def test_what_was_returned_is_left_out_and_named(cast: Cast, period: DutyPeriod) -> None:
    sent_back = returned(cast, period)
    accepted, left_out = accept_rest(period=period, by=cast.office)
    assert [roster.unit.code for roster in accepted] == ["xwb", "dag"]
    assert [(roster.pk, why) for roster, why in left_out] == [
        (sent_back.pk, "已退回（带班领导请换人），单位尚未重新报送")
    ]
    sent_back.refresh_from_db()
    assert (sent_back.state, sent_back.returned_reason, sent_back.on_behalf) == ("returned", "带班领导请换人", False)


def test_a_tick_of_its_own_files_what_was_returned(cast: Cast, period: DutyPeriod) -> None:
    sent_back = returned(cast, period)
    accepted, left_out = accept_rest(period=period, by=cast.office, returned=[sent_back.pk])
    assert (len(accepted), left_out) == (3, [])
    sent_back.refresh_from_db()
    assert (sent_back.state, sent_back.on_behalf, sent_back.returned_reason) == ("accepted", True, "")
    steps = AuditEvent.objects.filter(object_id=str(sent_back.pk)).order_by("at").values_list("action", "before__state")
    assert list(steps)[-2:] == [("roster.confirmed", "returned"), ("roster.accepted", "submitted")]


def test_a_unit_that_answered_meanwhile_is_accepted_by_its_own_word(cast: Cast, period: DutyPeriod) -> None:
    answered = confirm_roster(roster=returned(cast, period), by=cast.leader)
    accept_rest(period=period, by=cast.office, returned=[answered.pk])
    answered.refresh_from_db()
    assert (answered.state, answered.on_behalf, answered.submitted_by) == ("accepted", False, cast.leader)


def test_a_tick_for_a_roster_of_another_period_is_refused(cast: Cast, period: DutyPeriod) -> None:
    other = opened(cast, date(2026, 7, 4), date(2026, 7, 5), name="7月4日周末", kind="weekend")
    with pytest.raises(InvalidInput) as error:
        accept_rest(period=period, by=cast.office, returned=[roster_of(other, cast.hub).pk])
    assert (error.value.code, error.value.field) == ("unknown_roster", "returned")


def test_accepting_the_rest_costs_the_same_for_any_county(
    cast: Cast, period: DutyPeriod, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        accept_rest(period=period, by=cast.office)


def test_silence_of_the_office_is_acceptance_after_a_day(cast: Cast, period: DutyPeriod) -> None:
    roster = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    now = timezone.now()
    past_line = max(now + timedelta(hours=24, minutes=1), period.filing_deadline)
    assert accept_silent_rosters(now=now + timedelta(hours=23)) == 0
    assert accept_silent_rosters(now=past_line) == 1
    assert accept_silent_rosters(now=past_line) == 0
    roster = roster_of(period, cast.emergency)
    assert (roster.state, roster.accepted_by, roster.accepted_by_silence) == ("accepted", None, True)
    assert AuditEvent.objects.get(action="roster.accepted_by_silence").actor_name == "system"


def test_after_publication_nothing_is_filed(cast: Cast) -> None:
    roster = roster_of(published(cast), cast.emergency)
    with pytest.raises(RuleViolation) as error:
        return_roster(roster=roster, reason="晚了", by=cast.office)
    assert error.value.code == "period_not_open"

"""Publishing: coverage checked, gaps signed, what was filed accepted, the revision frozen."""

from datetime import timedelta

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from rostering.enums import AbsenceKind, Post
from rostering.fairness.services.absences import record_absence
from rostering.generation.services import start
from rostering.models import DutyPeriod
from rostering.periods.services.filing import accept_rest, confirm_roster, return_roster
from rostering.periods.services.publication import publish_period
from rostering.seats.queries.coverage import coverage
from rostering.seats.queries.revisions import remarks
from rostering.seats.services.assignments import replace_person
from tests.factories import Cast, at, drafted, generated, make_cast, published, roster_of, seat_of
from units.errors import NotAllowed, RuleViolation
from units.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    return generated(cast)


def empty(cast: Cast, period: DutyPeriod) -> None:
    seat = seat_of(period, cast.routine, Post.DUTY_OFFICER)
    replace_person(assignment=seat, person_id=None, by=cast.office, expected_version=seat.version)


def test_a_covered_period_is_published_as_revision_one(cast: Cast, period: DutyPeriod) -> None:
    revision = publish_period(period=period, by=cast.office)
    assert (revision.number, revision.entries.count(), revision.published_by) == (1, 21, cast.office)
    period.refresh_from_db()
    assert period.state == "published"


@pytest.mark.parametrize("who", ["leader", "duty", "auditor"])
def test_only_the_office_publishes(cast: Cast, period: DutyPeriod, who: str) -> None:
    with pytest.raises(NotAllowed):
        publish_period(period=period, by=getattr(cast, who))


def test_a_gap_is_named_and_needs_a_signature(cast: Cast, period: DutyPeriod) -> None:
    empty(cast, period)
    with pytest.raises(RuleViolation) as error:
        publish_period(period=period, by=cast.office, exception_reason="  ")
    assert error.value.code == "coverage_incomplete"
    assert [gap["text"] for gap in error.value.details["gaps"]] == ["档案馆 6/19 值班人员：原值班人员已撤下"]
    publish_period(period=period, by=cast.office, exception_reason="该单位当日由县委办代管")
    period.refresh_from_db()
    assert (period.exception_reason, period.exception_by) == ("该单位当日由县委办代管", cast.office)


def test_people_who_fell_out_or_cannot_be_reached_are_gaps(cast: Cast, period: DutyPeriod) -> None:
    ill, unreachable = (seat_of(period, cast.emergency, post).person for post in (Post.LEADER, Post.DEDICATED_STAFF))
    assert ill is not None
    assert unreachable is not None
    record_absence(
        person=ill,
        kind=AbsenceKind.SICK_LEAVE,
        start=at("2026-06-19 12:00"),
        end=at("2026-06-19 18:00"),
        by=cast.office,
    )
    Person.objects.filter(pk=unreachable.pk).update(mobile="")
    kinds = {(gap.kind, gap.post, gap.text) for gap in coverage(period).gaps if gap.day == period.first_day}
    assert kinds == {
        ("ineligible", "leader", "请假或外出（病假）"),
        ("unreachable", "dedicated_staff", "未登记手机，无法通知"),
    }


def test_silent_units_are_named_and_hold_nobody_up(cast: Cast, period: DutyPeriod) -> None:
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    found = coverage(period)
    assert (found.confirmed, found.units, found.unconfirmed) == (1, 3, ("县委办", "档案馆"))
    assert found.is_complete
    publish_period(period=period, by=cast.office)
    states = dict(period.rosters.values_list("unit__code", "state"))
    assert states == {"yjj": "accepted", "xwb": "draft", "dag": "draft"}


def test_before_the_deadline_silent_units_take_a_signed_reason(cast: Cast, period: DutyPeriod) -> None:
    filed = confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    return_roster(roster=filed, reason="请换人", by=cast.office)
    with time_machine.travel(period.filing_deadline - timedelta(seconds=1), tick=False):
        with pytest.raises(RuleViolation) as error:
            publish_period(period=period, by=cast.office)
        assert error.value.code == "units_unconfirmed"
        assert "县委办、应急管理局（已退回）、档案馆" in str(error.value)
        assert [unit["state"] for unit in error.value.details["unconfirmed"]] == ["draft", "returned", "draft"]
        revision = publish_period(period=period, by=cast.office, exception_reason="台风提前到来")
    assert (revision.exception_reason, revision.exception_by) == ("台风提前到来", cast.office.display_name)
    assert [unit["name"] for unit in revision.unconfirmed] == ["县委办", "应急管理局", "档案馆"]
    assert remarks(revision) == (
        "3 个单位未确认，按系统方案发布：县委办、应急管理局（已退回）、档案馆",
        f"发布说明：台风提前到来（{cast.office.display_name}签署）",
    )
    period.refresh_from_db()
    assert (period.exception_reason, period.exception_by) == ("台风提前到来", cast.office)


def test_after_the_deadline_the_proposal_stands_and_is_flagged(cast: Cast, period: DutyPeriod) -> None:
    confirm_roster(roster=roster_of(period, cast.emergency), by=cast.leader)
    with time_machine.travel(period.filing_deadline + timedelta(seconds=1), tick=False):
        revision = publish_period(period=period, by=cast.office, exception_reason="多余的话")
    assert (revision.exception_reason, [unit["code"] for unit in revision.unconfirmed]) == ("", ["xwb", "dag"])


def test_a_gap_and_silent_units_are_named_together(cast: Cast, period: DutyPeriod) -> None:
    empty(cast, period)
    with (
        time_machine.travel(period.filing_deadline - timedelta(days=3), tick=False),
        pytest.raises(RuleViolation) as error,
    ):
        publish_period(period=period, by=cast.office)
    assert error.value.code == "coverage_incomplete"
    assert "还有 1 项缺口" in str(error.value)
    assert "档案馆" in str(error.value)


def test_with_every_word_in_nothing_is_to_be_signed(cast: Cast, period: DutyPeriod) -> None:
    with time_machine.travel(period.filing_deadline - timedelta(days=3), tick=False):
        accept_rest(period=period, by=cast.office)
        revision = publish_period(period=period, by=cast.office)
    assert (revision.exception_reason, revision.exception_by, revision.unconfirmed) == ("", "", [])


def test_not_while_proposals_are_being_made(cast: Cast) -> None:
    period = drafted(cast)
    start.start_generation(period=period, by=cast.office)
    with pytest.raises(RuleViolation) as error:
        publish_period(period=period, by=cast.office, exception_reason="急")
    assert error.value.code == "generation_running"


def test_not_twice(cast: Cast) -> None:
    with pytest.raises(RuleViolation) as error:
        publish_period(period=published(cast), by=cast.office)
    assert error.value.code == "wrong_state"


def test_coverage_costs_the_same_for_any_county(
    cast: Cast, period: DutyPeriod, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(7):
        coverage(period)

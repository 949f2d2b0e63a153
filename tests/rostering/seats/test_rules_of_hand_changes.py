"""Changes by hand keep the rules that the engine keeps: rest, week, period, pairs, distance, as strict as the county has set them."""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from rostering.changes.queries.swap_options import exchanges, takers
from rostering.changes.services.swap_requests import Wanted, request_swap
from rostering.engine.problem import PairKind, Strength
from rostering.enums import PeriodKind, Post, SwapKind
from rostering.fairness.services.preferences import record_pair_rule
from rostering.fairness.services.roster_rules import change_rules
from rostering.models import Assignment, DutyPeriod
from rostering.seats.queries.candidates import seat_candidates
from rostering.seats.services.assignments import Change, apply_changes
from tests.factories import LONG_AGO, Cast, at, make_person, opened, published, seat_of
from units.errors import RuleViolation
from units.models import Person

pytestmark = pytest.mark.django_db
DAYS = tuple(date(2026, 7, day) for day in range(6, 16))
STAFF = Post.DUTY_OFFICER


@pytest.fixture(autouse=True)
def before_the_period() -> Iterator[None]:
    with time_machine.travel(at("2026-07-01 09:00"), tick=False):
        yield


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    """Ten duty days, every seat still vacant."""
    return opened(cast, DAYS[0], DAYS[-1], kind=PeriodKind.SPECIAL, name="七月值班")


def seat(cast: Cast, period: DutyPeriod, day: date) -> Assignment:
    return seat_of(period, cast.routine, STAFF, day=day)


def put(cast: Cast, period: DutyPeriod, *placed: tuple[date, Person]) -> None:
    """All in one step."""
    seats = [(seat(cast, period, day), person) for day, person in placed]
    changes = [Change(held.pk, person.pk, held.version) for held, person in seats]
    apply_changes(period=period, changes=changes, reason="", by=cast.office)


def codes(error: pytest.ExceptionInfo[RuleViolation]) -> list[str]:
    assert error.value.code == "person_refused"
    return [reason["code"] for reason in error.value.details["reasons"]]


def set_rules(cast: Cast, **changes: Any) -> None:
    change_rules(county=cast.county, effective_from=LONG_AGO, changes=changes, by=cast.office)


def told(held: Assignment, person: Person) -> tuple[bool, list[str]]:
    """What the dialog of candidates says."""
    (found,) = [one for one in seat_candidates(held) if one.person == person]
    return found.allowed, [reason.code for reason in found.reasons if not reason.code.startswith(("costs_", "gains_"))]


def test_rest_between_two_days(cast: Cast, period: DutyPeriod) -> None:
    somebody = cast.people["dag"][0]
    put(cast, period, (DAYS[3], somebody))
    with pytest.raises(RuleViolation) as error:
        put(cast, period, (DAYS[4], somebody))
    assert codes(error) == ["rest_too_short"]
    assert told(seat(cast, period, DAYS[4]), somebody) == (False, ["rest_too_short"])
    put(cast, period, (DAYS[5], somebody))


def test_rest_as_a_warning_is_told_and_allowed(cast: Cast, period: DutyPeriod) -> None:
    set_rules(cast, rest=Strength.WARNING)
    somebody = cast.people["dag"][0]
    put(cast, period, (DAYS[3], somebody))
    assert told(seat(cast, period, DAYS[4]), somebody) == (True, ["rest_too_short"])
    put(cast, period, (DAYS[4], somebody))


def test_seats_taken_in_one_step_count_towards_each_other(cast: Cast, period: DutyPeriod) -> None:
    somebody = cast.people["dag"][0]
    with pytest.raises(RuleViolation) as error:
        put(cast, period, (DAYS[1], somebody), (DAYS[2], somebody))
    assert codes(error) == ["rest_too_short"]
    assert seat(cast, period, DAYS[1]).person is None


def test_too_many_in_seven_days(cast: Cast, period: DutyPeriod) -> None:
    set_rules(cast, max_in_week=2)
    somebody = cast.people["dag"][0]
    put(cast, period, (DAYS[0], somebody), (DAYS[3], somebody))
    with pytest.raises(RuleViolation) as error:
        put(cast, period, (DAYS[6], somebody))
    assert codes(error) == ["too_many_in_week"]
    put(cast, period, (DAYS[7], somebody))


def test_too_many_in_the_period(cast: Cast, period: DutyPeriod) -> None:
    set_rules(cast, max_in_period=2)
    somebody = cast.people["dag"][0]
    put(cast, period, (DAYS[0], somebody), (DAYS[3], somebody))
    with pytest.raises(RuleViolation) as error:
        put(cast, period, (DAYS[9], somebody))
    assert codes(error) == ["too_many_in_period"]
    assert told(seat(cast, period, DAYS[9]), somebody) == (False, ["too_many_in_period"])


def test_two_who_must_not_be_on_duty_together(cast: Cast, period: DutyPeriod) -> None:
    one, other = cast.people["yjj"][-2:]
    record_pair_rule(first=one, second=other, kind=PairKind.TOGETHER, by=cast.office)
    leader, clerk = (seat_of(period, cast.emergency, post) for post in (Post.LEADER, Post.DEDICATED_STAFF))
    Person.objects.filter(pk=one.pk).update(rank=20, eligible_posts=[Post.LEADER])
    changes = [Change(leader.pk, one.pk, leader.version), Change(clerk.pk, other.pk, clerk.version)]
    with pytest.raises(RuleViolation) as error:
        apply_changes(period=period, changes=changes, reason="", by=cast.office)
    assert codes(error) == ["pair_together"]
    apply_changes(period=period, changes=changes[:1], reason="", by=cast.office)
    with pytest.raises(RuleViolation) as error:
        apply_changes(period=period, changes=changes[1:], reason="", by=cast.office)
    assert codes(error) == ["pair_together"]
    assert told(clerk, other) == (False, ["pair_together"])


def test_distance_as_a_hard_rule(cast: Cast, period: DutyPeriod) -> None:
    far = make_person(cast.routine, posts=[STAFF], travel_minutes=50)
    put(cast, period, (DAYS[0], far))
    set_rules(cast, distance=Strength.HARD)
    with pytest.raises(RuleViolation) as error:
        put(cast, period, (DAYS[5], far))
    assert codes(error) == ["too_far"]


class TestSwaps:
    """On a published period of the routine unit: one person on each of ten days."""

    @pytest.fixture
    def period(self, cast: Cast) -> DutyPeriod:
        return published(cast, DAYS[0], DAYS[-1], kind=PeriodKind.SPECIAL, name="七月值班")

    def _days_of(self, cast: Cast, period: DutyPeriod) -> dict[date, Person]:
        rows = Assignment.objects.active().filter(shift__period=period, shift__unit=cast.routine)
        return {row.shift.day: row.person for row in rows.select_related("shift", "person") if row.person}

    def test_options_and_requests_agree_about_rest(self, cast: Cast, period: DutyPeriod) -> None:
        own = seat(cast, period, DAYS[4])
        held = self._days_of(cast, period)
        near = {held[DAYS[3]], held[DAYS[5]]}
        refused = {option.person for option in takers(own, own.start, own.end) if not option.allowed}
        assert near <= refused
        for person in near:
            with pytest.raises(RuleViolation) as error:
                request_swap(wanted=Wanted(SwapKind.SUBSTITUTION, own.pk, person.pk), by=cast.office)
            assert "rest_too_short" in codes(error)

    def test_in_an_exchange_the_duty_given_up_is_in_nobodys_way(self, cast: Cast, period: DutyPeriod) -> None:
        """Two neighbours change: each would clash with the duty that the other takes over."""
        own = seat(cast, period, DAYS[4])
        held = self._days_of(cast, period)
        offers = {option.theirs.shift.day: option for option in exchanges(own, at("2026-07-01 09:00")) if option.theirs}
        for day, option in offers.items():
            mine = [d for d, person in held.items() if person == own.person and d != DAYS[4]] + [day]
            theirs = [d for d, person in held.items() if person == option.person and d != day] + [DAYS[4]]
            keeps = all(_apart(days) for days in (mine, theirs))
            assert option.allowed == keeps, (day, option.reasons)

    def test_an_emergency_is_covered_with_little_rest_and_says_so(self, cast: Cast, period: DutyPeriod) -> None:
        own = seat(cast, period, DAYS[4])
        near = self._days_of(cast, period)[DAYS[5]]
        with time_machine.travel(own.start + timedelta(hours=2), tick=False):
            (option,) = [one for one in takers(own, own.start, own.end, urgent=True) if one.person == near]
            assert option.allowed
            assert "rest_too_short" in [reason.code for reason in option.reasons]
            swap = request_swap(wanted=Wanted(SwapKind.EMERGENCY_COVER, own.pk, near.pk), by=cast.office)
        assert swap.state == "in_effect"


def _apart(days: list[date]) -> bool:
    """By the default rules: a free day between two, at most four in seven."""
    days = sorted(days)
    rested = all((later - earlier).days > 1 for earlier, later in itertools.pairwise(days))
    return rested and all(sum(0 <= (other - day).days < 7 for other in days) <= 4 for day in days)

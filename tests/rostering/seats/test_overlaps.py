"""One duty at a time: a period over days that another has seats on is refused until somebody says which one carries on."""

from datetime import date, timedelta

import pytest
import time_machine

from alerts.models import Notification
from rostering.enums import PeriodKind, Post
from rostering.generation.services.start import generate_now
from rostering.models import Assignment, DutyPeriod, Shift
from rostering.on_duty.queries.resolver import on_duty_at
from rostering.periods.queries.periods import suggestions
from rostering.periods.services.filing import accept_rest
from rostering.periods.services.periods import close_period, create_period, delete_period
from rostering.periods.services.publication import publish_period
from rostering.seats.queries.coverage import coverage
from rostering.seats.queries.revisions import replaced_words
from rostering.seats.services.laying_out import open_period
from tests.factories import Cast, at, drafted, generated, make_cast, published
from units.errors import RuleViolation

pytestmark = pytest.mark.django_db

DAILY = (date(2026, 6, 15), date(2026, 6, 24))
NOON = at("2026-06-19 12:00")


@pytest.fixture(autouse=True)
def before_it() -> object:
    with time_machine.travel(at("2026-06-10 09:00")):
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def daily(cast: Cast) -> DutyPeriod:
    return published(cast, *DAILY, name="日常值班", kind=PeriodKind.SPECIAL)


def holiday(cast: Cast) -> DutyPeriod:
    period = drafted(cast, overlap="replace")
    job = generate_now(period=period, by=cast.office, seed=1)
    assert job.state == "succeeded", job.failure
    period.refresh_from_db()
    return period


def periods_on_duty(cast: Cast, at_: object = NOON) -> set[str]:
    return {row.period_name for row in on_duty_at(at_, user=cast.office)}  # type: ignore[arg-type]


def test_an_overlap_is_refused_by_name(cast: Cast, daily: DutyPeriod) -> None:
    with pytest.raises(RuleViolation) as error:
        drafted(cast)
    assert error.value.code == "days_taken"
    assert "6月19日至6月21日“日常值班”" in str(error.value)
    assert [one["id"] for one in error.value.details["periods"]] == [str(daily.pk)]


def test_a_draft_made_before_is_refused_when_it_is_opened(cast: Cast) -> None:
    weekend = create_period(
        county=cast.county,
        name="6月20日周末",
        kind=PeriodKind.WEEKEND,
        first_day=date(2026, 6, 20),
        last_day=date(2026, 6, 21),
        by=cast.office,
    )
    generated(cast)
    with pytest.raises(RuleViolation) as error:
        open_period(period=weekend, by=cast.office)
    assert error.value.code == "days_taken"


def test_the_holiday_replaces_the_daily_roster_and_those_released_are_told(cast: Cast, daily: DutyPeriod) -> None:
    period = holiday(cast)
    assert periods_on_duty(cast) == {"日常值班"}
    released = Assignment.objects.active().filter(
        shift__period=daily, shift__day__range=(period.first_day, period.last_day)
    )
    people = set(released.values_list("person_id", flat=True))
    assert not coverage(period).gaps
    assert not coverage(daily).gaps
    accept_rest(period=period, by=cast.office)
    publish_period(period=period, by=cast.office)
    assert periods_on_duty(cast) == {"2026年端午假期"}
    assert (
        periods_on_duty(cast, at("2026-06-18 12:00")) == periods_on_duty(cast, at("2026-06-22 12:00")) == {"日常值班"}
    )
    assert not released.exists()
    told = set(Notification.objects.filter(purpose="duty_withdrawn").values_list("person_id", flat=True))
    assert told == people
    latest = daily.revisions.order_by("-number")[0]
    assert (latest.number, latest.reason, latest.entries.count()) == (2, "由“2026年端午假期”值班表代替", 21)
    assert replaced_words(daily) == ("6月19日至6月21日由“2026年端午假期”值班表代替",)
    assert replaced_words(period) == ("6月19日至6月21日代替“日常值班”值班表",)


def test_a_roster_made_later_may_leave_the_days_of_the_other_out(cast: Cast) -> None:
    published(cast)
    around = drafted(cast, *DAILY, name="日常值班", kind=PeriodKind.SPECIAL, overlap="keep")
    open_period(period=around, by=cast.office)
    days = set(Shift.objects.filter(period=around).values_list("day", flat=True))
    assert not days & {date(2026, 6, 19), date(2026, 6, 20), date(2026, 6, 21)}
    assert len(days) == 7


def test_nothing_is_left_when_every_day_is_taken(cast: Cast, daily: DutyPeriod) -> None:
    inside = drafted(cast, overlap="keep")
    with pytest.raises(RuleViolation) as error:
        open_period(period=inside, by=cast.office)
    assert error.value.code == "days_taken"


def test_a_duty_that_has_begun_is_served_to_its_end(cast: Cast, daily: DutyPeriod) -> None:
    period = holiday(cast)
    with time_machine.travel(NOON):
        publish_period(period=period, by=cast.office, exception_reason="急")
        assert periods_on_duty(cast) == {"日常值班"}
        assert periods_on_duty(cast, at("2026-06-20 08:29")) == {"日常值班"}
        assert periods_on_duty(cast, at("2026-06-20 08:30")) == {"2026年端午假期"}


def test_a_replacement_that_is_deleted_leaves_everything_as_it_was(cast: Cast, daily: DutyPeriod) -> None:
    before = set(Assignment.objects.active().filter(shift__period=daily).values_list("pk", "person", "is_exclusive"))
    delete_period(period=holiday(cast), by=cast.office)
    assert (
        set(Assignment.objects.active().filter(shift__period=daily).values_list("pk", "person", "is_exclusive"))
        == before
    )
    assert not Shift.objects.filter(replaced_by__isnull=False).exists()


def test_rosters_side_by_side_from_before_are_answered_with_one(cast: Cast, daily: DutyPeriod) -> None:
    period = holiday(cast)
    Shift.objects.filter(replaced_by=period).update(replaced_by=None)
    publish_period(period=period, by=cast.office, exception_reason="旧库")
    assert periods_on_duty(cast) == {"2026年端午假期"}


def test_the_weekend_within_a_roster_is_not_suggested_but_the_holiday_is(cast: Cast, daily: DutyPeriod) -> None:
    names = [one.name for one in suggestions(cast.county, date(2026, 6, 15))]
    assert "6月20日周末" not in names
    assert "2026年端午假期" in names


def test_a_period_published_by_mistake_is_closed_with_a_reason(cast: Cast, daily: DutyPeriod) -> None:
    with pytest.raises(RuleViolation) as error:
        close_period(period=daily, by=cast.office)
    assert error.value.code == "period_not_over"
    with time_machine.travel(NOON - timedelta(days=2)):
        close_period(period=daily, by=cast.office, reason="日期有误")
        assert periods_on_duty(cast, NOON - timedelta(days=2)) == {"日常值班"}
        assert periods_on_duty(cast) == set()
    daily.refresh_from_db()
    assert (daily.state, daily.close_reason) == ("closed", "日期有误")
    assert Notification.objects.filter(purpose="duty_withdrawn").exists()
    assert generated(cast).state == "open"


def test_an_open_period_is_closed_with_a_reason_and_nobody_is_on_duty_by_it(cast: Cast) -> None:
    period = generated(cast)
    with pytest.raises(RuleViolation) as error:
        close_period(period=period, by=cast.office)
    assert error.value.code == "reason_required"
    close_period(period=period, by=cast.office, reason="建错")
    assert periods_on_duty(cast) == set()
    assert not Assignment.objects.active().filter(shift__period=period).exists()
    assert generated(cast, name="2026年端午").state == "open"
    assert Post.LEADER in set(Shift.objects.values_list("post", flat=True))

"""Whoever has duty hears of it in time and once, also who has taken it over, and nobody whose it is no more."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from alerts.enums import MUTABLE, Purpose
from alerts.models import DutyReminder, Notification
from alerts.outbox.services import muting
from alerts.reminders.services.duty import remind_of_duty
from rostering.models import Assignment, DutyPeriod
from rostering.periods.services.periods import close_period
from rostering.seats.services.assignments import replace_person
from tests.alerts.first_run.saved import saved
from tests.alerts.watch import send_all
from tests.factories import Cast, at, make_cast, make_person, published, seat_of
from units.enums import Rank
from units.models import Person

EVENING = at("2026-06-18 18:00")


@pytest.fixture
def period(cast: Cast) -> DutyPeriod:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        return published(cast)


@pytest.fixture
def evening(period: DutyPeriod) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EVENING, tick=False) as clock:
        yield clock


def remind() -> int:
    return remind_of_duty(now=timezone.now())


def reminders(**wanted: Any) -> Any:
    return Notification.objects.filter(purpose="duty_reminder", channel="console", **wanted)


def holders(period: DutyPeriod, day: int) -> set[Person]:
    rows = Assignment.objects.active().filter(shift__period=period, shift__day=at(f"2026-06-{day} 00:00").date())
    return {row.person for row in rows.select_related("person") if row.person}


def staff(period: DutyPeriod, cast: Cast) -> Assignment:
    return seat_of(period, cast.emergency, "dedicated_staff")


def hand_to(seat: Assignment, cast: Cast, person: Person | None = None) -> Person:
    person = person or make_person(cast.emergency, rank=Rank.STAFF, posts=["dedicated_staff"])
    seat.refresh_from_db()
    replace_person(
        assignment=seat, person_id=person.pk, by=cast.leader, expected_version=seat.version, reason="家中有事"
    )
    return person


def test_the_evening_before_everybody_of_tomorrow_is_told_once(cast: Cast, period: DutyPeriod) -> None:
    with time_machine.travel(EVENING - timedelta(minutes=1), tick=False):
        assert remind() == 0
    with time_machine.travel(EVENING, tick=False):
        people = holders(period, 19)
        assert remind() == len(people)
        assert remind() == 0
    with time_machine.travel(EVENING + timedelta(hours=3), tick=False):
        assert remind() == 0
    assert set(reminders().values_list("person", flat=True)) == {one.pk for one in people}


def test_it_says_where_when_what_is_owed_and_who_hands_over(cast: Cast, period: DutyPeriod) -> None:
    with time_machine.travel(EVENING + timedelta(days=1), tick=False):
        remind()
    before = staff(period, cast).person
    seat = seat_of(period, cast.emergency, "dedicated_staff", day=at("2026-06-20 00:00").date())
    assert before is not None
    assert before != seat.person
    text = reminders(person=seat.person).get().words["said"][1]
    assert text == (
        f"提醒您按时到岗值班：应急管理局6月20日（星期六，接{before.name}的班）专职值班人员，08:30至次日08:30，全程在岗。"
    )


def test_a_duty_taken_over_before_the_evening_is_the_new_holder_s(cast: Cast, period: DutyPeriod) -> None:
    with time_machine.travel(EVENING - timedelta(hours=3), tick=False):
        seat = staff(period, cast)
        former, new = seat.person, hand_to(seat, cast)
    with time_machine.travel(EVENING, tick=False):
        remind()
    assert not reminders(person=former).exists()
    assert reminders(person=new).count() == 1


def test_taken_over_after_the_evening_the_new_holder_is_reminded_too_but_not_on_top_of_the_change(
    cast: Cast, period: DutyPeriod, evening: time_machine.Traveller
) -> None:
    remind()
    evening.move_to(EVENING + timedelta(hours=1))
    new = hand_to(staff(period, cast), cast)
    assert remind() == 0
    evening.move_to(EVENING + timedelta(hours=2, minutes=1))
    assert remind() == 1
    assert remind() == 0
    assert reminders(person=new).count() == 1


def test_what_waits_goes_silent_when_the_duty_changes_hands_and_the_rest_is_told_anew(
    cast: Cast, period: DutyPeriod, evening: time_machine.Traveller
) -> None:
    seat = staff(period, cast)
    former = seat.person
    remind()
    hand_to(seat, cast)
    assert [row.state for row in reminders(person=former)] == ["suppressed"]
    assert not DutyReminder.objects.filter(person=former).exists()
    # By then it is theirs again.
    evening.move_to(EVENING + timedelta(minutes=10))
    hand_to(seat, cast, former)
    evening.move_to(EVENING + timedelta(hours=2))
    remind()
    assert sorted(row.state for row in reminders(person=former)) == ["pending", "suppressed"]


def test_a_reminder_that_was_not_sent_in_time_is_not_sent_about_a_duty_that_is_somebody_else_s(
    cast: Cast, period: DutyPeriod, evening: time_machine.Traveller
) -> None:
    remind()
    seat = staff(period, cast)
    Assignment.objects.filter(pk=seat.pk).update(person=make_person(cast.emergency))
    send_all()
    assert reminders(person=seat.person).get().state == "suppressed"
    assert set(reminders().exclude(person=seat.person).values_list("state", flat=True)) == {"accepted"}


def test_nobody_is_reminded_of_a_period_that_was_closed(
    cast: Cast, period: DutyPeriod, evening: time_machine.Traveller
) -> None:
    remind()
    close_period(period=period, by=cast.office, reason="取消")
    assert set(reminders().values_list("state", flat=True)) == {"suppressed"}
    evening.move_to(EVENING + timedelta(days=1))
    assert remind() == 0


def test_a_change_in_the_quiet_hours_is_reminded_of_in_the_morning(
    cast: Cast, period: DutyPeriod, evening: time_machine.Traveller
) -> None:
    remind()
    evening.move_to(at("2026-06-18 22:30"))
    hand_to(staff(period, cast), cast)
    for clock, count in (("2026-06-19 02:00", 0), ("2026-06-19 06:59", 0), ("2026-06-19 07:00", 1)):
        evening.move_to(at(clock))
        assert remind() == count


class TestSettings:
    def test_two_hours_ahead_where_the_county_wants_it(self, cast: Cast, period: DutyPeriod) -> None:
        saved(cast, remind_duty_hours=2, quiet_from="23:00", quiet_until="05:00")
        people = holders(period, 19)
        for clock, count in (
            ("2026-06-18 18:00", len(people)),
            ("2026-06-19 06:29", 0),
            ("2026-06-19 06:31", len(people)),
            ("2026-06-19 06:32", 0),
        ):
            with time_machine.travel(at(clock), tick=False):
                assert remind() == count, clock
        assert "您的值班08:30开始" in reminders(params__kind="ahead")[0].words["said"][1]

    def test_shortly_before_the_evening_reminder_is_of_no_use(self, cast: Cast, period: DutyPeriod) -> None:
        saved(cast, remind_duty_hours=2, quiet_from="23:00", quiet_until="05:00")
        with time_machine.travel(at("2026-06-19 07:00"), tick=False):
            assert remind() == len(holders(period, 19))
            assert remind() == 0

    def test_not_at_all_where_it_does_not(self, cast: Cast, period: DutyPeriod) -> None:
        saved(cast, remind_duty_evening=False)
        with time_machine.travel(EVENING, tick=False):
            assert remind() == 0

    def test_at_the_hour_it_sets(self, cast: Cast, period: DutyPeriod) -> None:
        saved(cast, remind_duty_at="20:30")
        with time_machine.travel(at("2026-06-18 20:29"), tick=False):
            assert remind() == 0
        with time_machine.travel(at("2026-06-18 20:30"), tick=False):
            assert remind() == len(holders(period, 19))


def test_one_message_for_all_duties_of_a_person(cast: Cast, period: DutyPeriod) -> None:
    seat = staff(period, cast)
    other = seat_of(period, cast.routine, "duty_officer")
    Assignment.objects.filter(pk=other.pk).update(person=seat.person, is_exclusive=False)
    with time_machine.travel(EVENING, tick=False):
        remind()
    text = reminders(person=seat.person).get().words["said"][1]
    assert "应急管理局" in text
    assert "档案馆" in text


def test_who_does_not_want_it_has_it_in_the_inbox_alone(cast: Cast, period: DutyPeriod) -> None:
    seat = staff(period, cast)
    assert seat.person is not None
    muting.choose(person=seat.person, wanted=[], by=cast.office)
    with time_machine.travel(EVENING, tick=False):
        remind()
    own = Notification.objects.filter(purpose="duty_reminder", person=seat.person)
    assert [row.channel for row in own] == ["inbox"]
    assert Purpose.CHECK not in MUTABLE
    assert Purpose.DUTY_CHANGED not in MUTABLE


def test_what_has_been_told_costs_three_queries_however_many_duties_and_counties_there_are(
    cast: Cast, period: DutyPeriod, django_assert_num_queries: Any
) -> None:
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        other = published(make_cast("fx", "奉新县"))
    with time_machine.travel(EVENING, tick=False):
        assert remind() == len(holders(period, 19)) + len(holders(other, 19))
        with django_assert_num_queries(3):
            assert remind() == 0


@pytest.mark.django_db(transaction=True)
def test_racing_sweeps_tell_everybody_once(transactional_db: None) -> None:
    cast = make_cast()
    with time_machine.travel(at("2026-06-10 09:00"), tick=False):
        period = published(cast)

    def sweep(_number: int) -> int:
        try:
            return remind_of_duty(now=EVENING)
        finally:
            connection.close()

    with time_machine.travel(EVENING, tick=False), ThreadPoolExecutor(8) as pool:
        told = sum(pool.map(sweep, range(8)))
    people = holders(period, 19)
    assert told == len(people)
    assert sorted(reminders().values_list("person", flat=True)) == sorted(one.pk for one in people)

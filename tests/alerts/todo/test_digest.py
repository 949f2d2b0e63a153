"""待办汇总: one message of a morning to whoever has lines, never two, and none to who said no."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from alerts.models import Notification, TodoDigest
from alerts.outbox.services.muting import choose
from alerts.todo.services.digest import tell_todo
from tests.concurrency import outcomes
from tests.factories import Cast, at, generated, make_cast
from units.models import CountySettings, User

EIGHT = at("2026-06-10 08:00")


@pytest.fixture
def county(cast: Cast) -> Cast:
    """A roster waits for the emergency unit's leader, who is somebody of the unit."""
    generated(cast)
    User.objects.filter(pk=cast.leader.pk).update(person=cast.people["yjj"][0])
    return cast


def digests() -> list[str]:
    rows = Notification.objects.filter(purpose="todo_digest", channel="inbox")
    return sorted(rows.values_list("person__user__username", flat=True))


def test_at_eight_whoever_has_lines_is_told_once(county: Cast) -> None:
    assert tell_todo(now=EIGHT - timedelta(minutes=1)) == 0
    tell_todo(now=EIGHT)
    assert digests() == ["leader"]
    row = Notification.objects.filter(purpose="todo_digest", channel="inbox").get()
    assert "待应急管理局确认" in row.words["said"][1]
    assert tell_todo(now=EIGHT + timedelta(minutes=5)) == 0
    assert digests() == ["leader"]
    tell_todo(now=EIGHT + timedelta(days=1))
    assert digests() == ["leader", "leader"]


def test_who_has_nothing_is_looked_at_and_left_alone(county: Cast) -> None:
    tell_todo(now=EIGHT)
    assert set(TodoDigest.objects.values_list("person__user__username", "lines")) >= {("duty", 0)}


def test_the_county_says_when(county: Cast) -> None:
    CountySettings.objects.create(county=county.county, morning_at=at("2026-06-10 09:30").time())
    tell_todo(now=EIGHT)
    assert digests() == []
    tell_todo(now=at("2026-06-10 09:30"))
    assert digests() == ["leader"]


def test_an_outage_of_a_morning_is_not_made_up_for_in_the_evening(county: Cast) -> None:
    tell_todo(now=EIGHT + timedelta(hours=4))
    assert digests() == []


def test_who_says_no_finds_it_in_the_inbox_alone(county: Cast) -> None:
    choose(person=county.people["yjj"][0], wanted=[], by=User.objects.get(pk=county.leader.pk))
    tell_todo(now=EIGHT)
    rows = Notification.objects.filter(purpose="todo_digest")
    assert [row.channel for row in rows] == ["inbox"]


def test_the_database_refuses_a_second_one(county: Cast) -> None:
    person = county.people["yjj"][0]
    TodoDigest.objects.create(person=person, day=EIGHT.date(), written_at=timezone.now())
    with pytest.raises(IntegrityError, match="todo_digest_once_per_person_and_day"), transaction.atomic():
        TodoDigest.objects.create(person=person, day=EIGHT.date(), written_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_tell_nobody_twice() -> None:
    cast = make_cast()
    generated(cast)
    User.objects.filter(pk=cast.leader.pk).update(person=cast.people["yjj"][0])
    with time_machine.travel(EIGHT, tick=False):
        outcomes([lambda: tell_todo(now=EIGHT)] * 4)
    assert digests() == ["leader"]
    assert TodoDigest.objects.count() == TodoDigest.objects.values("person").distinct().count() == 2

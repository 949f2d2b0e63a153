"""A storm sends nobody more than one message a minute about one matter, and loses nothing."""

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from alerts.enums import NotificationState, Purpose
from alerts.models import Notification
from alerts.outbox.services.outbox import Message, enqueue
from tests.alerts.outbox.message_examples import EXAMPLES
from tests.alerts.watch import send_all
from tests.factories import Cast, at
from units.models import Person

HOUR = timedelta(hours=1)
WORDS = {"unit": "甲", "person": "乙"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(at("2026-07-08 12:00"), tick=False) as traveller:
        yield traveller


def tell(cast: Cast, person: Person, matter: UUID | None, number: int = 1) -> None:
    now = timezone.now()
    messages = [
        Message(Purpose.CHECK_ESCALATED, uuid4(), person.pk, None, now, HOUR, params=WORDS, matter=matter)
        for _ in range(number)
    ]
    with transaction.atomic():
        enqueue(messages, county_id=cast.county.pk, now=now)


def outside(person: Person) -> list[Any]:
    return list(Notification.objects.filter(person=person).exclude(channel="inbox").order_by("due_at"))


def test_the_second_waits_for_the_minute_and_counts_the_rest(cast: Cast) -> None:
    person, matter, noon = cast.people["yjj"][0], uuid4(), timezone.now()
    for _ in range(4):
        tell(cast, person, matter)
    first, second = outside(person)
    assert (first.due_at, second.due_at) == (noon, noon + timedelta(minutes=1))
    assert first.words["said"][1] == "甲乙尚未应答查岗，请联系核实。"
    assert second.words["said"][1] == "甲乙尚未应答查岗，请联系核实。另有2条，请登录查看。"
    assert second.expires_at == noon + timedelta(minutes=1) + HOUR
    assert Notification.objects.filter(person=person, channel="inbox").count() == 4


def test_many_in_one_go_are_no_more(cast: Cast) -> None:
    person = cast.people["yjj"][0]
    tell(cast, person, uuid4(), 84)
    first, second = outside(person)
    assert second.due_at - first.due_at == timedelta(minutes=1)
    assert second.params["more"] == 82
    assert Notification.objects.filter(person=person, channel="inbox").count() == 84


def test_never_two_within_a_minute_however_long_it_lasts(cast: Cast, clock: time_machine.Traveller) -> None:
    person, matter = cast.people["yjj"][0], uuid4()
    for _ in range(60):
        tell(cast, person, matter)
        clock.shift(timedelta(seconds=7))
    times = [row.due_at for row in outside(person)]
    assert len(times) in (7, 8)
    assert all(later - earlier >= timedelta(minutes=1) for earlier, later in pairwise(times))


def test_other_people_other_matters_and_those_of_none_go_out_at_once(cast: Cast) -> None:
    one, other = cast.people["yjj"][:2]
    matter = uuid4()
    for person, about in ((one, matter), (other, matter), (one, uuid4()), (one, None), (one, None)):
        tell(cast, person, about)
    assert {row.due_at for row in Notification.objects.all()} == {timezone.now()}


def test_what_one_hears_by_the_way_comes_in_one_message_whatever_it_is_about(cast: Cast) -> None:
    """A leader's morning: a roster moved, a swap decided, a notice. What asks for an answer isn't kept waiting."""
    person, noon = cast.people["yjj"][0], timezone.now()
    words = {one.purpose: one.params for one in EXAMPLES}
    told = [Purpose.SWAP_MOVED, Purpose.SWAP_TO_DECIDE, Purpose.SWAP_MOVED]
    for purpose in (*told, Purpose.SWAP_REQUESTED, Purpose.CHECK_ESCALATED):
        message = Message(purpose, uuid4(), person.pk, None, noon, HOUR, params=words[purpose])
        enqueue([message], county_id=cast.county.pk, now=noon)
    rows = [(row.purpose, row.due_at - noon, row.params.get("more")) for row in outside(person)]
    minute, at_once = timedelta(minutes=1), timedelta()
    assert sorted(rows, key=str) == sorted(
        [
            (Purpose.SWAP_MOVED, at_once, None),
            (Purpose.SWAP_TO_DECIDE, minute, 1),
            (Purpose.SWAP_REQUESTED, at_once, None),
            (Purpose.CHECK_ESCALATED, at_once, None),
        ],
        key=str,
    )
    # The swap it speaks of is no more; it goes out for what else it counts.
    with time_machine.travel(noon + minute, tick=False):
        send_all()
    (bundle,) = [row for row in outside(person) if row.params.get("more")]
    assert bundle.state == NotificationState.ACCEPTED

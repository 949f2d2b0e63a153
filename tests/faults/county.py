"""A county in the middle of a duty day, with two thousand people to write to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from alerts.enums import ChannelCode, NotificationState, Purpose
from alerts.models import Notification
from alerts.outbox.services.outbox import Message, enqueue
from rostering.models import DutyPeriod
from tests.alerts.watch import published_around_now
from tests.factories import Cast, make_cast
from units.enums import Rank
from units.models import CountySettings, Person

CROWD = 2000
# Of every message in the scenarios, as of checks and call-outs in the product: tells when a message was due first.
USEFUL_FOR = timedelta(hours=1)
WORDS = {"unit": "甲", "matter": "乙", "place": "丙"}
TABLES = (
    "alerts_notification", "alerts_answerlink", "alerts_summons", "alerts_callout", "alerts_check",
    "alerts_finding", "alerts_dutyreminder", "alerts_digest", "alerts_publicwarning", "alerts_task",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    cast: Cast
    period: DutyPeriod
    crowd: Sequence[Person]


def found_county() -> Place:
    cast = make_cast()
    period = published_around_now(cast)
    hear_of_duty(cast, None)
    crowd = Person.objects.bulk_create(
        Person(
            unit=cast.routine,
            name=f"民兵{number}",
            rank=Rank.STAFF,
            position="队员",
            mobile=f"137{number:08d}",
            travel_minutes=10,
            valid_from=timezone.localdate(),
        )
        for number in range(CROWD)
    )
    return Place(cast, period, crowd)


def hear_of_duty(cast: Cast, at: time | None) -> None:
    """The hour at which people are reminded of tomorrow's duty; None: not at all, for they would be among a scenario's
    messages whenever it is played in the evening."""
    settings = CountySettings.of(cast.county.pk)
    settings.remind_duty_evening = settings.tell_tomorrow = at is not None
    settings.weekly_gaps = False
    settings.morning_at = far_from(timezone.localtime())
    settings.remind_duty_at = at or settings.remind_duty_at
    # No quiet hours.
    settings.quiet_from = settings.quiet_until = time(3)
    settings.save()


def far_from(now: datetime) -> time:
    """The hour of morning at which, now, nobody is told what waits for them."""
    return (now + timedelta(hours=12)).time()


def clear() -> None:
    """No message and no matter that sends any is left; people and rosters stay."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")


def write(
    place: Place, number: int, *, due: datetime | None = None, params: dict[str, Any] | None = None
) -> list[UUID]:
    """`number` messages to as many people; returns the ids of those that have to go out."""
    now = timezone.now()
    messages = [
        Message(
            Purpose.WHISTLE,
            uuid4(),
            person.pk,
            None,
            due or now,
            USEFUL_FOR,
            params=WORDS if params is None else params,
        )
        for person in islice(cycle(place.crowd), number)
    ]
    rows = enqueue(messages, county_id=place.cast.county.pk, now=now)
    return [row.pk for row in rows if row.channel != ChannelCode.INBOX]


def pending() -> int:
    return Notification.objects.filter(state=NotificationState.PENDING).count()

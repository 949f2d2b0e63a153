"""What is told of a day as a whole: tomorrow's people to their leader, the day to the group, the week's gaps to the office.

Each once per county and day, whoever asks however often: the row that says so stands or falls with its messages.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from alerts.enums import DigestKind, EventCode, Purpose
from alerts.one_by_one import handle_each
from alerts.outbox.services.digest_words import day_of_county
from alerts.outbox.services.outbox import Message, enqueue
from alerts.reminders.models import Digest
from alerts.reminders.queries import counties_with_duty, gaps_of, seat_facts, seats_on
from alerts.reminders.rules import is_time
from alerts.webhooks.services.events import announce_each
from alerts.who_answers import office_people
from rostering.policies.queries.published import zone
from units.counties.queries import people_leading
from units.db import write
from units.models import County, CountySettings

MONDAY = 0
# What an outage has held up longer than this is left out.
LATE_AT_MOST = timedelta(hours=4)


def tell_digests(*, now: datetime) -> int:
    """Writes what is due today and hasn't been written. Returns how many digests."""
    today = timezone.localdate(now)
    with_duty = list(counties_with_duty(today, today + timedelta(days=1)))
    told = _tell(DigestKind.UNIT_TOMORROW, with_duty, now, lambda row: row.tell_tomorrow, _evening, tell_leaders)
    told += _tell(DigestKind.GROUP_MORNING, with_duty, now, lambda _row: True, _morning, tell_group)
    if today.weekday() == MONDAY:
        told += _tell(DigestKind.WEEKLY_GAPS, County.objects.all(), now, lambda r: r.weekly_gaps, _morning, tell_gaps)
    return told


def _evening(row: CountySettings) -> time:
    return row.remind_duty_at


def _morning(row: CountySettings) -> time:
    return row.morning_at


Telling = Callable[[County, Digest, date, datetime], None]


def _tell(
    kind: DigestKind,
    counties: Collection[County] | QuerySet[County],
    now: datetime,
    wants: Callable[[CountySettings], bool],
    at: Callable[[CountySettings], time],
    telling: Telling,
) -> int:
    """Of the counties those whose time it is and that haven't been told. Two queries where there is nothing to do."""
    counties = list(counties)
    settings = CountySettings.of_all(county.pk for county in counties)
    due = [one for one in counties if wants(settings[one.pk])]
    due = [one for one in due if is_time(now, at(settings[one.pk]), LATE_AT_MOST, zone())]
    today = timezone.localdate(now)
    told = set(Digest.objects.filter(county__in=due, kind=kind, day=today).values_list("county_id", flat=True))
    return handle_each([one for one in due if one.pk not in told], lambda one: _once(kind, one, today, now, telling))


@write
def _once(kind: DigestKind, county: County, today: date, now: datetime, telling: Telling) -> bool:
    """The row is the claim: whoever writes it second waits for the first, and finds it there."""
    digest = Digest(county=county, kind=kind, day=today, written_at=now)
    Digest.objects.bulk_create([digest], ignore_conflicts=True)
    if not Digest.objects.filter(pk=digest.pk).exists():
        return False
    telling(county, digest, today, now)
    return True


def tell_leaders(county: County, digest: Digest, today: date, now: datetime) -> None:
    """To everybody who leads units: who of them is on duty tomorrow, all their units in one message."""
    tomorrow = today + timedelta(days=1)
    units = list(county.units.filter(is_active=True).values_list("pk", flat=True))
    led: dict[UUID, list[UUID]] = defaultdict(list)
    for unit, person in people_leading(units, today=today):
        led[person].append(unit)
    by_unit = defaultdict(list)
    for seat in seats_on({unit for of_one in led.values() for unit in of_one}, [tomorrow]):
        by_unit[seat.shift.unit_id].append(seat)
    messages = [
        Message(
            purpose=Purpose.UNIT_TOMORROW,
            object_id=digest.pk,
            person_id=person,
            unit_id=of_one[0],
            due_at=now,
            useful_for=_until(tomorrow, now),
            params={"day": str(tomorrow), "seats": seat_facts(seats)},
        )
        for person, of_one in led.items()
        if (seats := [seat for unit in of_one for seat in by_unit[unit]])
    ]
    enqueue(messages, county_id=county.pk, now=now)


def tell_group(county: County, digest: Digest, today: date, now: datetime) -> None:
    """Today's and tomorrow's duty to every receiver that listens, of its units alone where it is bound to some."""
    tomorrow = today + timedelta(days=1)
    seats = seats_on(list(county.units.values_list("pk", flat=True)), [today, tomorrow])

    def data_of(unit_ids: Collection[UUID] | None) -> dict[str, Any] | None:
        own = [seat for seat in seats if unit_ids is None or seat.shift.unit_id in unit_ids]
        if not own:
            return None
        days = {str(day): seat_facts([one for one in own if one.shift.day == day]) for day in (today, tomorrow)}
        return {"days": days, "text": day_of_county(days)}

    announce_each(
        event=EventCode.DUTY_TODAY, county_id=county.pk, object_id=digest.pk, version=1, data_of=data_of, now=now
    )


def tell_gaps(county: County, digest: Digest, today: date, now: datetime) -> None:
    """To the office, when something is missing."""
    found = gaps_of(county, today)
    if not found.is_any:
        return
    params = {"periods": list(found.periods), "unverified": found.unverified, "path": "/rosters/"}
    messages = [
        Message(Purpose.WEEKLY_GAPS, digest.pk, person, None, now, timedelta(days=2), params=params)
        for person in dict.fromkeys(office_people(county, now))
    ]
    enqueue(messages, county_id=county.pk, now=now)


def _until(day: date, now: datetime) -> timedelta:
    """Until the end of `day` by the county's clock."""
    return datetime.combine(day + timedelta(days=1), time(), zone()) - now

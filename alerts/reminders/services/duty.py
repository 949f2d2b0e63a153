"""Reminding people of their duty: once the evening before and, where the county wants it, once shortly before it begins.

What is due is asked of the rows each time, so that whoever takes a duty over later is reminded as well, and nobody of one
that has been taken away.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from alerts.deadlines import SHORTEST_USE
from alerts.enums import LinkPurpose, NotificationState, Purpose, ReminderKind
from alerts.one_by_one import handle_each
from alerts.outbox.models import Notification
from alerts.outbox.purposes import of_objects, register
from alerts.outbox.services.duty_words import duty_facts
from alerts.outbox.services.endings import fall_silent
from alerts.outbox.services.outbox import Message, enqueue, with_links
from alerts.reminders.models import DutyReminder
from alerts.reminders.queries import counties_to_remind, counties_with_duty, not_reminded, owed_from
from alerts.reminders.rules import Times, may_wait, told_until
from rostering.models import Assignment, DutyPeriod
from rostering.policies.queries.published import zone
from units.db import lock, write
from units.models import County, CountySettings, Person

# A duty day may begin after midnight, and the evening reminder looks as far as tomorrow's end.
LOOKS_AHEAD = timedelta(days=2)


def remind_of_duty(*, now: datetime) -> int:
    """Writes the reminders that are due, one message per person. Returns how many people."""
    today = timezone.localdate(now)
    counties = list(counties_with_duty(today - timedelta(days=1), today + LOOKS_AHEAD))
    settings = CountySettings.of_all(county.pk for county in counties)
    times = {county.pk: times_of(settings[county.pk]) for county in counties}
    due = _with_something_due(times, now)
    told: list[int] = []

    def remind(county: County) -> bool:
        told.append(_remind(county, times[county.pk], now))
        return bool(told[-1])

    handle_each([county for county in counties if county.pk in due], remind)
    return sum(told)


def _with_something_due(times: Mapping[UUID, Times], now: datetime) -> set[UUID]:
    """Counties in which somebody hasn't been told yet. Two queries for all that have set the same."""
    alike: dict[Times, list[UUID]] = defaultdict(list)
    for county, own in times.items():
        alike[own].append(county)
    return {county for own, counties in alike.items() for county in counties_to_remind(counties, now, _until(own, now))}


def _until(times: Times, now: datetime) -> dict[ReminderKind, datetime]:
    """Duties that begin before this are due to be told of."""
    until = {ReminderKind.EVENING: told_until(now, times)}
    return until | ({ReminderKind.AHEAD: now + times.ahead} if times.ahead else {})


def times_of(row: CountySettings) -> Times:
    return Times(
        evening=row.remind_duty_at if row.remind_duty_evening else None,
        ahead=timedelta(hours=row.remind_duty_hours),
        quiet=row.quiet_hours,
        zone=zone(),
    )


@write
def _remind(county: County, times: Times, now: datetime) -> int:
    """Shortly before a duty its evening reminder is of no use any more, and counts as told."""
    # Two sweeps at once would each tell a person of some of their duties.
    lock(f"remind-of-duty:{county.pk}")
    found = {kind: not_reminded(county.pk, kind, now, end) for kind, end in _until(times, now).items()}
    ahead, evening = found.get(ReminderKind.AHEAD, []), found[ReminderKind.EVENING]
    near = {duty.pk for duty in ahead}
    due = {
        ReminderKind.AHEAD: _now(ahead, times, now),
        ReminderKind.EVENING: _now((duty for duty in evening if duty.pk not in near), times, now),
    }
    messages = [message for kind, duties in due.items() for message in _messages(kind, duties, now)]
    _note(ReminderKind.EVENING, due[ReminderKind.AHEAD], uuid4(), now)
    # Whoever has no login writes the log of the duty by this message.
    enqueue(with_links(messages, LinkPurpose.DUTY_LOG), county_id=county.pk, now=now)
    return len(messages)


def _now(duties: Iterable[Assignment], times: Times, now: datetime) -> list[Assignment]:
    return [duty for duty in duties if not may_wait(duty.start, now, times)]


def _messages(kind: ReminderKind, duties: list[Assignment], now: datetime) -> list[Message]:
    """One per person, each duty noted as told."""
    own: dict[UUID, list[tuple[Assignment, dict[str, object]]]] = defaultdict(list)
    for duty, facts in zip(duties, duty_facts(duties), strict=True):
        if duty.person_id is not None:
            own[duty.person_id].append((duty, facts | {"unit": str(duty.shift.unit.label)}))
    return [_message(kind, person_id, held, now) for person_id, held in own.items()]


def _message(
    kind: ReminderKind, person_id: UUID, held: list[tuple[Assignment, dict[str, object]]], now: datetime
) -> Message:
    duties = [duty for duty, _facts in held]
    message = uuid4()
    _note(kind, duties, message, now)
    return Message(
        purpose=Purpose.DUTY_REMINDER,
        object_id=message,
        person_id=person_id,
        unit_id=duties[0].shift.unit_id,
        due_at=now,
        useful_for=max(duties[-1].start - now, SHORTEST_USE),
        params={
            "kind": kind,
            "duties": [facts for _duty, facts in held],
            "days": [str(duty.shift.day) for duty in duties],
            "start": held[0][1]["start"],
        },
        asks_about=duties[0].pk,
        answer_by=duties[0].end,
    )


def _note(kind: ReminderKind, duties: Collection[Assignment], message: UUID, now: datetime) -> None:
    DutyReminder.objects.bulk_create(
        (
            DutyReminder(shift_id=duty.shift_id, person_id=duty.person_id, kind=kind, message=message, told_at=now)
            for duty in duties
            if duty.person_id is not None
        ),
        ignore_conflicts=True,
    )


def taken_away(changes: Iterable[tuple[Assignment, Person | None]], *, now: datetime) -> None:
    """Seats have changed hands: what waits to remind their former holders goes silent. Of what else stood in such a message
    they are reminded anew. Within the amending transaction."""
    gone = [(duty.shift_id, previous.pk) for duty, previous in changes if previous is not None]
    told = DutyReminder.objects.filter(shift__in=[shift for shift, _person in gone])
    lost = {row.message for row in told if (row.shift_id, row.person_id) in gone}
    waiting = Notification.objects.filter(object_id__in=lost, state=NotificationState.PENDING)
    silent = set(waiting.values_list("object_id", flat=True))
    if silent:
        fall_silent(silent, now=now)
        DutyReminder.objects.filter(message__in=silent).delete()


def end_of_period(period: DutyPeriod, *, now: datetime) -> None:
    """Nobody is reminded of a period that is closed."""
    told = DutyReminder.objects.filter(shift__period=period, shift__end__gt=now)
    fall_silent(set(told.values_list("message", flat=True)), now=now)


def still_owed(message_ids: Collection[UUID]) -> set[UUID]:
    """Of these messages, those of which a duty is still held by whom it was written to and has not begun."""
    told = DutyReminder.objects.filter(message__in=message_ids)
    held = {(row.shift_id, row.person_id) for row in owed_from(timezone.now()).filter(shift__in=told.values("shift"))}
    return {row.message for row in told if (row.shift_id, row.person_id) in held}


register(Purpose.DUTY_REMINDER, relevant=of_objects(still_owed))

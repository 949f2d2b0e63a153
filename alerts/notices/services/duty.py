"""Telling people once what they owe when a roster is published, changed or returned (domain §3.4)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from alerts.deadlines import DUTY_NEWS_USEFUL_FOR, REMIND_OF_FILING_AT_MOST, SHORTEST_USE
from alerts.enums import LinkPurpose, Purpose
from alerts.instants import moment
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.duty_words import Facts, duty_facts, instant_text
from alerts.outbox.services.endings import fall_silent
from alerts.outbox.services.outbox import Message, enqueue, with_links
from rostering.enums import PeriodState, RosterState
from rostering.models import Assignment, DutyPeriod, Roster, Shift
from units.counties.queries import people_leading
from units.db import write
from units.models import CountySettings, Person

# What a unit is told until it has filed.
OF_FILING = (Purpose.ROSTER_RETURNED, Purpose.FILING_DUE, Purpose.FILING_MOVED, Purpose.FILING_URGED)
OF_ONE_DUTY = (Purpose.DUTY_CHANGED, Purpose.DUTY_WITHDRAWN)
# Two deadlines of one roster are told apart by their minute; the column holds no more.
LEVELS = 2**15
UNFILED_STATES = (RosterState.DRAFT, RosterState.RETURNED)


def tell_published(*, period: DutyPeriod, revision_number: int, now: datetime) -> None:
    """One message per person, however many duties they have in the period. Duties that are over concern nobody."""
    held = Assignment.objects.active().filter(shift__period=period, person__isnull=False, end__gt=now)
    rows = list(held.select_related("shift").order_by("start"))
    duties: dict[UUID, list[tuple[Assignment, Facts]]] = {}
    for row, facts in zip(rows, duty_facts(rows), strict=True):
        if row.person_id is not None:
            duties.setdefault(row.person_id, []).append((row, facts))
    messages = [_owing(Purpose.DUTY_PUBLISHED, own, period, revision_number, now) for own in duties.values()]
    messages = with_links(messages, LinkPurpose.DUTY)
    enqueue(messages, county_id=period.county_id, now=now)


def tell_amended(
    *,
    period: DutyPeriod,
    revision_number: int,
    changes: Iterable[tuple[Assignment, Person | None]],
    now: datetime,
    order: str = "",
) -> None:
    """Only those affected, each in one message: who takes over, and who no longer has to come. `order`: the words of the
    order that calls them in, or of its end."""
    changes = list(changes)
    fall_silent([duty.pk for duty, _previous in changes], now=now, purposes=OF_ONE_DUTY)
    ahead = [(duty, previous) for duty, previous in changes if duty.end > now]
    taken = [duty for duty, _previous in ahead if duty.person_id is not None]
    gained: dict[UUID, list[tuple[Assignment, Facts]]] = defaultdict(list)
    for duty, facts in zip(taken, duty_facts(taken), strict=True):
        if duty.person_id is not None:
            gained[duty.person_id].append((duty, facts))
    # A duty with another successor is told of in a sentence of its own: it names one.
    lost: dict[tuple[UUID, UUID | None], list[Assignment]] = defaultdict(list)
    for duty, previous in ahead:
        if previous is not None:
            lost[previous.pk, duty.person_id].append(duty)
    messages = [_owing(Purpose.DUTY_CHANGED, own, period, revision_number, now) for own in gained.values()]
    messages = with_links(messages, LinkPurpose.DUTY)
    messages += [
        _message(Purpose.DUTY_WITHDRAWN, own, person_id, period, revision_number, now, _successor(own[0]))
        for (person_id, _taker), own in lost.items()
    ]
    if order:
        messages = [replace(message, params={**message.params, "order": order}) for message in messages]
    enqueue(messages, county_id=period.county_id, now=now)


def tell_returned(*, roster: Roster, now: datetime) -> None:
    """The unit's leaders who are people of the unit."""
    deadline = roster.period.filing_deadline
    leaders = people_leading([roster.unit_id], today=timezone.localdate(now))
    messages = [
        Message(
            purpose=Purpose.ROSTER_RETURNED,
            object_id=roster.pk,
            person_id=person_id,
            unit_id=roster.unit_id,
            due_at=now,
            useful_for=DUTY_NEWS_USEFUL_FOR,
            level=roster.version,
            params={
                "period": roster.period.name,
                "reason": roster.returned_reason,
                **({"until": moment(deadline)} if deadline > now else {}),
            },
        )
        for _unit, person_id in leaders
    ]
    enqueue(messages, county_id=roster.period.county_id, now=now)


def duty_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the person still has (or, for a withdrawal, no longer has) a duty of the object ahead."""
    ahead = Assignment.objects.in_force().filter(person_id=notification.person_id, end__gt=now)
    duties = notification.params.get("assignments") or [notification.object_id]
    if notification.purpose == Purpose.DUTY_PUBLISHED:
        return ahead.filter(shift__period_id=notification.object_id).exists()
    still_theirs = ahead.filter(pk__in=duties).count()
    return bool(still_theirs) if notification.purpose == Purpose.DUTY_CHANGED else still_theirs < len(duties)


def _owing(
    purpose: Purpose, own: list[tuple[Assignment, Facts]], period: DutyPeriod, revision: int, now: datetime
) -> Message:
    """To one person about all of `own`."""
    duties = [duty for duty, _facts in own]
    if duties[0].person_id is None:
        raise AssertionError("a vacancy owes nothing")
    more = {"duties": [facts for _duty, facts in own]}
    return _message(purpose, duties, duties[0].person_id, period, revision, now, more)


def _successor(duty: Assignment) -> dict[str, Any]:
    return {"successor": duty.person.name} if duty.person else {}


def _message(
    purpose: Purpose,
    duties: list[Assignment],
    person_id: UUID,
    period: DutyPeriod,
    revision: int,
    now: datetime,
    more: dict[str, Any],
) -> Message:
    params: dict[str, Any] = {
        "period": period.name,
        "days": [str(duty.shift.day) for duty in duties],
        # Of a seat that an order added what it is there for, which no post is called.
        "posts": [str(duty.shift.post_name) if duty.shift.extra else duty.shift.post for duty in duties],
        "start": moment(duties[0].start),
    }
    if any(map(_part, duties)):
        params["parts"] = [_part(duty) for duty in duties]
    if purpose in OF_ONE_DUTY and len(duties) > 1:
        params["assignments"] = [str(duty.pk) for duty in duties]
    return Message(
        purpose=purpose,
        object_id=_object_of(purpose, duties, period, revision),
        person_id=person_id,
        unit_id=duties[0].shift.unit_id,
        due_at=now,
        useful_for=max(min(DUTY_NEWS_USEFUL_FOR, duties[-1].end - now), SHORTEST_USE),
        level=revision,
        params=params | more,
        # 收到 is said of whatever the period asks of them when they open it.
        asks_about=period.pk,
        answer_by=duties[-1].end,
    )


def _object_of(purpose: Purpose, duties: list[Assignment], period: DutyPeriod, revision: int) -> UUID:
    """The duty; of several at once the revision, so that a later change of one of them leaves what is told of the others."""
    if purpose == Purpose.DUTY_PUBLISHED:
        return period.pk
    return duties[0].pk if len(duties) == 1 else uuid5(period.pk, str(revision))


def part_of(shift: Shift, start: datetime, end: datetime) -> list[str] | None:
    """From when to when by the county's clock, None for the whole shift."""
    if (start, end) == (shift.start, shift.end):
        return None
    return [moment(instant) for instant in (start, end)]


def _part(duty: Assignment) -> list[str] | None:
    return part_of(duty.shift, duty.start, duty.end)


def return_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the roster is still with the unit."""
    return Roster.objects.filter(pk=notification.object_id, state=RosterState.RETURNED).exists()


def filing_is_relevant(notification: Notification, now: datetime) -> bool:
    """Whether the unit still has to file."""
    return Roster.objects.filter(
        pk=notification.object_id, state__in=UNFILED_STATES, period__state=PeriodState.OPEN
    ).exists()


def remind_of_filing(*, now: datetime) -> int:
    """One reminder per unit that hasn't filed when the deadline is as near as its county's settings say. Returns how many
    rosters."""
    periods = DutyPeriod.objects.filter(
        state=PeriodState.OPEN, filing_deadline__gt=now, filing_deadline__lte=now + REMIND_OF_FILING_AT_MOST
    )
    rules = CountySettings.of_all(period.county_id for period in periods)
    near = [one.pk for one in periods if one.filing_deadline <= now + rules[one.county_id].remind_filing_before]
    due = Roster.objects.filter(state__in=UNFILED_STATES, period__in=near).select_related("period")
    return sum(_remind(roster, now) for roster in due) if near else 0


@write
def _remind(roster: Roster, now: datetime) -> bool:
    messages = _of_deadline([roster], Purpose.FILING_DUE, now)
    enqueue(messages, county_id=roster.period.county_id, now=now)
    return bool(messages)


def tell_deadline(*, period: DutyPeriod, now: datetime) -> None:
    """Every unit that has still to file hears of another deadline; what waits about the former one never goes out."""
    rosters = list(period.rosters.filter(state__in=UNFILED_STATES).select_related("period"))
    fall_silent(
        [roster.pk for roster in rosters],
        now=now,
        purposes=(Purpose.FILING_DUE, Purpose.FILING_MOVED, Purpose.FILING_URGED),
    )
    enqueue(_of_deadline(rosters, Purpose.FILING_MOVED, now), county_id=period.county_id, now=now)


def tell_urged(*, period: DutyPeriod, rosters: Mapping[Roster, int], now: datetime) -> set[UUID]:
    """Another reminder to the leaders of units that haven't filed; of each of the period's rosters how often that was done
    before. Returns the units in which somebody is told. One query and what writing messages takes."""
    of_unit = {roster.unit_id: roster for roster in rosters}
    leaders = people_leading(of_unit, today=timezone.localdate(now))
    messages = [_urging(of_unit[unit_id], person_id, rosters[of_unit[unit_id]], now) for unit_id, person_id in leaders]
    enqueue(messages, county_id=period.county_id, now=now)
    return {unit_id for unit_id, _person in leaders}


def _urging(roster: Roster, person_id: UUID, before: int, now: datetime) -> Message:
    """Of use until the unit has filed, however late it is."""
    message = _filing(roster, person_id, Purpose.FILING_URGED, now)
    params = {**message.params, "is_late": roster.period.filing_deadline <= now}
    return replace(message, level=before, params=params, useful_for=DUTY_NEWS_USEFUL_FOR)


def _of_deadline(rosters: Collection[Roster], purpose: Purpose, now: datetime) -> list[Message]:
    """To the units' leaders, once for each deadline there has been. One query."""
    of_unit = {roster.unit_id: roster for roster in rosters}
    leaders = people_leading(of_unit, today=timezone.localdate(now))
    return [_filing(of_unit[unit_id], person_id, purpose, now) for unit_id, person_id in leaders]


def _filing(roster: Roster, person_id: UUID, purpose: Purpose, now: datetime) -> Message:
    deadline = roster.period.filing_deadline
    return Message(
        purpose=purpose,
        object_id=roster.pk,
        person_id=person_id,
        unit_id=roster.unit_id,
        due_at=now,
        useful_for=max(deadline - now, SHORTEST_USE),
        level=int(deadline.timestamp() // 60) % LEVELS,
        params={"period": roster.period.name, "deadline": instant_text(deadline)},
    )


register(Purpose.DUTY_PUBLISHED, Purpose.DUTY_CHANGED, Purpose.DUTY_WITHDRAWN, relevant=if_each(duty_is_relevant))
register(Purpose.ROSTER_RETURNED, relevant=if_each(return_is_relevant))
register(Purpose.FILING_DUE, Purpose.FILING_MOVED, Purpose.FILING_URGED, relevant=if_each(filing_is_relevant))

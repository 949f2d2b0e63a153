"""Calling people to a call-out: a summons and a message each, and the clocks that start when it went out (domain §5)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value

from alerts.call_outs.models import ON_THE_WAY_STATES, WAITING_STATES, CallOut, Summons
from alerts.checks.services.endings import spare_called
from alerts.deadlines import SUMMONS_USEFUL_FOR
from alerts.enums import LinkPurpose, NotificationState, Purpose, SummonsState
from alerts.outbox.models import Notification
from alerts.outbox.purposes import of_objects, register
from alerts.outbox.services.links import Asked, link_path, make_links
from alerts.outbox.services.outbox import Message, enqueue
from alerts.transitions import SUMMONS
from alerts.who_answers import leaders_in_units, on_duty_in_units
from rostering.models import Assignment
from rostering.seats.queries.clocks import call_clocks, usual_call_clock
from units.models import CountySettings, Person

Reachable = Sequence[tuple[Person, Assignment | None]]


def reachable_in(unit_id: UUID, now: datetime) -> list[tuple[Person, Assignment | None]]:
    """Those on duty in the order to ask, then the unit's leaders."""
    return reachable_in_units([unit_id], now)[unit_id]


def reachable_in_units(unit_ids: Collection[UUID], now: datetime) -> dict[UUID, list[tuple[Person, Assignment | None]]]:
    """As `reachable_in`, of each of the units; as few queries for a county as for one."""
    on_duty, leaders = on_duty_in_units(unit_ids, now), leaders_in_units(unit_ids, now)
    return {pk: _in_order(on_duty[pk], leaders[pk]) for pk in unit_ids}


def _in_order(on_duty: Iterable[Assignment], leaders: Iterable[Person]) -> list[tuple[Person, Assignment | None]]:
    first: list[tuple[Person, Assignment | None]] = [(row.person, row) for row in on_duty if row.person is not None]
    known = {person.pk for person, _row in first}
    return [*first, *((leader, None) for leader in leaders if leader.pk not in known)]


def summon(made: CallOut, summonses: list[Summons], now: datetime) -> None:
    _give_clocks(made, summonses, now)
    Summons.objects.bulk_create(summonses, batch_size=1000)
    if not made.is_drill:
        spare_called([summons.person_id for summons in summonses], by=made.requested_by, now=now)
    wanted = [Asked(summons.pk, summons.person_id, now + _useful_for(summons)) for summons in summonses]
    keys = make_links(purpose=LinkPurpose.SUMMONS, wanted=wanted)
    messages = [
        replace(
            message_of(summons, Purpose.SUMMONS, summons.person_id, now, link_path(key), summons.arrive_minutes),
            useful_for=_useful_for(summons),
        )
        for summons, key in zip(summonses, keys, strict=True)
    ]
    rows = enqueue(messages, county_id=made.county_id, now=now)
    pending = {row.object_id for row in rows if row.state == NotificationState.PENDING}
    start_clocks([s.pk for s in summonses if s.pk not in pending], reached=True, now=now)


def _give_clocks(made: CallOut, summonses: list[Summons], now: datetime) -> None:
    """To each the minutes that the policy gives their post now; the county's usual to whoever isn't on duty."""
    usual = CountySettings.of(made.county_id)
    clocks = call_clocks([one.assignment for one in summonses if one.assignment is not None], usual, now)
    for one in summonses:
        clock = clocks[one.assignment_id] if one.assignment_id else usual_call_clock(usual)
        one.call_out, one.county_id = made, made.county_id
        one.answer_minutes, one.arrive_minutes, one.late_minutes = clock.answer, clock.arrive, clock.late


def _useful_for(summons: Summons) -> timedelta:
    return max(SUMMONS_USEFUL_FOR, timedelta(minutes=summons.late_minutes) * 2)


def message_of(summons: Summons, purpose: Purpose, person_id: UUID, now: datetime, path: str, minutes: int) -> Message:
    """`minutes`: how long the one called has to arrive."""
    return Message(
        purpose=purpose,
        object_id=summons.pk,
        person_id=person_id,
        unit_id=summons.unit_id,
        due_at=now,
        useful_for=SUMMONS_USEFUL_FOR,
        level=summons.level,
        # Whoever is called is called at once; the office hears of all who stay away by one message a minute.
        matter=None if purpose == Purpose.SUMMONS else summons.call_out_id,
        params={
            "is_drill": summons.call_out.is_drill,
            "matter": summons.call_out.matter,
            "place": summons.call_out.place,
            "unit": summons.unit.label,
            "person": summons.person.name,
            "minutes": minutes,
            "path": path,
        },
    )


def messages_settled(notifications: Iterable[Notification], reached: bool, now: datetime) -> None:
    """The clocks of a person start when a provider took the message, or when none would: also when it came to nothing
    because nobody sent it in time, and the person is awaited all the same."""
    rows = list(notifications)
    sent = [row.object_id for row in rows if row.state != NotificationState.SUPPRESSED]
    unsent = [row.object_id for row in rows if row.state == NotificationState.SUPPRESSED]
    awaited = Summons.objects.filter(pk__in=unsent, state=SummonsState.SENDING).values_list("pk", flat=True)
    if sent:
        start_clocks(sent, reached=reached, now=now)
    if unsent:
        start_clocks(list(awaited), reached=False, now=now)


def start_clocks(summons_ids: Iterable[UUID], *, reached: bool, now: datetime) -> None:
    """Dispatch is now: each has the minutes they were given. Clocks that run are left alone, and none starts for somebody
    who has been released."""
    fresh = Summons.objects.filter(pk__in=summons_ids, dispatched_at__isnull=True).exclude(state=SummonsState.RELEASED)
    sent = SUMMONS.step("sent")
    fresh.filter(state__in=sent.before).update(state=sent.after)
    fresh.update(
        dispatched_at=now,
        answer_by=_after("answer_minutes", now),
        arrive_by=_after("arrive_minutes", now),
        late_from=_after("late_minutes", now),
        was_reached=reached,
        version=F("version") + 1,
    )


def _after(minutes: str, now: datetime) -> Any:
    instant = DateTimeField()
    given = ExpressionWrapper(F(minutes) * Value(timedelta(minutes=1)), output_field=DurationField())
    return ExpressionWrapper(Value(now, output_field=instant) + given, output_field=instant)


def still_awaited(ids: Collection[UUID]) -> set[UUID]:
    """Of these summonses, those whose person is still awaited."""
    return _in_states(ids, WAITING_STATES)


def still_unacknowledged(ids: Collection[UUID]) -> set[UUID]:
    """Those that nobody of the unit has acknowledged in the meantime."""
    return _in_states(ids, (*WAITING_STATES, SummonsState.DECLINED))


def still_on_the_way(ids: Collection[UUID]) -> set[UUID]:
    """Those whose person has been called and hasn't arrived."""
    return _in_states(ids, ON_THE_WAY_STATES)


def _in_states(ids: Collection[UUID], states: Iterable[str]) -> set[UUID]:
    return set(Summons.objects.filter(pk__in=ids, state__in=states).values_list("pk", flat=True))


register(Purpose.SUMMONS, relevant=of_objects(still_awaited), settled=messages_settled)
register(Purpose.SUMMONS_ESCALATED, relevant=of_objects(still_unacknowledged))
register(Purpose.SUMMONS_OVERDUE, relevant=of_objects(still_on_the_way))

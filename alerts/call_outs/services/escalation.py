"""Who doesn't acknowledge or arrive in time: the backup, the leader, the county office, each called once (domain §5)."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from alerts.call_outs.models import ON_THE_WAY_STATES, CallOut, Summons
from alerts.call_outs.services.announcing import call_out_overdue
from alerts.call_outs.services.summoning import message_of, reachable_in, summon
from alerts.enums import CallOutState, Purpose, SummonsState
from alerts.one_by_one import handle_each
from alerts.outbox.services.outbox import enqueue
from alerts.who_answers import office_people
from units.db import lock, write

# Level 0 is the one called, 1 and 2 are those of the unit who stand in.
TO_OFFICE = 3


def escalate_due(*, now: datetime) -> int:
    """Calls a stand-in for everyone who hasn't acknowledged in time, once. Returns how many."""
    due = Summons.objects.filter(state=SummonsState.CALLED, escalated_at__isnull=True, answer_by__lte=now)
    return handle_each(due.order_by("answer_by").values_list("pk", flat=True)[:2500], lambda pk: _escalate(pk, now))


@write
def _escalate(pk: UUID, now: datetime) -> bool:
    lock_call_out_of(pk)
    silent = Summons.objects.filter(pk=pk, state=SummonsState.CALLED, escalated_at__isnull=True, answer_by__lte=now)
    if not silent.update(escalated_at=now, version=F("version") + 1):
        return False
    stand_in(Summons.objects.with_call().select_related("call_out__county").get(pk=pk), now)
    return True


def lock_call_out_of(summons_id: UUID) -> None:
    """Whoever ends the call-out waits, or has ended it: nobody is called to what is over."""
    lock(*CallOut.objects.filter(summonses=summons_id))


def mark_overdue(*, now: datetime) -> int:
    """Marks everyone who hasn't arrived in the time they were given, once, and tells the duty room. Returns how many."""
    late = Summons.objects.filter(state__in=ON_THE_WAY_STATES, overdue_at__isnull=True, late_from__lte=now)
    return handle_each(
        late.order_by("late_from").values_list("pk", flat=True)[:2500], lambda pk: _mark_overdue(pk, now)
    )


@write
def _mark_overdue(pk: UUID, now: datetime) -> bool:
    late = Summons.objects.filter(pk=pk, state__in=ON_THE_WAY_STATES, overdue_at__isnull=True, late_from__lte=now)
    if not late.update(overdue_at=now, version=F("version") + 1):
        return False
    summons = Summons.objects.with_call().select_related("call_out__county").get(pk=pk)
    _tell_office(summons, Purpose.SUMMONS_OVERDUE, now)
    call_out_overdue(summons, now)
    return True


def stand_in(silent: Summons, now: datetime) -> None:
    """The unit's backup, then its leader, then the county office; a level with nobody is skipped at once."""
    if silent.call_out.state != CallOutState.DISPATCHED:
        return
    already = set(Summons.objects.filter(call_out=silent.call_out).values_list("person_id", flat=True))
    others = [(person, duty) for person, duty in reachable_in(silent.unit_id, now) if person.pk not in already]
    if others and silent.level + 1 < TO_OFFICE:
        person, duty = others[0]
        backup = Summons(
            person=person, unit_id=silent.unit_id, assignment=duty, stands_in_for=silent, level=silent.level + 1
        )
        summon(silent.call_out, [backup], now)
    else:
        _tell_office(silent, Purpose.SUMMONS_ESCALATED, now)


def _tell_office(summons: Summons, purpose: Purpose, now: datetime) -> None:
    people = office_people(summons.call_out.county, now)
    path = f"/call-outs/{summons.call_out_id}/"
    messages = [message_of(summons, purpose, person_id, now, path, summons.late_minutes) for person_id in people]
    enqueue(messages, county_id=summons.county_id, now=now)

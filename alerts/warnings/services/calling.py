"""叫应: everybody named is asked until somebody of their unit answers: by message, by telephone, the next person, and at last the
operator's list. Clocks start when a message has gone out (domain §12)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from alerts.call_outs.services.summoning import reachable_in_units
from alerts.deadlines import WARNING_USEFUL_FOR
from alerts.enums import ChannelCode, LinkPurpose, NotificationState, Purpose, WarningCallState
from alerts.instants import moment
from alerts.one_by_one import handle_each
from alerts.outbox.models import Notification
from alerts.outbox.purposes import of_objects, register
from alerts.outbox.services.outbox import Message, enqueue, has_way, send_by, with_links
from alerts.transitions import WARNING_CALL
from alerts.warnings.models import OPEN_STATES, PublicWarning, WarningCall
from alerts.warnings.queries import still_asked
from alerts.who_answers import office_people
from units.db import lock, write
from units.models import Unit

# The one on duty and two more of the unit; then the operator rings.
MOST_OF_A_UNIT = 3


def call_units(warning: PublicWarning, units: Sequence[Unit], now: datetime) -> list[WarningCall]:
    """The first of each unit is asked; a unit with nobody goes to the operator at once. Within the signing transaction."""
    reachable = reachable_in_units([unit.pk for unit in units], now)
    calls = [
        WarningCall(
            county_id=warning.county_id,
            warning=warning,
            unit=unit,
            person=reachable[unit.pk][0][0] if reachable[unit.pk] else None,
            round=warning.round,
            state=WarningCallState.SENDING if reachable[unit.pk] else WarningCallState.WITH_OFFICE,
        )
        for unit in units
    ]
    WarningCall.objects.bulk_create(calls, batch_size=1000)
    _ask([call for call in calls if call.person_id is not None], now)
    for call in calls:
        if call.person_id is None:
            _tell_office(call, now)
    return calls


def call_due(*, now: datetime) -> int:
    """Goes on with everybody who hasn't answered in time, one step each. Returns how many."""
    due = WarningCall.objects.filter(
        state=WarningCallState.ASKED, passed_on_at__isnull=True, answer_by__lte=now, warning__state__in=OPEN_STATES
    )
    return handle_each(due.order_by("answer_by").values_list("pk", flat=True)[:2500], lambda pk: _go_on(pk, now))


@write
def _go_on(pk: UUID, now: datetime) -> bool:
    lock_warning_of(pk)
    rows = WarningCall.objects.select_for_update(of=("self",)).select_related("warning__county", "unit", "person")
    call = rows.filter(
        pk=pk, state=WarningCallState.ASKED, passed_on_at__isnull=True, answer_by__lte=now,
        warning__state__in=OPEN_STATES,
    ).first()  # fmt: skip
    if call is None:
        return False
    if call.rung_at is None and call.person_id is not None and has_way(call.person_id, ChannelCode.VOICE):
        (message,) = with_links([_message(call, now, level=1)], LinkPurpose.WARNING)
        send_by(message, ChannelCode.VOICE, county_id=call.county_id, now=now)
        call.rung_at, call.answer_by = now, now + _minutes(call)
    else:
        _pass_on(call, now)
    call.version += 1
    call.save(update_fields=["rung_at", "answer_by", "passed_on_at", "state", "version"])
    return True


def lock_warning_of(call_id: UUID) -> None:
    """Whoever ends or signs the warning waits: nobody is asked about what is over."""
    lock(*PublicWarning.objects.filter(calls=call_id))


def _pass_on(call: WarningCall, now: datetime) -> None:
    """The next of the unit who hasn't been asked; without one the operator."""
    call.passed_on_at = now
    asked = WarningCall.objects.filter(warning=call.warning_id, round=call.round)
    known = set(asked.exclude(person=None).values_list("person_id", flat=True))
    others = [
        person for person, _duty in reachable_in_units([call.unit_id], now)[call.unit_id] if person.pk not in known
    ]
    if others and call.place + 1 < MOST_OF_A_UNIT:
        further = WarningCall(
            county_id=call.county_id, warning=call.warning, unit=call.unit, person=others[0], round=call.round,
            place=call.place + 1,
        )  # fmt: skip
        further.save()
        _ask([further], now)
    else:
        call.state = WARNING_CALL.after(call.state, "hand_to_office")
        _tell_office(call, now)


def _ask(calls: Sequence[WarningCall], now: datetime) -> None:
    messages = with_links([_message(call, now) for call in calls], LinkPurpose.WARNING)
    if not messages:
        return
    rows = enqueue(messages, county_id=calls[0].county_id, now=now)
    pending = {row.object_id for row in rows if row.state == NotificationState.PENDING}
    start_clocks([call.pk for call in calls if call.pk not in pending], reached=True, now=now)


def start_clocks(call_ids: Iterable[UUID], *, reached: bool, now: datetime) -> None:
    """From now on the minutes of the warning run. Clocks that run, and calls that are over, are left alone."""
    sent = WARNING_CALL.step("sent")
    fresh = WarningCall.objects.filter(pk__in=list(call_ids), asked_at__isnull=True, state__in=sent.before)
    for call in fresh.select_related("warning"):
        WarningCall.objects.filter(pk=call.pk, state__in=sent.before).update(
            state=sent.after,
            asked_at=now,
            answer_by=now + _minutes(call),
            was_reached=reached,
            version=F("version") + 1,
        )


def messages_settled(notifications: Iterable[Notification], reached: bool, now: datetime) -> None:
    """A provider took the message, or none would: the person is awaited from now on all the same."""
    start_clocks([row.object_id for row in notifications if row.level == 0], reached=reached, now=now)


def _message(call: WarningCall, now: datetime, level: int = 0) -> Message:
    warning = call.warning
    if call.person_id is None:
        raise AssertionError("only people are asked")
    plan = warning.plan
    return Message(
        purpose=Purpose.WARNING,
        object_id=call.pk,
        person_id=call.person_id,
        unit_id=call.unit_id,
        due_at=now,
        useful_for=WARNING_USEFUL_FOR,
        level=level,
        params={
            "headline": warning.headline,
            "area": warning.area,
            "until": moment(warning.end) if warning.end else "",
            "posture": plan.get("posture", ""),
            "extra_staff": plan.get("extra_staff", 0),
            "minutes": warning.answer_minutes,
        },
    )


def _tell_office(call: WarningCall, now: datetime) -> None:
    messages = [
        replace(
            Message(Purpose.WARNING_UNANSWERED, call.pk, person_id, call.unit_id, now, WARNING_USEFUL_FOR),
            matter=call.warning_id,
            params={
                "unit": call.unit.label,
                "headline": call.warning.headline,
                "path": f"/warnings/{call.warning_id}/",
            },
        )
        for person_id in office_people(call.warning.county, now)
    ]
    enqueue(messages, county_id=call.county_id, now=now)


def _minutes(call: WarningCall) -> timedelta:
    return timedelta(minutes=call.warning.answer_minutes)


register(Purpose.WARNING, relevant=of_objects(still_asked), settled=messages_settled)
register(Purpose.WARNING_UNANSWERED, relevant=of_objects(still_asked))

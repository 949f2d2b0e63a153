"""How a call-out ends, whoever ends it: those still on their way are released and told, clocks and reminders stop."""

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from alerts.call_outs.models import CallOut, Summons
from alerts.deadlines import ENDING_USEFUL_FOR
from alerts.enums import CallOutState, Purpose
from alerts.incidents.models import Incident
from alerts.outbox.services.endings import end_links, fall_silent, tell_ended
from alerts.outbox.services.outbox import Message
from alerts.texts import LONGEST_TEXT
from alerts.transitions import CALL_OUT, SUMMONS
from units.audit import services as audit
from units.db import lock
from units.models import User


def end_call_out(call_out: CallOut, *, outcome: str, by: User | None, now: datetime) -> bool:
    """Ends a running one; False when it doesn't run. Called within the caller's transaction.

    Under its lock, which escalations take too: nobody is called to a call-out that is over.
    """
    lock(call_out)
    closing, release = CALL_OUT.step("close"), SUMMONS.step("release")
    ended = CallOut.objects.filter(pk=call_out.pk, state__in=closing.before).update(
        state=closing.after, closed_at=now, outcome=outcome[:LONGEST_TEXT], version=F("version") + 1
    )
    if not ended:
        return False
    called = list(Summons.objects.filter(call_out=call_out).values_list("pk", flat=True))
    end_links(called, now=now)
    coming = Summons.objects.select_for_update().filter(call_out=call_out, state__in=release.before).order_by("pk")
    released = list(coming)
    Summons.objects.filter(pk__in=[one.pk for one in released]).update(state=release.after, version=F("version") + 1)
    fall_silent(called, now=now)
    _tell_released(call_out, released, now)
    call_out.refresh_from_db()
    audit.record(by=by, action="call_out.closed", row=call_out, county=call_out.county_id, reason=call_out.outcome)
    return True


def end_of_incident(incident: Incident, *, by: User, now: datetime) -> None:
    """What was called out for `incident` ends with it, what was kept ready is dropped. Within the closing transaction."""
    # What is stored is read by others later: in the county's language, not the writer's.
    with translation.override(settings.LANGUAGE_CODE):
        outcome = _("事件已办结，召集随之结束")
    for call_out in CallOut.objects.filter(incident=incident, state=CallOutState.DISPATCHED).order_by("pk"):
        end_call_out(call_out, outcome=outcome, by=by, now=now)
    for call_out in CallOut.objects.filter(incident=incident, state=CallOutState.DRAFT).order_by("pk"):
        drop_call_out(call_out, by=by, now=now)


def drop_call_out(call_out: CallOut, *, by: User | None, now: datetime) -> bool:
    """Drops one that was kept ready; False when it has been sent or dropped. Within the caller's transaction."""
    lock(call_out)
    cancelling = CALL_OUT.step("cancel")
    dropped = CallOut.objects.filter(pk=call_out.pk, state__in=cancelling.before).update(
        state=cancelling.after, closed_at=now, version=F("version") + 1
    )
    if dropped:
        call_out.refresh_from_db()
        audit.record(by=by, action="call_out.cancelled", row=call_out, county=call_out.county_id)
    return bool(dropped)


def _tell_released(call_out: CallOut, released: list[Summons], now: datetime) -> None:
    messages = [
        Message(
            purpose=Purpose.SUMMONS_RELEASED,
            object_id=one.pk,
            person_id=one.person_id,
            unit_id=one.unit_id,
            due_at=now,
            useful_for=ENDING_USEFUL_FOR,
            params={"is_drill": call_out.is_drill, "matter": call_out.matter, "place": call_out.place},
        )
        for one in released
    ]
    tell_ended(messages, told_by=(Purpose.SUMMONS,), county_id=call_out.county_id, now=now)

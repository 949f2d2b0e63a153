"""How a check ends, whoever ends it: nothing more goes out about it, and those who were to answer or to look are told."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from alerts.checks.models import OPEN_STATES, Check
from alerts.deadlines import ENDING_USEFUL_FOR
from alerts.enums import CheckOutcome, CheckState, Purpose
from alerts.outbox.services.endings import fall_silent, receivers, tell_ended
from alerts.outbox.services.outbox import Message
from alerts.transitions import CHECK
from rostering.models import DutyPeriod
from units.audit import services as audit
from units.copying import update_in
from units.models import Person, User

ENDED_FIELDS = ("state", "outcome", "escalate_at", "office_note", "office_name", "version")
TOLD_BY = (Purpose.CHECK, Purpose.CHECK_ESCALATED)


def end_checks(checks: Collection[Check], *, but: UUID | None, now: datetime) -> None:
    """What hangs on checks of one county that have just ended, in the ending transaction. `but` is the person who ended
    them and needn't be told."""
    ended = {check.pk: check for check in checks}
    if not ended:
        return
    fall_silent(ended, now=now, purposes=TOLD_BY)
    names = dict(Person.objects.filter(pk__in=[one.person_id for one in checks]).values_list("pk", "name"))
    messages = [
        _message(ended[pk], names, person_id, unit_id, now)
        for pk, person_id, unit_id in receivers(ended, TOLD_BY)
        if person_id != but
    ]
    tell_ended(messages, told_by=TOLD_BY, county_id=next(iter(checks)).county_id, now=now)


def end_of_period(period: DutyPeriod, *, by: User, now: datetime) -> None:
    """Nobody is asked any more who had duty in a period that is closed; what was found out so far stands."""
    rows = Check.objects.select_for_update(of=("self",)).filter(period=period, state__in=OPEN_STATES)
    found = list(rows.select_related("unit").order_by("pk"))
    with translation.override(settings.LANGUAGE_CODE):
        note = _("值班周期已结束")
    for check in found:
        check.state = CHECK.after(check.state, "period_over")
        check.outcome = check.outcome or CheckOutcome.NOT_SENT
        check.escalate_at = None
        check.office_note, check.office_name = note, by.display_name
        check.version += 1
    update_in(found, ENDED_FIELDS)
    end_checks(found, but=by.person_id, now=now)
    audit.record_many(
        audit.event(by=by, action="check.closed", row=one, county=one.county_id, unit=one.unit_id, reason=note, now=now)
        for one in found
    )


def spare_called(person_ids: Collection[UUID], *, by: User | None, now: datetime) -> None:
    """Who is sent for is no longer asked whether they are there: their running checks are called off, in the calling
    transaction, and count for nothing."""
    rows = Check.objects.select_for_update(of=("self",)).filter(person__in=person_ids, state=CheckState.ASKING, level=0)
    found = list(rows.select_related("unit").order_by("pk"))
    for check in found:
        check.state = CHECK.after(check.state, "cancel")
        check.escalate_at = None
        check.version += 1
    update_in(found, ENDED_FIELDS)
    for of_county in {check.county_id for check in found}:
        end_checks([check for check in found if check.county_id == of_county], but=None, now=now)
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("被查人员正在被召集")
    audit.record_many(
        audit.event(
            by=by, action="check.cancelled", row=one, county=one.county_id, unit=one.unit_id, reason=reason, now=now
        )
        for one in found
    )


def _message(check: Check, names: dict[UUID, str], person_id: UUID, unit_id: UUID | None, now: datetime) -> Message:
    return Message(
        purpose=Purpose.CHECK_ENDED,
        object_id=check.pk,
        person_id=person_id,
        unit_id=unit_id,
        due_at=now,
        useful_for=ENDING_USEFUL_FOR,
        params={
            "unit": check.unit.label,
            "person": names.get(check.person_id, "") if check.person_id else "",
            "state": str(CheckState(check.state)),
        },
    )

"""Running checks and call-outs leave whoever isn't there any more, and go on with the next."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F

from alerts.call_outs.models import WAITING_STATES, Summons
from alerts.call_outs.services.escalation import stand_in
from alerts.checks.models import Check
from alerts.checks.services.messages import tell
from alerts.enums import CallOutState, CheckOutcome, CheckState, Purpose
from alerts.transitions import SUMMONS
from alerts.who_answers import not_there, on_duty_in
from units.audit import services as audit
from units.consequences import Consequence, Scope
from units.models import User


def pass_on(*, scope: Scope, touched: Collection[Consequence], by: User | None, now: datetime) -> None:
    """What waits for somebody who has just turned out to be away goes to the next. In the caller's transaction."""
    people = {*(scope.person_ids or ()), *(one.person_id for one in touched if one.person_id is not None)}
    gone = not_there(people, now)
    gone |= {one.person_id for one in touched if one.person_id is not None and "unit_closed" in one.codes}
    if not gone:
        return
    asked = Check.objects.select_for_update(of=("self",)).filter(state=CheckState.ASKING, level=0, person__in=gone)
    for check in asked.select_related("unit", "person").order_by("pk"):
        _ask_next(check, gone, by, now)
    # Whoever has acknowledged is coming, leave or not.
    called = Summons.objects.select_for_update(of=("self",)).filter(
        state__in=WAITING_STATES, person__in=gone, call_out__state=CallOutState.DISPATCHED
    )
    for summons in called.with_call().select_related("call_out__county").order_by("pk"):
        _call_next(summons, by, now)


def _ask_next(check: Check, gone: Collection[UUID], by: User | None, now: datetime) -> None:
    """Nobody left: up it goes with the next sweep, and says nothing about whoever was away."""
    others = [row for row in on_duty_in(check.unit_id, now) if row.person_id not in gone]
    before = str(check.person)
    if others:
        check.assignment, check.person = others[0], others[0].person
        check.asked_at = check.escalate_at = None
        tell(check, [others[0].person_id], Purpose.CHECK, now)
    else:
        check.outcome, check.escalate_at = CheckOutcome.NOT_SENT, now
    check.version += 1
    check.save()
    audit.record(
        by=by, action="check.passed_on", row=check, county=check.county_id, unit=check.unit_id, now=now,
        before={"person": before}, after={"person": str(check.person)},
    )  # fmt: skip


def _call_next(summons: Summons, by: User | None, now: datetime) -> None:
    released = Summons.objects.filter(pk=summons.pk, state__in=WAITING_STATES)
    released.update(state=SUMMONS.step("release").after, escalated_at=now, version=F("version") + 1)
    audit.record(
        by=by, action="summons.passed_on", row=summons, county=summons.county_id, unit=summons.unit_id,
        reason=summons.person.name, now=now,
    )  # fmt: skip
    stand_in(summons, now)

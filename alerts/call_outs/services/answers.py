"""What somebody who is called says: coming, not coming, there. The server's time counts."""

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from alerts.call_outs.models import Summons
from alerts.call_outs.services.escalation import lock_call_out_of, stand_in
from alerts.enums import SummonsState
from alerts.permissions import check_answer_for
from alerts.texts import required_text
from alerts.transitions import SUMMONS
from units.audit import services as audit
from units.db import write
from units.errors import RuleViolation
from units.models import User


@write
def acknowledge(*, summons: Summons, by: User | None, now: datetime) -> Summons:
    """收到. Wins over an escalation at the same instant or loses to it; twice is once."""
    if by is not None:
        check_answer_for(by, summons.person)
    coming = SUMMONS.step("acknowledge")
    won = Summons.objects.filter(pk=summons.pk, state__in=coming.before).update(
        state=coming.after, acknowledged_at=now, version=F("version") + 1
    )
    return _after_answer(summons, bool(won), by, "summons.acknowledged", SummonsState.ACKNOWLEDGED)


@write
def decline(*, summons: Summons, reason: str, by: User | None, now: datetime) -> Summons:
    """暂时无法到岗: the unit's next person is called at once. Raises InvalidInput without a reason."""
    if by is not None:
        check_answer_for(by, summons.person)
    reason = required_text(reason, "reason")
    lock_call_out_of(summons.pk)
    declining = SUMMONS.step("decline")
    won = Summons.objects.filter(pk=summons.pk, state__in=declining.before).update(
        state=declining.after, declined_reason=reason, escalated_at=now, version=F("version") + 1
    )
    declined = _after_answer(summons, bool(won), by, "summons.declined", SummonsState.DECLINED)
    if won:
        stand_in(declined, now)
    return declined


@write
def arrive(*, summons: Summons, by: User | None, now: datetime, confirmed_by: str = "") -> Summons:
    """到岗, by the person or by whoever receives them; the server's time counts. Twice is once."""
    if by is not None:
        check_answer_for(by, summons.person)
    arrival = SUMMONS.step("arrive")
    won = Summons.objects.filter(pk=summons.pk, state__in=arrival.before).update(
        state=arrival.after,
        arrived_at=now,
        acknowledged_at=Coalesce("acknowledged_at", now),
        arrival_confirmed_by=confirmed_by or (by.display_name if by else ""),
        version=F("version") + 1,
    )
    return _after_answer(summons, bool(won), by, "summons.arrived", SummonsState.ARRIVED)


def _after_answer(summons: Summons, won: bool, by: User | None, action: str, state: SummonsState) -> Summons:
    fresh = Summons.objects.with_call().select_related("call_out__county").get(pk=summons.pk)
    if not won and fresh.state != state and not _already_past(fresh, state):
        raise RuleViolation("wrong_state", _("该次召集对您已经结束"))
    if won:
        audit.record(
            by=by,
            action=action,
            row=fresh,
            county=fresh.county_id,
            unit=fresh.unit_id,
            on_behalf_of="" if by is None or by.person_id == fresh.person_id else fresh.person.name,
        )
    return fresh


def _already_past(summons: Summons, state: SummonsState) -> bool:
    """Acknowledging after having arrived says nothing new and is no error."""
    return state == SummonsState.ACKNOWLEDGED and summons.state == SummonsState.ARRIVED

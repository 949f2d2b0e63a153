"""收到: by the link of the message, by signing in, or told to the operator who rang. The first answer of a unit counts."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alerts.enums import AnsweredBy, WarningCallState
from alerts.outbox.services.endings import fall_silent
from alerts.permissions import check_act_for_unit, check_answer_for, check_command
from alerts.transitions import WARNING_CALL
from alerts.warnings.models import WarningCall
from alerts.warnings.services.released import release_beside
from units.audit import services as audit
from units.db import write
from units.errors import RuleViolation
from units.models import User


@write
def answer(*, call: WarningCall, by: User | None, now: datetime, how: AnsweredBy, name: str = "") -> WarningCall:
    """Twice is once; the server's time counts. `by` None is whoever holds the link; `name`: who was spoken to by telephone.

    Raises NotAllowed, RuleViolation `wrong_state` when the unit has answered otherwise or the warning is over.
    """
    if by is not None:
        _check(by, call, how)
    answering = WARNING_CALL.step("answer")
    won = WarningCall.objects.filter(pk=call.pk, state__in=answering.before).update(
        state=answering.after,
        answered_at=now,
        answered_how=how,
        answered_by=name.strip() or (by.display_name if by else call.person.name if call.person else ""),
        version=F("version") + 1,
    )
    fresh = WarningCall.objects.select_related("warning", "unit", "person").get(pk=call.pk)
    if not won:
        if fresh.state != WarningCallState.ANSWERED:
            raise RuleViolation("wrong_state", _("无需再答：本单位已有人应答，或预警已经结束"))
        return fresh
    # Neither the telephone nor the operator goes on about it, and its other links answer no more.
    fall_silent([fresh.pk], now=now)
    release_beside(fresh, now)
    audit.record(
        by=by, action="warning.answered", row=fresh, county=fresh.county_id, unit=fresh.unit_id,
        after={"how": how, "name": fresh.answered_by},
    )  # fmt: skip
    return fresh


def _check(by: User, call: WarningCall, how: AnsweredBy) -> None:
    if how == AnsweredBy.PHONE:
        check_command(by)
    elif call.person is None:
        check_act_for_unit(by, call.unit_id)
    else:
        check_answer_for(by, call.person)

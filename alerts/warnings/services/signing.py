"""签发: one person answers for who is called. The present round begins; an order raises whom the warning raises, and calls in as
many more as it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alerts.deadlines import WARNING_LASTS
from alerts.enums import Purpose, WarningLevel
from alerts.orders.models import PostureOrder
from alerts.orders.queries import is_running
from alerts.orders.services.orders import ended, issue_order
from alerts.outbox.services.endings import fall_silent
from alerts.permissions import check_command
from alerts.transitions import WARNING
from alerts.warnings.models import PublicWarning, WarningCall
from alerts.warnings.services.calling import call_units
from alerts.warnings.services.released import release_earlier
from rostering.enums import ExtraKind, Posture
from units.audit import services as audit
from units.db import held, write
from units.errors import InvalidInput, RuleViolation
from units.models import Unit, User


@dataclass(frozen=True, slots=True)
class Signed:
    """What is signed for: whom it calls and what it asks of them. `posture` "" raises nobody."""

    level: WarningLevel
    units: Sequence[Unit]
    answer_minutes: int
    posture: str = ""
    extra_staff: int = 0
    card: str = ""


@write
def sign(
    *, warning: PublicWarning, what: Signed, by: User, now: datetime, expected_version: int | None = None
) -> PublicWarning:
    """Calls the units, and those called before by what has changed since, anew. Raises InvalidInput without units, RuleViolation
    `wrong_state`, `warning_over`, Stale when another bulletin came meanwhile."""
    check_command(by)
    fresh = held(warning, related=("county", "order"), expected_version=expected_version)
    fresh.state = WARNING.advance(fresh.state, "sign", RuleViolation("wrong_state", _("该预警已经签发或结束")))
    if not what.units:
        raise InvalidInput("nobody_named", _("请选择叫应单位"), field="units")
    if fresh.end is not None and fresh.end <= now:
        raise RuleViolation("warning_over", _("该预警已经过期"))
    release_earlier(fresh, now)
    fall_silent([fresh.pk], now=now, purposes=[Purpose.WARNING_RECEIVED])
    fresh.level, fresh.unit_ids = what.level, [unit.pk for unit in what.units]
    fresh.answer_minutes = what.answer_minutes
    fresh.plan = {"posture": what.posture, "extra_staff": what.extra_staff, "card": what.card}
    fresh.signed_by, fresh.signed_at = by, now
    fresh.round += 1
    fresh.version += 1
    fresh.order = _order_for(fresh, what, by, now)
    fresh.save()
    calls: list[WarningCall] = call_units(fresh, what.units, now)
    audit.record(
        by=by, action="warning.signed", row=fresh, county=fresh.county_id, reason=fresh.headline,
        after={"level": fresh.level, "units": len(calls), "round": fresh.round},
    )  # fmt: skip
    return fresh


def _order_for(warning: PublicWarning, what: Signed, by: User, now: datetime) -> PostureOrder | None:
    """The one there is where it asks the same of the same units until then; else it ends, and another one holds. None where the
    warning raises nobody and calls nobody in."""
    asked = {ExtraKind.STAFF: what.extra_staff} if what.extra_staff else {}
    posture = Posture(what.posture or Posture.PHONE_STANDBY)
    end = warning.end or now + WARNING_LASTS
    before = warning.order if warning.order is not None and is_running(warning.order, now) else None
    wanted = bool(what.posture or asked)
    if before is not None:
        same = (before.posture, before.extras, before.end) == (posture, asked, end)
        if wanted and same and set(before.unit_ids) == set(warning.unit_ids):
            return before
        ended(before, by=by, now=now)
    if not wanted:
        return None
    return issue_order(
        county=warning.county, reason=warning.headline, posture=posture, start=max(warning.start, now), end=end,
        units=what.units, extras=asked, by=by,
    )  # fmt: skip

"""值班办理: what somebody on duty may have to do now, and the unit's log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from alerts.call_outs.models import COMING_STATES, Summons
from alerts.call_outs.queries import Called, called_of
from alerts.checks.models import ANSWERABLE_STATES, Check
from alerts.duty_log.models import Handover, LeavePostReport
from alerts.enums import HandoverState, LeaveState
from rostering.models import Assignment
from units.models import CountySettings, User


@dataclass(frozen=True)
class OwnDuty:
    """A duty that runs or has just ended, with what has been done about it."""

    assignment: Assignment
    is_current: bool
    handover: Handover | None
    away: LeavePostReport | None


@dataclass(frozen=True)
class MyWatch:
    checks: tuple[Check, ...]
    called: tuple[Called, ...]
    duties: tuple[OwnDuty, ...]
    to_accept: tuple[Handover, ...]
    away: tuple[LeavePostReport, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.checks or self.called or self.duties or self.to_accept or self.away)


def my_watch(user: User, now: datetime) -> MyWatch:
    """For a login with a person everything that waits for them; for a leader also who of the unit is away."""
    rules = CountySettings.of(user.county_id)
    to_accept = tuple(_to_accept(user, now - rules.undo_handover_within))
    if user.person_id is None:
        return MyWatch((), (), (), to_accept, tuple(_away(user)))
    person_id = user.person_id
    checks = Check.objects.filter(person_id=person_id, state__in=ANSWERABLE_STATES)
    checks = checks.select_related("unit", "assignment__shift").prefetch_related("assignment__shift__phases")
    summonses = Summons.objects.filter(
        person_id=person_id, state__in=COMING_STATES, call_out__state="dispatched"
    ).with_call()
    return MyWatch(
        tuple(checks.order_by("due_at")),
        tuple(called_of(one, now) for one in summonses),
        tuple(_duties(person_id, now, now - rules.late_handover_within)),
        to_accept,
        tuple(_away(user)),
    )


def _duties(person_id: UUID, now: datetime, ended_after: datetime) -> list[OwnDuty]:
    rows = (
        Assignment.objects.in_force()
        .filter(person_id=person_id, start__lte=now, end__gt=ended_after)
        .select_related("shift__unit", "shift__roster", "shift__period", "handover__incoming")
        .order_by("-start")
    )
    away = {
        report.assignment_id: report
        for report in LeavePostReport.objects.filter(assignment__in=rows, state=LeaveState.AWAY)
    }
    return [OwnDuty(row, row.start <= now < row.end, _handed_over(row), away.get(row.pk)) for row in rows]


def _handed_over(duty: Assignment) -> Handover | None:
    """None also once it has been withdrawn: the duty can be handed over again."""
    handover: Handover | None = getattr(duty, "handover", None)
    return None if handover is None or handover.state == HandoverState.WITHDRAWN else handover


def _to_accept(user: User, taken_since: datetime) -> QuerySet[Handover]:
    """Offered to oneself, to nobody known in one's unit, and for a leader to anybody of it, who may have no login; for
    some minutes also those one has just taken over, to take that back."""
    whose = Q(incoming__isnull=True, unit_id__in=user.unit_ids or ())
    whose |= Q(unit_id__in=user.led_unit_ids)
    if user.person_id:
        whose |= Q(incoming_id=user.person_id)
    just = Q(state=HandoverState.ACCEPTED, accepted_by=user, accepted_at__gte=taken_since)
    rows = Handover.objects.filter(whose, Q(state=HandoverState.OFFERED) | just)
    if user.person_id:
        rows = rows.exclude(outgoing__person_id=user.person_id, state=HandoverState.OFFERED)
    return (
        rows.select_related("outgoing__person", "incoming", "unit")
        .prefetch_related("open_items")
        .order_by("-offered_at")
    )


def _away(user: User) -> QuerySet[LeavePostReport]:
    """Whom this reader may report back: oneself, and a leader anybody of the unit."""
    rows = LeavePostReport.objects.visible_to(user).filter(state=LeaveState.AWAY)
    if not user.sees_whole_county:
        own = Q(person_id=user.person_id) if user.person_id else Q(pk__in=[])
        rows = rows.filter(Q(unit__in=user.led_unit_ids) | own)
    return rows.select_related("person", "unit", "covered_by").order_by("expected_back")

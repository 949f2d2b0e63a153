"""收到, 换班, 接班, 销假 and a line of the log, by link: what somebody does about their own duty without a login."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from alerts.answers.forms import AgreeForm, DisagreeForm, LineForm, SeenForm
from alerts.answers.pages.kind import Act, Kind, Shown
from alerts.answers.queries.duties import duties_shown, own_duty, seal_of, told_duties
from alerts.answers.services import duties
from alerts.duty_log.models import Handover, LeavePostReport
from alerts.duty_log.queries import open_entries
from alerts.enums import HandoverState, LeaveState
from alerts.labels import PURPOSE_LABELS
from alerts.outbox.models import AnswerLink
from rostering.changes.queries.repairs import conflicts_of
from rostering.enums import SwapState
from rostering.models import Assignment, Swap
from units.consequences import seal
from units.models import CountySettings, Person

# A reminder comes the evening before: its link says when the log is open.
LOOKS_AHEAD = timedelta(days=2)


def _duty_page(link: AnswerLink, now: datetime) -> Shown:
    told = told_duties(link, now)
    asked = [duty for duty in told if duty.acknowledged_at is None]
    asks = bool(asked) and link.used_at is None
    seen = seal_of(asked)
    return Shown({"duties": duties_shown(told, now), "asks": asks, "seen": seen}, asks, seen)


def _duties_waiting(ids: Collection[UUID], person: Person, now: datetime) -> Collection[UUID]:
    rows = Assignment.objects.in_force().filter(person=person, end__gt=now, acknowledged_at__isnull=True)
    return rows.filter(shift__period__in=ids).values_list("shift__period_id", flat=True).distinct()


def _swap_page(link: AnswerLink, _now: datetime) -> Shown:
    swap = Swap.objects.with_seats().get(pk=link.object_id)
    asks = swap.state == SwapState.REQUESTED and link.used_at is None
    conflicts = conflicts_of(swap) if asks else []
    return Shown({"swap": swap, "asks": asks, "conflicts": conflicts, "seal": seal(conflicts)}, asks, swap.state)


def _swaps_waiting(ids: Collection[UUID], person: Person, _now: datetime) -> Collection[UUID]:
    rows = Swap.objects.filter(pk__in=ids, counterpart=person, state=SwapState.REQUESTED)
    return rows.values_list("pk", flat=True)


def _handover_page(link: AnswerLink, now: datetime) -> Shown:
    found = Handover.objects.select_related("outgoing__person", "unit").get(pk=link.object_id)
    asks = found.state == HandoverState.OFFERED and link.used_at is None
    from_when = found.outgoing.end - CountySettings.of(found.county_id).hand_over_within
    context = {
        "handover": found,
        "asks": asks,
        "too_early": from_when if now < from_when else None,
        "entries": open_entries(found.unit_id) if asks else (),
    }
    return Shown(context, asks, f"{found.state}-{now >= from_when}")


def _handovers_waiting(ids: Collection[UUID], person: Person, _now: datetime) -> Collection[UUID]:
    rows = Handover.objects.filter(pk__in=ids, incoming=person, state=HandoverState.OFFERED)
    return rows.values_list("pk", flat=True)


def _leave_page(link: AnswerLink, _now: datetime) -> Shown:
    report = LeavePostReport.objects.select_related("unit", "person", "covered_by").get(pk=link.object_id)
    asks = report.state == LeaveState.AWAY and link.used_at is None
    return Shown({"report": report, "asks": asks}, asks, report.state)


def _leaves_waiting(ids: Collection[UUID], person: Person, _now: datetime) -> Collection[UUID]:
    rows = LeavePostReport.objects.filter(pk__in=ids, person=person, state=LeaveState.AWAY)
    return rows.values_list("pk", flat=True)


def _log_page(link: AnswerLink, now: datetime) -> Shown:
    """The form and nothing of what others have written: a forwarded link tells nothing of the log."""
    duty = own_duty(link.person, None, now=now, within=LOOKS_AHEAD, pk=link.object_id)
    runs = duty is not None and duty.start <= now
    context = {"duty": duty, "asks": runs and link.used_at is None, "written_at": link.used_at}
    return Shown(context, asks=False, state=str(runs))


DUTY = Kind(
    name=PURPOSE_LABELS["duty_published"],
    template="alerts/answers/answer_duty.html",
    shown=_duty_page,
    acts={"acknowledge": Act(duties.acknowledge, SeenForm)},
    waits=_duties_waiting,
)
SWAP = Kind(
    name=PURPOSE_LABELS["swap_requested"],
    template="alerts/answers/answer_swap.html",
    shown=_swap_page,
    acts={"agree": Act(duties.agree_to_swap, AgreeForm), "disagree": Act(duties.decline_swap, DisagreeForm)},
    waits=_swaps_waiting,
    form=DisagreeForm,
)
HANDOVER = Kind(
    name=_("接班"),
    template="alerts/answers/answer_handover.html",
    shown=_handover_page,
    acts={"take_over": Act(duties.take_over)},
    waits=_handovers_waiting,
)
LEAVE = Kind(
    name=_("销假"),
    template="alerts/answers/answer_leave.html",
    shown=_leave_page,
    acts={"come_back": Act(duties.come_back)},
    waits=_leaves_waiting,
)
LOG = Kind(
    name=_("值班日志"),
    template="alerts/answers/answer_log.html",
    shown=_log_page,
    acts={"write": Act(duties.write_line, LineForm), "nothing": Act(duties.nothing_to_report)},
    form=LineForm,
)

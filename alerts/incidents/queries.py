"""事件 as pages show it: the list and the time line of what was known, reported, called and logged."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from alerts.enums import BulletinStage, BulletinState, CallOutState, IncidentState
from alerts.incidents.models import Incident, IncidentReport
from units.models import User

if TYPE_CHECKING:
    from alerts.bulletins.models import Bulletin
    from alerts.call_outs.models import CallOut
    from alerts.response_cards.models import CardTick


@dataclass(frozen=True)
class Happened:
    """One line of the time line. `kind`: occurred, known, report, missed, call_out, bulletin, city, tick, closed."""

    at: datetime
    kind: str
    report: IncidentReport | None = None
    call_out: "CallOut | None" = None
    bulletin: "Bulletin | None" = None
    tick: "CardTick | None" = None


@dataclass(frozen=True)
class Expected:
    """A report that is still to come, with its deadline."""

    report: IncidentReport
    left: int

    @property
    def is_late(self) -> bool:
        return self.left < 0


@dataclass(frozen=True)
class TimeLine:
    expected: tuple[Expected, ...]
    happened: tuple[Happened, ...]

    @property
    def final(self) -> "Bulletin | None":
        """The 终报 that stands, for a reader who sees bulletins; nothing is written after it."""
        told = (one.bulletin for one in self.happened if one.bulletin is not None)
        return next(
            (one for one in told if (one.stage, one.state) == (BulletinStage.FINAL, BulletinState.ISSUED)), None
        )


def visible_incidents(user: User, now: datetime) -> QuerySet[Incident]:
    """Open ones first, then the latest; `late` counts reports that are overdue, `reported` those made."""
    visible = Incident.objects.filter(pk__in=Incident.objects.visible_to(user).values("pk"))
    overdue = Q(state=IncidentState.OPEN, reports__reported_at__isnull=True, reports__due_at__lt=now)
    running = Incident.objects.filter(pk=OuterRef("pk"), call_outs__state=CallOutState.DISPATCHED)
    return (
        visible.annotate(
            reported=Count("reports", filter=Q(reports__reported_at__isnull=False)),
            late=Count("reports", filter=overdue),
            has_call_out=Exists(running),
        )
        .prefetch_related("units")
        .order_by("-state", "-known_at", "pk")
    )


def time_line(incident: Incident, user: User, now: datetime) -> TimeLine:
    """What is still due, soonest first, and what has happened, in order. Four queries.

    What hadn't been reported when the incident was closed is due no more: it was missed.
    """
    reports = list(incident.reports.select_related("reported_by"))
    unmade = [row for row in reports if row.reported_at is None]
    outstanding, missed = (unmade, []) if incident.state == IncidentState.OPEN else ([], unmade)
    call_outs = incident.call_outs.visible_to(user).filter(dispatched_at__isnull=False)
    lines = [Happened(incident.occurred_at, "occurred"), Happened(incident.known_at, "known")]
    lines += [Happened(row.reported_at, "report", report=row) for row in reports if row.reported_at]
    lines += [Happened(row.due_at, "missed", report=row) for row in missed if row.due_at]
    lines += [Happened(one.dispatched_at, "call_out", call_out=one) for one in call_outs if one.dispatched_at]
    bulletins = incident.bulletins.visible_to(user).signed()
    lines += [Happened(one.issued_at, "bulletin", bulletin=one) for one in bulletins if one.issued_at]
    ticks = incident.card_ticks.filter(undone_at__isnull=True).select_related("done_by")
    lines += [Happened(one.done_at, "tick", tick=one) for one in ticks]
    if incident.city_reported_at:
        lines.append(Happened(incident.city_reported_at, "city"))
    expected = [Expected(row, int((row.due_at - now).total_seconds())) for row in outstanding if row.due_at]
    expected.sort(key=lambda one: one.left)
    return TimeLine(tuple(expected), tuple(sorted(lines, key=lambda line: line.at)))

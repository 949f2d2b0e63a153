"""任务 as pages and endpoints read them: lists by whose turn it is, and the figures above them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Aggregate, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Extract

from alerts.enums import TaskKind, TaskState, Verdict
from alerts.followups.models import OPEN_STATES, WORKING_STATES, Task, TaskQuerySet
from units.models import User

# Figures above the list: those given in the last year.
FIGURES_OF = timedelta(days=366)


class View(StrEnum):
    """What a list shows: what the reader's units have to do, what they have asked for, what is late, everything."""

    OWN = "own"
    ASKED = "asked"
    LATE = "late"
    OPEN = "open"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Figures:
    """办结率 of those given, median hours from giving to the report that was accepted, 满意率 of the verdicts given; None
    where nothing is measured. `hazards`, `cleared`: 隐患 found and cleared. `extended`: given more
    time, each counted once."""

    given: int
    closed: int
    late: int
    median_hours: float | None
    satisfied: int
    judged: int
    hazards: int
    cleared: int
    extended: int

    @property
    def closed_share(self) -> float | None:
        return self.closed / self.given if self.given else None

    @property
    def satisfied_share(self) -> float | None:
        return self.satisfied / self.judged if self.judged else None


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def visible_tasks(user: User) -> TaskQuerySet:
    return Task.objects.visible_to(user).select_related("unit", "person", "asker_unit", "asker", "asked_by")


def listed(user: User, view: View, now: datetime) -> TaskQuerySet:
    """What is open first, what is due soonest on top; then the latest closed."""
    rows = visible_tasks(user)
    units = user.unit_ids
    if view == View.OWN:
        own = Q(unit_id__in=units) if units is not None else Q(state=TaskState.REPORTED, asker_unit=None)
        rows = rows.filter(own | Q(person=user.person_id, person__isnull=False), state__in=OPEN_STATES)
    elif view == View.ASKED:
        asked = Q(asker_unit_id__in=units) if units is not None else Q(asker_unit=None)
        rows = rows.filter(asked)
    elif view == View.LATE:
        rows = rows.late_at(now)
    elif view == View.OPEN:
        rows = rows.filter(state__in=OPEN_STATES)
    # Withdrawn ones have no time of closing: the state puts them last.
    is_withdrawn = Q(state=TaskState.WITHDRAWN)
    return rows.alias(gone=is_withdrawn).order_by("gone", F("closed_at").desc(nulls_first=True), "due_at", "pk")


def figures(tasks: QuerySet[Task], now: datetime) -> Figures:
    """Of these tasks without those withdrawn. One query."""
    done, hazard = Q(state=TaskState.DONE), Q(kind=TaskKind.HAZARD)
    hours = Extract(F("reported_at") - F("asked_at"), "epoch") / 3600.0
    verdicts = Q(verdict__in=(Verdict.SATISFIED, Verdict.CONSENTED), state=TaskState.DONE)
    found = (
        tasks.exclude(state=TaskState.WITHDRAWN)
        .order_by()
        .aggregate(
            given=Count("pk"),
            closed=Count("pk", filter=done),
            late=Count("pk", filter=Q(state__in=WORKING_STATES, due_at__lt=now)),
            median_hours=Median(hours, filter=done),
            satisfied=Count("pk", filter=verdicts & Q(times_returned=0)),
            judged=Count("pk", filter=verdicts),
            hazards=Count("pk", filter=hazard),
            cleared=Count("pk", filter=hazard & done),
            extended=Count("pk", filter=Q(extended_days__gt=0)),
        )
    )
    return Figures(**found)

"""The last step that could be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from rostering.enums import PeriodState
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.step import RosterStep
from units.models import User


@dataclass(frozen=True, slots=True)
class StepShown:
    """What a button that undoes it says."""

    kind: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LastStep(StepShown):
    """`ids` are the rows that were one step for people; `seats` is how many they changed."""

    ids: tuple[int, ...]
    is_by_hand: bool
    seats: int


def newest_step() -> Subquery:
    """Of an outer query of periods, for `step_shown`."""
    steps = RosterStep.objects.filter(period=OuterRef("pk"), undone_at=None).order_by("-pk")
    name = Coalesce(NullIf("created_by__first_name", Value("")), "created_by__username", Value(""))
    shown = JSONObject(kind="kind", by=name, at="created_at")
    return Subquery(steps.annotate(shown=shown).values("shown")[:1])


def step_shown(found: Mapping[str, str] | None) -> StepShown | None:
    return StepShown(found["kind"], found["by"], datetime.fromisoformat(found["at"])) if found else None


def last_step(period: DutyPeriod, user: User) -> LastStep | None:
    """Of an open period: the county's last for the office, the last change by hand for a unit's leader. One query."""
    if period.state != PeriodState.OPEN:
        return None
    counted = Func(F("seats"), function="jsonb_array_length", output_field=IntegerField())
    steps = RosterStep.objects.filter(period=period, undone_at=None).order_by("-pk").defer("seats")
    steps = steps.annotate(changed=counted).select_related("created_by")
    if not user.sees_whole_county:
        own = Roster.objects.visible_to(user).filter(period=period)
        steps = steps.filter(job=None, roster_ids__contained_by=list(own.values_list("pk", flat=True)))
    newest = steps.order_by("-pk")[:1]
    rows = list(steps.filter(Q(pk=newest.values("pk")) | Q(job=newest.values("job"))))
    if not rows:
        return None
    last = rows[0]
    return LastStep(
        ids=tuple(row.pk for row in rows),
        kind=last.kind,
        is_by_hand=last.job_id is None,
        by="" if last.created_by is None else last.created_by.display_name,
        at=rows[-1].created_at,
        seats=sum(row.changed for row in rows),
    )

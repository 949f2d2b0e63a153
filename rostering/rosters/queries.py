"""Periods one may read, what their days and units were called when they were published, the last step one may undo."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import CharField, F, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from rostering.calendar.queries.days import DayName, calendar_name
from rostering.enums import PeriodState
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.step import RosterStep
from units.models import County, User
from units.taking_effect import Start, Starts


def readable_periods(user: User) -> QuerySet[DutyPeriod]:
    """Those whose page `user` may open: a duty person's only once they are published."""
    periods = DutyPeriod.objects.visible_to(user)
    return periods.in_force() if user.is_duty_person else periods


def day_name(county: County, day: date) -> DayName:
    """As a period of that day was published with it; otherwise as the calendar has it. Two queries at most."""
    key = f"words__named__{day.isoformat()}"
    of_day = {"period__first_day__lte": day, "period__last_day__gte": day - timedelta(days=1)}
    kept = RosterRevision.objects.filter(period__county=county, number=1, **of_day).order_by("-period__first_day")
    found = kept.filter(**{f"{key}__isnull": False}).values_list(key, flat=True).first()
    return DayName(day, *found) if found else calendar_name(county, day)


# A period by the name it was published with.
PERIOD_NAME = Coalesce(KeyTextTransform("name", "words"), "name", output_field=CharField())


def unit_order(roster: str = "", unit: str = "unit") -> Coalesce:
    """The unit's place in protocol order when the roster was published; else its place now.

    `roster` leads to the roster, `unit` to the unit: `unit_order("shift__roster", "shift__unit")`.
    """
    words = KeyTransform("unit", f"{roster}__words" if roster else "words")
    kept = Cast(KeyTextTransform("protocol_order", words), IntegerField())
    return Coalesce(kept, F(f"{unit}__protocol_order"), output_field=IntegerField())


def on_rosters_in_force(unit_ids: Collection[UUID]) -> set[UUID]:
    """Those of the units with a roster that has been published, whether its duty is over or not. One query."""
    periods = DutyPeriod.objects.in_force().values("pk")
    rows = Roster.objects.filter(unit__in=unit_ids, period__in=periods).order_by()
    return set(rows.values_list("unit_id", flat=True).distinct())


def later_starts(county_id: UUID, after: date) -> Starts:
    """Periods not yet published that begin after `after`, and the day behind what is published or planned. Two queries.

    Only published duty keeps the tiers of its first day (domain §2). A period that is merely open binds nothing: it is laid
    out anew by a tier that begins with it.
    """
    periods = DutyPeriod.objects.filter(county_id=county_id)
    coming = periods.filter(state__in=(PeriodState.DRAFT, PeriodState.OPEN), first_day__gt=after)
    starts = coming.order_by("first_day", "kind").values_list("first_day", "name")
    known = tuple(Start(day, name) for day, name in starts)
    binding = periods.filter(close_reason="").exclude(state=PeriodState.OPEN)
    last = binding.aggregate(last=Max("last_day"))["last"]
    return Starts(known, max(last or after, after) + timedelta(days=1))


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
        own = Roster.objects.visible_to(user).filter(user.led("unit"), period=period)
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


def shifts_of(step: LastStep) -> set[UUID]:
    """The shifts whose seats a step changed. Two queries."""
    rows = RosterStep.objects.filter(pk__in=step.ids).values_list("seats", flat=True)
    seats = [seat["seat"] for changed in rows for seat in changed]
    return set(Assignment.objects.filter(pk__in=seats).values_list("shift_id", flat=True))


# Counties that have published a roster, as far as this process knows: a revision stays for good.
STARTED: set[UUID] = set()


def has_started(county_id: UUID) -> bool:
    """Whether a county has published its first roster: asked until the answer is yes, then never again."""
    if county_id not in STARTED and RosterRevision.objects.filter(period__county_id=county_id).exists():
        STARTED.add(county_id)
    return county_id in STARTED

"""Periods as the list shows them, and what a clerk may want to create next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from rostering.calendar.models import CalendarDay
from rostering.enums import DayKind, PeriodKind, PeriodState, RosterState, SeatScope
from rostering.jobs.models import Job
from rostering.policies.models import PolicyPost
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.revision import RosterRevision
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Shift
from rostering.rosters.queries import StepShown, newest_step, readable_periods, step_shown
from units.enums import Tier
from units.models import County, User

LOOK_AHEAD = timedelta(days=400)
HOLIDAY_KINDS = (DayKind.STATUTORY_HOLIDAY, DayKind.HOLIDAY_BRIDGE)
SATURDAY = 5
WHOLE_NAMES = frozenset({"春节", "劳动节"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A period with what its page needs besides its rows. `watch_seats`: people of the emergency tier per unit;
    `step`: the last one of the county that could be undone;
    `replaces`: whether its roster or another one has taken over days of the other; `has_extras`: whether orders added seats."""

    period: DutyPeriod
    revision: int
    running_job: UUID | None
    watch_seats: int
    step: StepShown | None
    replaces: bool
    has_extras: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A period worth creating: the fields of its form."""

    name: str
    kind: PeriodKind
    first_day: date
    last_day: date


def find_sheet(user: User, period_id: UUID) -> Sheet | None:
    """One query; None when there is no such period for `user`."""
    latest = RosterRevision.objects.filter(period=OuterRef("pk")).order_by("-number").values("number")[:1]
    running = Job.objects.generations().running().filter(period=OuterRef("pk")).values("pk")[:1]
    watch = PolicyPost.objects.filter(
        version=OuterRef("policy"), tier=Tier.EMERGENCY_RESPONSE, scope=SeatScope.UNIT
    ).order_by()
    period = (
        readable_periods(user)
        .filter(pk=period_id)
        .annotate(
            latest=Coalesce(Subquery(latest), 0),
            running=Subquery(running),
            step=newest_step(),
            replaces=Exists(Shift.objects.filter(replaced_by=OuterRef("pk")))
            | Exists(Shift.objects.filter(period=OuterRef("pk"), replaced_by__isnull=False)),
            has_extras=Exists(Shift.objects.filter(ordered_by__isnull=False, period=OuterRef("pk"), is_released=False)),
            watch=Coalesce(Subquery(watch.values("version").annotate(n=Sum("seats")).values("n")), 0),
        )
        .first()
    )
    if period is None:
        return None
    return Sheet(
        period, period.latest, period.running, period.watch, step_shown(period.step), period.replaces, period.has_extras
    )


def county_periods(user: User) -> QuerySet[DutyPeriod]:
    """Newest first, annotated `units`, `confirmed`, `vacancies`. One query for a page of them."""
    rosters = Roster.objects.filter(period=OuterRef("pk")).order_by().values("period")
    confirmed = rosters.filter(state__in=(RosterState.SUBMITTED, RosterState.ACCEPTED))
    vacant = Assignment.objects.active().filter(shift__period=OuterRef("pk"), person__isnull=True)
    return (
        DutyPeriod.objects.visible_to(user)
        .annotate(
            units=_count(rosters),
            confirmed=_count(confirmed),
            vacancies=_count(vacant.order_by().values("shift__period")),
        )
        .order_by("-first_day", "-created_at")
    )


def unit_rosters(user: User) -> QuerySet[Roster]:
    """The rosters of the reader's units, newest first, annotated `vacancies`; a duty person's once published."""
    rosters = Roster.objects.visible_to(user)
    if user.managed_unit_ids is not None:
        out = Q(period__state__in=(PeriodState.PUBLISHED, PeriodState.CLOSED))
        rosters = rosters.filter(out | Q(unit__in=user.managed_unit_ids))
    return rosters.with_vacancies().select_related("period", "unit").order_by("-period__first_day", "-period_id")


def suggestions(county: County, today: date, *, most: int = 3) -> list[Suggestion]:
    """Announced holidays to come that have no period yet, then the next weekend. Two queries."""
    days = CalendarDay.objects.filter(county=county, kind__in=HOLIDAY_KINDS, is_confirmed=True)
    runs = _runs(days.between(today, today + LOOK_AHEAD))
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    found = [_holiday(run) for run in runs][:most]
    found.append(_weekend(saturday))
    taken = _taken(county, today)
    return [one for one in found if not any(_clash(one, *other) for other in taken)]


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    counted = rows.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _runs(days: Iterable[CalendarDay]) -> list[list[CalendarDay]]:
    """Days off that follow each other belong together, whatever festivals they carry."""
    ordered = list(days)
    runs = [ordered[:1]] if ordered else []
    for before, day in pairwise(ordered):
        if day.date - before.date == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _holiday(run: list[CalendarDay]) -> Suggestion:
    first, last = run[0].date, run[-1].date
    festivals = "、".join(_short(name) for name in dict.fromkeys(day.name for day in run if day.name))
    name = _("%(year)d年%(festival)s假期") % {"year": last.year, "festival": festivals}
    return Suggestion(name, PeriodKind.HOLIDAY, first, last)


def _short(festival: str) -> str:
    """端午节 → 端午; 春节 and 劳动节 keep the 节 that belongs to their names."""
    return festival if festival in WHOLE_NAMES else festival.removesuffix("节")


def _weekend(saturday: date) -> Suggestion:
    name = _("%(month)d月%(day)d日周末") % {"month": saturday.month, "day": saturday.day}
    return Suggestion(name, PeriodKind.WEEKEND, saturday, saturday + timedelta(days=1))


def _taken(county: County, today: date) -> list[tuple[str, date, date]]:
    periods = DutyPeriod.objects.filter(county=county, last_day__gte=today, close_reason="")
    return list(periods.values_list("kind", "first_day", "last_day"))


def _clash(one: Suggestion, kind: str, first_day: date, last_day: date) -> bool:
    """A holiday may take over days of another roster; a weekend within one has its duty already."""
    matters = one.kind == kind or one.kind != PeriodKind.HOLIDAY
    return matters and one.first_day <= last_day and first_day <= one.last_day

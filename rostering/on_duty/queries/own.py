"""我的: the reader's own duties, and what a unit leader has to see to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from rostering.enums import PeriodState, RosterState
from rostering.policies.rules.policy import Phase, clip
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from units.enums import Role
from units.models import CountySettings, Person, User

A_YEAR = timedelta(days=365)
SHOWN_PAST = 10
SHOWN_WAITING = 100


# Room for a handover that takes longer.
AFTER_DUTY = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """`idle_seconds` 0: it goes on unused until `until`."""

    until: datetime
    idle_seconds: int


def session_limits(user: User, now: datetime) -> SessionLimits:
    """How long somebody who signs in at `now` stays signed in: as the county says, or until their duty is over. Whoever has duty
    before the session would end anyway may leave it unused: they watch, and mustn't have to sign in when it counts.

    Two queries, one for a user who is no person.
    """
    county = CountySettings.of(user.county_id)
    usual = now + timedelta(hours=county.session_hours)
    is_office = user.role in (Role.COUNTY_OFFICE, Role.AUDITOR, Role.CITY_OFFICE)
    idle = 60 * (county.office_idle_minutes if is_office else county.idle_minutes)
    if user.person_id is None:
        return SessionLimits(usual, idle)
    held = Assignment.objects.in_force().filter(person_id=user.person_id, start__lt=usual, end__gt=now)
    last = held.aggregate(last=Max("end"))["last"]
    return SessionLimits(max(usual, last + AFTER_DUTY), 0) if last else SessionLimits(usual, idle)


@dataclass(frozen=True, slots=True)
class MyDuty:
    """One duty with its phases cut to the part that is the reader's own."""

    assignment: Assignment
    phases: tuple[Phase, ...]
    now: datetime

    @property
    def is_current(self) -> bool:
        return self.assignment.start <= self.now < self.assignment.end

    @property
    def is_acknowledged(self) -> bool:
        return self.assignment.acknowledged_at is not None

    @property
    def current_phase(self) -> Phase:
        """What is owed now, or first when the duty has not begun."""
        return next((phase for phase in self.phases if phase.end > self.now), self.phases[-1])

    @property
    def next_phase(self) -> Phase | None:
        return next((phase for phase in self.phases if phase.start > self.current_phase.start), None)


@dataclass(frozen=True, slots=True)
class PastDuties:
    """Duties of the last twelve months: how many, how many hours, and the latest of them."""

    count: int
    hours: int
    latest: tuple[MyDuty, ...]


def coming_duties(person: Person, now: datetime) -> list[MyDuty]:
    """Published duties that are not over, soonest first. Two queries."""
    rows = _own(person).filter(end__gt=now).order_by("start")
    return [as_own(row, now) for row in rows]


def past_duties(person: Person, now: datetime) -> PastDuties:
    """Three queries."""
    rows = _own(person).filter(end__lte=now, start__gte=now - A_YEAR)
    sums = rows.aggregate(count=Count("pk"), span=Sum(F("end") - F("start")))
    latest = tuple(as_own(row, now) for row in rows.order_by("-start")[:SHOWN_PAST])
    hours = round(sums["span"].total_seconds() / 3600) if sums["span"] else 0
    return PastDuties(sums["count"], hours, latest)


def rosters_to_confirm(user: User) -> QuerySet[Roster]:
    """Rosters that wait for the unit, the first deadline on top; empty for everybody but a unit leader."""
    rosters = Roster.objects.visible_to(user).select_related("period", "unit").with_vacancies()
    if not user.leads_unit:
        return rosters.none()
    rosters = rosters.filter(unit__in=user.led_unit_ids)
    waiting = rosters.filter(state__in=(RosterState.DRAFT, RosterState.RETURNED), period__state=PeriodState.OPEN)
    return waiting.order_by("period__filing_deadline")


def waiting_for_answer(user: User, now: datetime) -> list[Assignment]:
    """Published duties ahead that nobody has answered 收到, of the leader's unit and except the leader's own."""
    if not user.leads_unit:
        return []
    rows = Assignment.objects.in_force().visible_to(user).filter(end__gt=now, acknowledged_at__isnull=True)
    rows = rows.filter(person__isnull=False, shift__unit__in=user.led_unit_ids).exclude(
        Q(person_id=user.person_id) & Q(person_id__isnull=False)
    )
    return list(
        rows.select_related("shift__unit", "shift__roster", "person").order_by("start", "shift__post_order")[
            :SHOWN_WAITING
        ]
    )


def answerable(user: User) -> QuerySet[Assignment]:
    """Published duties `user` may know of: one's own wherever they are, and those of one's unit or county."""
    rows = Assignment.objects.active()
    own = rows.filter(person__in=Person.objects.same_as(user.person_id)) if user.person_id else rows.none()
    known = Q(pk__in=own.values("pk")) | Q(pk__in=Assignment.objects.visible_to(user).values("pk"))
    return rows.filter(known).select_related("shift__roster", "person")


def _own(person: Person) -> QuerySet[Assignment]:
    rows = Assignment.objects.in_force().filter(person__in=Person.objects.same_as(person.pk).values("pk"))
    return rows.select_related("shift__unit", "shift__roster", "shift__period").prefetch_related("shift__phases")


def as_own(row: Assignment, now: datetime) -> MyDuty:
    """`shift__phases` loaded: costs no query."""
    return MyDuty(row, clip(row.shift.as_phases(), row.start, row.end), now)

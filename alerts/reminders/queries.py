"""What is due to be told, and what digests tell. Bounded by what lies ahead: nothing here grows with history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from alerts.enums import ChannelCode, Purpose, ReminderKind
from alerts.instants import moment
from alerts.outbox.models import Notification
from alerts.outbox.queries import people_in_duty, verified_people
from alerts.reminders.models import DutyReminder
from rostering.enums import PeriodState
from rostering.models import Assignment, DutyPeriod
from rostering.rosters.models.assignment import AssignmentQuerySet
from units.models import County

# Whoever has just been told of duties isn't reminded on top of it.
JUST_TOLD = timedelta(hours=1)
# How far ahead the week's report looks.
GAPS_AHEAD = timedelta(days=60)
MOST_PERIODS = 5


def counties_with_duty(first: date, last: date) -> QuerySet[County]:
    """Those with a published period on one of the days."""
    published = DutyPeriod.objects.filter(
        county=OuterRef("pk"), state=PeriodState.PUBLISHED, first_day__lte=last, last_day__gte=first
    )
    return County.objects.filter(Exists(published))


def not_reminded(county_id: UUID, kind: ReminderKind, now: datetime, until: datetime) -> list[Assignment]:
    """Published duties that begin before `until`, of whose `kind` of reminder nothing has been written, soonest first.

    One query, served by the index of what is to come.
    """
    rows = _not_reminded(kind, now, until).filter(shift__period__county=county_id)
    return list(rows.select_related("shift__unit", "shift__period", "person").order_by("start", "pk"))


def counties_to_remind(
    county_ids: Collection[UUID], now: datetime, until: Mapping[ReminderKind, datetime]
) -> set[UUID]:
    """Those of them in which `not_reminded` finds anything. One query for each kind, however many counties."""
    return {
        county
        for kind, end in until.items()
        for county in _not_reminded(kind, now, end)
        .filter(shift__period__county__in=county_ids)
        .values_list("shift__period__county", flat=True)
        .distinct()
    }


def _not_reminded(kind: ReminderKind, now: datetime, until: datetime) -> AssignmentQuerySet:
    told = DutyReminder.objects.filter(shift=OuterRef("shift"), person=OuterRef("person"), kind=kind)
    just = Notification.objects.filter(
        person=OuterRef("person"),
        created_at__gt=now - JUST_TOLD,
        purpose__in=(Purpose.DUTY_PUBLISHED, Purpose.DUTY_CHANGED),
        channel=ChannelCode.INBOX,
    )
    return owed_from(now).filter(start__lt=until).exclude(Exists(told)).exclude(Exists(just))


def owed_from(now: datetime) -> AssignmentQuerySet:
    """Held duties of published periods that begin after `now`."""
    rows = Assignment.objects.active().filter(person__isnull=False, start__gt=now, shift__is_released=False)
    return rows.filter(shift__period__state=PeriodState.PUBLISHED)


def seats_on(unit_ids: Collection[UUID], days: Collection[date]) -> list[Assignment]:
    """Every published seat of the units on these duty days, vacant ones too, in the order of days, units and posts."""
    rows = Assignment.objects.active().filter(
        shift__unit__in=unit_ids,
        shift__day__in=days,
        shift__period__state=PeriodState.PUBLISHED,
        shift__is_released=False,
    )
    rows = rows.select_related("shift__unit", "shift__period", "person")
    return list(rows.order_by("shift__day", "shift__unit__protocol_order", "shift__post_order", "shift__seat", "start"))


def seat_facts(seats: Collection[Assignment]) -> list[dict[str, str]]:
    """`{unit, post, name, start, end}` as plain JSON; `name` empty for a vacancy."""
    return [
        {
            "unit": str(seat.shift.unit.label),
            "post": str(seat.shift.post_name),
            "name": seat.person.name if seat.person else "",
            "start": moment(seat.start),
            "end": moment(seat.end),
        }
        for seat in seats
    ]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of the coming periods: name, first day, vacancies, units that have not filed; people no message reaches for certain."""

    periods: tuple[dict[str, Any], ...]
    unverified: int

    @property
    def is_any(self) -> bool:
        return bool(self.unverified) or any(one["vacancies"] or one["unfiled"] for one in self.periods)


def gaps_of(county: County, today: date) -> Gaps:
    """Four queries, whatever lies behind."""
    ahead = DutyPeriod.objects.filter(
        county=county,
        state__in=(PeriodState.OPEN, PeriodState.PUBLISHED),
        last_day__gte=today,
        first_day__lte=today + GAPS_AHEAD,
    )
    vacant = Assignment.objects.active().filter(shift__period__in=ahead, person__isnull=True, shift__day__gte=today)
    empty = dict(vacant.values("shift__period").annotate(n=Count("pk")).values_list("shift__period", "n"))
    is_open = Q(state=PeriodState.OPEN) & Q(rosters__state__in=("draft", "returned"))
    periods = ahead.annotate(unfiled=Count("rosters", filter=is_open)).order_by("first_day")
    rows = periods.values("pk", "name", "first_day", "unfiled")[:MOST_PERIODS]
    people = list(people_in_duty(list(county.units.filter(is_active=True)), today))
    return Gaps(
        periods=tuple(
            {
                "name": one["name"],
                "day": str(one["first_day"]),
                "vacancies": empty.get(one["pk"], 0),
                "unfiled": one["unfiled"],
            }
            for one in rows
        ),
        unverified=len(people) - len(verified_people(people)),
    )

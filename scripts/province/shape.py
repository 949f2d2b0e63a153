"""One county of 41 units as a year leaves it: twelve months of duty, what was told of it, the checks of its weeks."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from alerts.enums import ChannelCode, CheckOutcome, CheckState, NotificationState, Purpose, ReminderKind
from alerts.models import Check, DutyReminder, Notification
from rostering.enums import PeriodKind, PeriodState
from rostering.models import Assignment, DutyPeriod
from rostering.policies.queries.published import zone
from scripts.bench.counties import county_of, in_force, period_of
from units.enums import Role
from units.models import County, Person, Unit, User

BEHIND, MONTHS = 10, 12
TOLD_BEFORE = timedelta(days=1)
ANSWER = timedelta(minutes=8)


def county_with_a_year() -> County:
    """Ten months that are over, the present one, and the next."""
    county = county_of(1)
    for first, days in _months(timezone.localdate()):
        _month(county, first, days)
    _told(county)
    _checked(county)
    _accounts(county)
    return county


def _months(today: date) -> Iterator[tuple[date, int]]:
    """The first day of each and how many it has."""
    for index in range(-BEHIND, MONTHS - BEHIND):
        year, month = divmod(12 * today.year + today.month - 1 + index, 12)
        yield date(year, month + 1, 1), calendar.monthrange(year, month + 1)[1]


def _month(county: County, first: date, days: int) -> None:
    period = in_force(period_of(county, first, days, PeriodKind.SPECIAL))
    if period.last_day < timezone.localdate() - timedelta(days=1):
        DutyPeriod.objects.filter(pk=period.pk).update(state=PeriodState.CLOSED)


def _told(county: County) -> None:
    """Everybody was reminded of each duty the evening before; of each month's publication a message is left."""
    now = timezone.now()
    held = Assignment.objects.in_force().filter(person__isnull=False, start__lt=now + TOLD_BEFORE)
    told = held.values_list("shift_id", "person_id", "start")
    DutyReminder.objects.bulk_create(
        DutyReminder(
            shift_id=shift, person_id=person, kind=ReminderKind.EVENING, message=uuid4(), told_at=start - TOLD_BEFORE
        )
        for shift, person, start in told
    )
    people = list(Person.objects.values_list("pk", "unit_id"))
    periods = DutyPeriod.objects.values_list("pk", "first_day")
    Notification.objects.bulk_create(
        _published(county, period, first, person, unit) for period, first in periods for person, unit in people
    )


def _published(county: County, period: UUID, first: date, person: UUID, unit: UUID) -> Notification:
    told = _morning(first) - timedelta(days=7)
    return Notification(
        county=county,
        unit_id=unit,
        person_id=person,
        purpose=Purpose.DUTY_PUBLISHED,
        object_id=period,
        channel=ChannelCode.INBOX,
        dedupe_key=f"{period}:{person}",
        due_at=told,
        expires_at=told + TOLD_BEFORE,
        state=NotificationState.ACCEPTED,
        settled_at=told,
    )


def _checked(county: County) -> None:
    """One answered check a week of every unit."""
    Check.objects.bulk_create(
        _answered(county, unit, period, _morning(first + timedelta(days=7 * week)))
        for period, first in DutyPeriod.objects.filter(first_day__lte=timezone.localdate()).values_list(
            "pk", "first_day"
        )
        for week in range(4)
        for unit in Unit.objects.values_list("pk", flat=True)
    )


def _answered(county: County, unit: UUID, period: UUID, at: datetime) -> Check:
    return Check(
        county=county,
        unit_id=unit,
        period_id=period,
        reason="bench",
        due_at=at,
        asked_at=at,
        answered_at=at + ANSWER,
        state=CheckState.ANSWERED,
        outcome=CheckOutcome.REACHED,
    )


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), zone())


def _accounts(county: County) -> None:
    """A leader and a duty person of the first unit that has people."""
    chief, *_others, clerk = Person.objects.filter(unit__code__startswith="yjj").order_by("rank", "pk")
    for person, role in ((chief, Role.UNIT_LEADER), (clerk, Role.DUTY_PERSON)):
        User.objects.create(
            county=county, unit_id=person.unit_id, person=person, role=role, username=f"{role}-{county.code}"
        )

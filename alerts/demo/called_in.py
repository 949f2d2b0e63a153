"""An order of the demo county that called in a field team, as rows: the seats, who took them, and that their units agreed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from alerts.enums import OrderState, StaffState
from alerts.orders.models import OrderStaff, PostureOrder
from alerts.orders.queries import ask_of
from rostering.enums import Posture
from rostering.extras.queries import ExtraSeat, extra_seats, regular_shifts
from rostering.models import Assignment, Shift, ShiftPhase
from rostering.seats.services.obligations import phase_rows
from rostering.seats.services.revisions import write_revision
from units.enums import Role
from units.models import County, Person, Unit, User

TEAM = 2
# Whoever has duty that near rests.
REST = timedelta(hours=24)


def call_in(
    county: County, units: Sequence[Unit], office: User, reason: str, start: datetime, end: datetime
) -> list[Assignment]:
    """The seats of an order for a field team of each unit; none, and no order, where no roster of then is in force."""
    last = PostureOrder.objects.filter(county=county).aggregate(last=Max("number"))["last"] or 0
    order = PostureOrder(
        county=county, number=last + 1, reason=reason, unit_ids=[unit.pk for unit in units], field_team=TEAM,
        posture=Posture.PHONE_STANDBY, start=start, end=end, state=OrderState.ENDED, issued_by=office,
    )  # fmt: skip
    ask = ask_of(order)
    seats = extra_seats(ask, regular_shifts(ask))
    if not seats:
        return []
    order.save()
    _fill(seats, units, start, end)
    Shift.objects.bulk_create([one.shift for one in seats])
    ShiftPhase.objects.bulk_create([row for one in seats for row in phase_rows(one.shift, one.phases)])
    Assignment.objects.bulk_create([one.vacancy for one in seats])
    for period in {one.shift.period for one in seats}:
        own = [one.shift for one in seats if one.shift.period_id == period.pk]
        write_revision(period=period, shifts=own, reason=order.called, by=office, now=start)
    _confirmed(order, seats, start)
    return [one.vacancy for one in seats]


def _fill(seats: Sequence[ExtraSeat], units: Sequence[Unit], start: datetime, end: datetime) -> None:
    free = _free(units, start, end)
    for one in seats:
        able = [person for person in free[one.shift.unit_id] if person.rank >= one.shift.min_rank]
        one.vacancy.person = able[0] if able else None
        one.vacancy.acknowledged_at = start + timedelta(minutes=9) if able else None
        free[one.shift.unit_id] = [person for person in free[one.shift.unit_id] if person not in able[:1]]


def _free(units: Sequence[Unit], start: datetime, end: datetime) -> dict[UUID, list[Person]]:
    """Who may do duty and has none near the hours of the order, by unit."""
    near = Assignment.objects.active().filter(
        shift__unit__in=units, start__lt=end + REST, end__gt=start - REST, person__isnull=False
    )
    people = Person.objects.filter(unit__in=units).valid_on(start.date()).exclude(eligible_posts=[])
    free: dict[UUID, list[Person]] = defaultdict(list)
    for person in people.exclude(pk__in=near.values("person_id")).order_by("rank", "name", "pk"):
        free[person.unit_id].append(person)
    return free


def _confirmed(order: PostureOrder, seats: Sequence[ExtraSeat], at: datetime) -> None:
    counts: dict[UUID, int] = defaultdict(int)
    for one in seats:
        counts[one.shift.unit_id] += 1
    leaders = {
        user.unit_id: user for user in User.objects.filter(unit__in=counts, role=Role.UNIT_LEADER).order_by("-pk")
    }
    OrderStaff.objects.bulk_create(
        OrderStaff(
            county=order.county,
            order=order,
            unit_id=unit_id,
            seats=count,
            state=StaffState.CONFIRMED,
            confirmed_at=at + timedelta(minutes=6),
            confirmed_by=leaders.get(unit_id),
        )
        for unit_id, count in counts.items()
    )

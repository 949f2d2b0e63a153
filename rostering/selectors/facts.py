"""What the rules need to know of people, loaded for whole units at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, Sum

from rostering.domain.eligibility import Busy, Candidate, Slot
from rostering.models import Absence, Assignment, SharedPerson, Shift
from rostering.models.shift import shortest_response
from rostering.selectors.policy import zone
from units.models import Person

LEDGER_SPAN = timedelta(days=3 * 365)


def candidates(
    people: Iterable[Person], start: datetime, end: datetime, *, except_assignments: Collection[UUID] = ()
) -> list[Candidate]:
    """`people` with what keeps them busy in `[start, end)` and their load before it. Four queries.

    `except_assignments` are about to be given up and don't count as busy.
    """
    people = list(people)
    ids = [person.pk for person in people]
    busy = _busy(ids, start, end, except_assignments)
    points = past_points(ids, start)
    elsewhere = _elsewhere(ids, start, end)
    return [
        Candidate(
            id=str(person.pk),
            unit_id=str(person.unit_id),
            rank=person.rank,
            eligible_posts=frozenset(person.eligible_posts),
            valid_from=person.valid_from,
            valid_to=person.valid_to,
            travel_minutes=person.travel_minutes,
            reachable=bool(person.mobile),
            busy=tuple(busy[person.pk]),
            past_points=points.get(person.pk, 0.0),
            also_units=frozenset(elsewhere[person.pk]),
        )
        for person in people
    ]


def _elsewhere(person_ids: Collection[UUID], start: datetime, end: datetime) -> dict[UUID, set[str]]:
    """Units that borrow the people somewhere in the range. One query."""
    first, last = start.astimezone(zone()).date(), end.astimezone(zone()).date()
    shares = SharedPerson.objects.overlapping(first, last).filter(person_id__in=person_ids)
    found: dict[UUID, set[str]] = defaultdict(set)
    for person_id, unit_id in shares.values_list("person_id", "unit_id"):
        found[person_id].add(str(unit_id))
    return found


def past_points(person_ids: Collection[UUID], before: datetime) -> dict[UUID, float]:
    """Burden points of published duty in the three years before `before`, per person."""
    rows = (
        Assignment.objects.in_force()
        .filter(person_id__in=person_ids, start__lt=before, start__gte=before - LEDGER_SPAN)
        .values("person_id")
        .annotate(total=Sum("points"))
        .values_list("person_id", "total")
    )
    return {person_id: float(total) for person_id, total in rows}


def slot(shift: Shift) -> Slot:
    """A shift as the rules see it; no query when `phases` is prefetched."""
    return Slot(
        id=str(shift.pk),
        unit_id=str(shift.unit_id),
        tier=shift.tier,
        post=shift.post,
        seat=shift.seat,
        day=shift.day,
        start=shift.start,
        end=shift.end,
        min_rank=shift.min_rank,
        response_minutes=shortest_response(shift.as_phases()),
        points=int(shift.points * 100),
        exclusive=shift.is_exclusive,
    )


def _busy(
    person_ids: Collection[UUID], start: datetime, end: datetime, except_assignments: Collection[UUID]
) -> dict[UUID, list[Busy]]:
    busy: dict[UUID, list[Busy]] = defaultdict(list)
    for absence in Absence.objects.binding().overlapping(start, end).filter(person_id__in=person_ids):
        busy[absence.person_id].append(Busy(absence.start, absence.end, "absence", str(absence.get_kind_display())))
    duties = Assignment.objects.active().filter(
        Q(person_id__in=person_ids), is_exclusive=True, start__lt=end, end__gt=start
    )
    for duty in duties.exclude(pk__in=except_assignments).select_related("shift__period"):
        busy[duty.person_id].append(Busy(duty.start, duty.end, "duty", duty.shift.period.name))  # type: ignore[index]
    return busy

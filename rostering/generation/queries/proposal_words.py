"""What a proposal means beside the seats as they stand: who would be on which day instead of whom, and what that betters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from rostering.generation.queries.proposals import Goal, Offer
from rostering.jobs.models import JobTask
from rostering.labels import Label
from rostering.rosters.models.assignment import Assignment
from rostering.seats.queries.moves import ShownStep
from units.models import Person, User

NAMED = 3


@dataclass(frozen=True, slots=True)
class Shift:
    """A goal that comes out otherwise; less is better."""

    label: Label
    unit: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Told:
    """`lines`: the first NAMED of `count` seats that would change hands."""

    count: int
    lines: tuple[ShownStep, ...]
    better: tuple[Shift, ...]
    worse: tuple[Shift, ...]


def told(found: Sequence[Offer], rows: Sequence[Goal], user: User) -> dict[UUID, Told]:
    """By the proposal's key, of those that are ready. Three queries however many there are."""
    ready = [offer for offer in found if offer.is_ready]
    holders: dict[UUID, dict[str, str | None]] = defaultdict(dict)
    parts = JobTask.objects.filter(job__in=[offer.job.pk for offer in ready], holders__isnull=False)
    for job_id, part in parts.values_list("job_id", "holders"):
        holders[job_id] |= part or {}
    seats = _seats(ready, user)
    changed = {offer.job.pk: _changed(seats, holders[offer.job.pk]) for offer in ready}
    takers = {who for one in changed.values() for _seat, who in one[:NAMED] if who}
    people = Person.objects.in_bulk([UUID(who) for who in takers])
    return {
        offer.job.pk: Told(
            count=len(changed[offer.job.pk]),
            lines=tuple(
                ShownStep(seat, people[UUID(who)] if who else None) for seat, who in changed[offer.job.pk][:NAMED]
            ),
            better=tuple(_shifts(rows, offer.number, falls=True)),
            worse=tuple(_shifts(rows, offer.number, falls=False)),
        )
        for offer in ready
    }


def _seats(ready: Sequence[Offer], user: User) -> list[Assignment]:
    if not ready:
        return []
    rows = Assignment.objects.visible_to(user).filter(shift__period=ready[0].job.period_id)
    order = ("shift__unit__protocol_order", "shift__day", "shift__post_order", "shift__seat")
    return list(rows.select_related("shift__unit", "shift__roster", "shift__period", "person").order_by(*order))


def _changed(seats: Iterable[Assignment], holders: Mapping[str, str | None]) -> list[tuple[Assignment, str | None]]:
    found = [(seat, holders[str(seat.pk)]) for seat in seats if str(seat.pk) in holders]
    return [(seat, who) for seat, who in found if who != (str(seat.person_id) if seat.person_id else None)]


def _shifts(rows: Iterable[Goal], number: int, *, falls: bool) -> Iterable[Shift]:
    """The goals of the comparison that fall below, or rise above, what stands now (its first score)."""
    for row in rows:
        before, after = row.scores[0].amount, row.scores[number].amount
        if before is not None and after is not None and before != after and (after < before) == falls:
            yield Shift(row.label, row.unit, before, after)

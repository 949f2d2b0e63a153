"""Remembering steps by which seats of open periods change, so that they can be taken back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from rostering.enums import PeriodState, StepKind
from rostering.jobs.models import Job, JobTask
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.step import RosterStep, SeatBefore
from units.models import Person, User


def remember_moves(moves: Sequence[tuple[Assignment, Person | None]], by: User) -> None:
    """Seats of open periods, still as they are, with who will take them: one step for all of a period."""
    by_period: dict[UUID, list[tuple[Assignment, Person | None]]] = defaultdict(list)
    for seat, person in moves:
        if seat.shift.period.state == PeriodState.OPEN:
            by_period[seat.shift.period_id].append((seat, person))
    RosterStep.objects.bulk_create(
        RosterStep(
            period_id=period_id,
            roster_ids=sorted({seat.shift.roster_id for seat, _ in taken}),
            kind=StepKind.REPLACED,
            seats=[_before(seat, person) for seat, person in taken],
            created_by=by,
        )
        for period_id, taken in by_period.items()
    )


def remember_locks(seats: Sequence[Assignment], *, locked: bool, by: User) -> None:
    """Seats of one open period, still as they are, that are locked or let go in one step. Nothing for none."""
    if not seats:
        return
    RosterStep.objects.create(
        period_id=seats[0].shift.period_id,
        roster_ids=sorted({seat.shift.roster_id for seat in seats}),
        kind=StepKind.LOCKED if locked else StepKind.UNLOCKED,
        seats=[_before(seat, seat.person) for seat in seats],
        created_by=by,
    )


def remember_pieces(pieces: Iterable[tuple[JobTask, Sequence[SeatBefore]]]) -> None:
    """What pieces of a generation have changed; nothing of those that changed nothing. Their jobs are loaded."""
    RosterStep.objects.bulk_create(
        RosterStep(
            period_id=task.job.period_id,
            job=task.job,
            roster_ids=list(task.all_rosters),
            kind=StepKind.ADOPTED if "proposal" in task.job.parameters else StepKind.GENERATED,
            seats=list(changed),
            created_by_id=task.job.created_by_id,
        )
        for task, changed in pieces
        if changed and task.job.period_id is not None
    )


def forget_steps(period: DutyPeriod) -> None:
    """After publication nothing is taken back and no proposal is taken any more."""
    RosterStep.objects.filter(period=period).delete()
    Job.objects.proposals().filter(period=period).delete()


def _before(seat: Assignment, taker: Person | None) -> SeatBefore:
    return SeatBefore(
        seat=str(seat.pk),
        person=str(seat.person_id) if seat.person_id else None,
        pinned=seat.is_pinned,
        causes=seat.vacancy_causes,
        now=str(taker.pk) if taker else None,
    )

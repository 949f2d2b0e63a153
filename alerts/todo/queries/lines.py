"""The queue of one reader: every source asked once, the most urgent first."""

from collections.abc import Callable, Iterable
from datetime import datetime

from alerts.todo.queries import bulletins, changes, covering, inspections, on_duty, rosters, standing, tasks, warnings
from alerts.todo.queries.reading import Reader
from alerts.todo.rules import Line, Queue, in_order
from units.enums import Scope
from units.models import User

Source = Callable[[Reader], Iterable[Line]]

# What a source reads, a token must be allowed to read too.
SOURCES: dict[Scope, tuple[Source, ...]] = {
    Scope.ALERTS_READ: (
        warnings.warnings,
        on_duty.lost_checks,
        on_duty.call_outs,
        on_duty.reports,
        bulletins.city_reports,
        bulletins.unsent,
        on_duty.whistles,
        tasks.tasks,
        inspections.inspections,
        on_duty.dead,
    ),
    Scope.ROSTER_READ: (
        rosters.own_rosters,
        rosters.open_periods,
        rosters.lost_seats,
        rosters.unanswered,
        changes.own_duties,
        changes.swaps,
        covering.covers,
        covering.rings,
        changes.leave,
        standing.rounds,
        standing.holidays,
        standing.years,
        standing.setup,
    ),
    Scope.CONTACTS_READ: (standing.readiness,),
    Scope.REVIEWS_READ: (standing.reviews,),
}


def queue_of(user: User, now: datetime) -> Queue:
    """What waits for `user`, the most urgent first. One or two queries per source, however much waits."""
    if user.county_id is None or user.is_auditor:
        return Queue((), now)
    reader = Reader(user, now)
    asked = (source for scope, sources in SOURCES.items() if user.has_scope(scope) for source in sources)
    return Queue(in_order((line for source in asked for line in source(reader)), now), now)

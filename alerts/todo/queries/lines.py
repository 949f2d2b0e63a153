"""The queue of one reader: every source asked once, the most urgent first. Read once until the county moves or time changes
a line (docs/decisions/0019)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.utils.translation import get_language

from alerts.todo.queries import (
    bulletins,
    changes,
    complaints,
    covering,
    inspections,
    on_duty,
    orders,
    rosters,
    standing,
    tasks,
    warnings,
)
from alerts.todo.queries.reading import Reader
from alerts.todo.rules import Line, Queue, in_order
from units.counties.remembered import Memory, version_of
from units.enums import Scope
from units.models import User

Source = Callable[[Reader], Iterable[Line]]

# What a source reads, a token must be allowed to read too.
SOURCES: dict[Scope, tuple[Source, ...]] = {
    Scope.ALERTS_READ: (
        warnings.warnings,
        on_duty.lost_checks,
        on_duty.call_outs,
        orders.staff_to_confirm,
        on_duty.reports,
        bulletins.city_reports,
        bulletins.unsent,
        on_duty.whistles,
        tasks.tasks,
        inspections.inspections,
        complaints.complaints,
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
    Scope.REVIEWS_READ: (standing.reviews_due,),
}

# What hangs on messages: they are written too often to move a county.
ASKED_EACH_TIME: dict[Scope, tuple[Source, ...]] = {
    Scope.ALERTS_READ: (on_duty.dead,),
    Scope.REVIEWS_READ: (standing.reviews_asked,),
}

_lines: Memory[tuple[Line, ...]] = Memory()


def queue_of(user: User, now: datetime) -> Queue:
    """What waits for `user`, the most urgent first. Two queries while nothing has moved, one or two per source when it has,
    however much waits."""
    if user.county_id is None or user.is_auditor:
        return Queue((), now)

    def build() -> tuple[tuple[Line, ...], datetime]:
        reader = Reader(user, now)
        found = _read(SOURCES, reader)
        return found, reader.until

    key = (user.pk, user.grant, get_language())
    kept = _lines.recall(key, version=version_of(user.county_id), now=now, build=build)
    return Queue(in_order((*kept.value, *_read(ASKED_EACH_TIME, Reader(user, now))), now), now)


def _read(sources: Mapping[Scope, tuple[Source, ...]], reader: Reader) -> tuple[Line, ...]:
    asked = (source for scope, some in sources.items() if reader.user.has_scope(scope) for source in some)
    return tuple(line for source in asked for line in source(reader))

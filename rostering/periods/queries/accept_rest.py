"""What 其余代报并采纳 would do to a period, shown before it is done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from rostering.enums import RosterState
from rostering.periods.queries.conflicts import conflicts_by_roster
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.period import DutyPeriod
from rostering.rosters.models.roster import Roster
from units.consequences import Consequence, seal


@dataclass(frozen=True, slots=True)
class Conflicting:
    """A roster with what is the matter with it."""

    roster: Roster
    conflicts: tuple[Consequence, ...]

    @property
    def seal(self) -> str:
        return seal(self.conflicts)


@dataclass(frozen=True, slots=True)
class RostersToAccept:
    """`filed` and `unfiled` count units, `returned` need a tick each; `conflicting` are those that would be accepted though
    something is the matter, `returned_conflicting` those that a tick would add."""

    filed: int
    unfiled: int
    returned: tuple[Roster, ...]
    conflicting: tuple[Conflicting, ...]
    returned_conflicting: tuple[Conflicting, ...]

    @property
    def conflicts(self) -> int:
        return sum(len(one.conflicts) for one in self.conflicting)


def rosters_to_accept(period: DutyPeriod, now: datetime) -> RostersToAccept:
    """A constant number of queries."""
    rows = list(period.rosters.select_related("unit").order_by("unit__protocol_order", "unit__code"))
    of = {state: [roster for roster in rows if roster.state == state] for state in RosterState}
    vacant = vacancies_by_roster(period)
    fileable = [
        roster
        for roster in rows
        if roster.state == RosterState.SUBMITTED
        or (roster.state in (RosterState.DRAFT, RosterState.RETURNED) and roster.pk not in vacant)
    ]
    found = _conflicting(fileable, now)
    return RostersToAccept(
        filed=len(of[RosterState.SUBMITTED]),
        unfiled=len(of[RosterState.DRAFT]),
        returned=tuple(of[RosterState.RETURNED]),
        conflicting=tuple(one for one in found if one.roster.state != RosterState.RETURNED),
        returned_conflicting=tuple(one for one in found if one.roster.state == RosterState.RETURNED),
    )


def vacancies_by_roster(period: DutyPeriod) -> dict[UUID, int]:
    """Empty seats of the rosters that have any. One query."""
    vacant = Assignment.objects.active().filter(shift__period=period, person__isnull=True)
    return dict(vacant.values("shift__roster").annotate(seats=Count("pk")).values_list("shift__roster", "seats"))


def _conflicting(rosters: Collection[Roster], now: datetime) -> list[Conflicting]:
    found = conflicts_by_roster([roster.pk for roster in rosters], now)
    return [Conflicting(roster, tuple(found[roster.pk])) for roster in rosters if roster.pk in found]

"""What a published roster needs after somebody can't come, and applying what was chosen."""

import importlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rostering import transitions
from rostering.changes.queries.repairs import Proposal
from rostering.fairness.queries.lost_seats import Lost, lost_seats
from rostering.permissions import check_repair
from rostering.rosters.models.period import DutyPeriod
from rostering.states import advance
from units.models import User


@dataclass(frozen=True, slots=True)
class Repair:
    """Seats that have lost their holder, soonest first, and ways to fill them, the smallest change first."""

    lost: tuple[Lost, ...]
    proposals: tuple[Proposal, ...]


def repair(
    *,
    period: DutyPeriod,
    by: User,
    now: datetime,
    unit_id: UUID | None = None,
    person_id: UUID | None = None,
    seat_id: UUID | None = None,
) -> Repair:
    """Reads only; what is chosen is applied by `amend_period`.

    Raises NotAllowed unless `by` leads a unit or is the office, RuleViolation `wrong_state` unless published.
    """
    check_repair(by)
    advance(transitions.PERIOD, period.state, "amend")
    lost = lost_seats(period, by, now, unit_id=unit_id, person_id=person_id, seat_id=seat_id)
    if not lost:
        return Repair((), ())
    # The engine brings OR-Tools: a web process that never repairs never loads it.
    repairing = importlib.import_module("rostering.changes.services.propose_repair")
    return Repair(tuple(lost), tuple(repairing.proposals(period=period, lost=lost, now=now)))

"""A checked plan for some rosters: loaded, solved outside any transaction, looked at by a second reading of the rules.

Brings OR-Tools with it: import it only where rosters are solved.
"""

import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _now

from rostering.domain.checking import violations
from rostering.domain.engine import solve
from rostering.domain.problem import PinsContradict, ProblemRefused, Reason, Tier
from rostering.labels import reason_text
from rostering.models import DutyPeriod
from rostering.selectors.problems import Loaded, load_problem
from rostering.services.plans import Piece
from units.errors import RuleViolation
from units.models import Person

Watch = Callable[[Tier], None]


logger = logging.getLogger(__name__)


def propose(period: DutyPeriod, roster_ids: Sequence[UUID], *, seed: int, keep_shown: bool, watch: Watch) -> Piece:
    """A checked plan for the rosters. Reads only.

    Raises RuleViolation `pins_contradict` or `pin_without_seat` when what people decided can't be, `plan_refused`.
    """
    loaded = load_problem(period, roster_ids, keep_shown=keep_shown)
    try:
        plan = solve(loaded.problem, seed=seed, watch=watch)
    except ProblemRefused as refused:
        raise _as_violation(loaded, refused) from refused
    found = violations(loaded.problem, plan)
    if found:
        # A mistake of ours, for whoever keeps the system: nothing of it is saved.
        logger.error("a plan of period %s breaks %d rules: %s", period.pk, len(found), found[:3])
        raise RuleViolation("plan_refused", _now("排班结果未通过核对，未保存，请联系系统管理员"))
    return Piece(loaded, plan)


def _as_violation(loaded: Loaded, refused: ProblemRefused) -> RuleViolation:
    """The engine's refusal as a sentence with names and days."""
    people = dict(Person.objects.filter(pk__in=[p.person_id for p in refused.placements]).values_list("pk", "name"))
    seats = [
        f"{people.get(UUID(placement.person_id), '')} {loaded.seats[placement.slot_id].slot.day}"
        for placement in refused.placements
        if placement.slot_id in loaded.seats
    ]
    rule = refused.rule if isinstance(refused, PinsContradict) and refused.rule else None
    return RuleViolation(
        refused.code,
        _now("人工指定的安排不能成立：%(seats)s，%(reason)s")
        % {"seats": "、".join(seats), "reason": reason_text(Reason(str(rule.code), {})) if rule else refused.code},
        {"rule": str(rule.code) if rule else "", "seats": [p.slot_id for p in refused.placements]},
    )

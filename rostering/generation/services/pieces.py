"""A checked plan for some rosters: loaded, solved outside any transaction, looked at by a second reading of the rules.

Brings OR-Tools with it: import it only where rosters are solved.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _now

from rostering.engine.checking import violations
from rostering.engine.compiling import compiled
from rostering.engine.components import components
from rostering.engine.plan import PinsContradict, Plan, ProblemRefused
from rostering.engine.problem import Effort, Placement, Reason
from rostering.engine.scoring import tier_values
from rostering.engine.solving import solve_in_order
from rostering.engine.state import NOBODY
from rostering.engine.tiers import BY_EMPHASIS, Tier
from rostering.engine.vacancies import vacancies
from rostering.enums import Emphasis
from rostering.generation.services.plans import Piece
from rostering.jobs.models import JobTask
from rostering.reasons import reason_text
from rostering.seats.queries.problem import Loaded
from units.errors import RuleViolation
from units.models import Person

Watch = Callable[[Tier], None]


logger = logging.getLogger(__name__)


def propose(loaded: Loaded, *, seed: int, emphasis: Emphasis = Emphasis.FAIRNESS, watch: Watch) -> Piece:
    """A checked plan for the rosters that were loaded. No query.

    Raises RuleViolation `pins_contradict` or `pin_without_seat` when what people decided can't be, `plan_refused`.
    """
    try:
        plan = solve_in_order(loaded.problem, order=BY_EMPHASIS[emphasis], seed=seed, effort=Effort(), watch=watch)
    except ProblemRefused as refused:
        raise _as_violation(loaded, refused) from refused
    found = violations(loaded.problem, plan)
    if found:
        # A mistake of ours, for whoever keeps the system: nothing of it is saved.
        logger.error("a plan breaks %d rules: %s", len(found), found[:3])
        raise RuleViolation("plan_refused", _now("排班结果未通过核对，未保存，请联系系统管理员"))
    return Piece(loaded, plan)


def beside_present(piece: Piece) -> Piece:
    """With what the seats come to as they stand, in the engine's tiers."""
    holders = {slot_id: str(seat.person_id) for slot_id, seat in piece.loaded.seats.items() if seat.person_id}
    total: Counter[str] = Counter()
    for part in components(piece.loaded.problem):
        made = compiled(part)
        number = {person.id: place for place, person in enumerate(made.people)}
        total.update(tier_values(made, [number.get(holders.get(slot.id, ""), NOBODY) for slot in made.slots]))
    return replace(piece, present={tier.value: total[tier] for tier in Tier})


def taken(loaded: Loaded, proposal_id: UUID) -> Piece:
    """What a proposal says of the rosters that were loaded, held against the rules and the facts of now. Reads only.

    What people have fixed on seats since stays. Raises RuleViolation `proposal_outdated` when it can't be any more.
    """
    rosters = sorted({seat.roster_id for seat in loaded.seats.values()})
    tasks = JobTask.objects.filter(job=proposal_id, roster_ids__overlap=rosters, holders__isnull=False)
    holders: dict[str, str | None] = {}
    for part in tasks.values_list("holders", flat=True):
        holders |= part or {}
    holders |= {placement.slot_id: placement.person_id for placement in loaded.problem.fixed}
    kinds = {placement.slot_id: placement for placement in loaded.problem.fixed}
    known = {person.id for person in loaded.problem.people}
    slots = sorted(loaded.problem.slots, key=lambda slot: slot.id)
    if any(slot.id not in holders or holders[slot.id] not in (None, *known) for slot in slots):
        raise _outdated()
    placed = [kinds.get(slot.id) or Placement(slot.id, who) for slot in slots if (who := holders[slot.id])]
    empty = [slot for slot in slots if holders[slot.id] is None]
    plan = Plan(tuple(placed), tuple(vacancies(loaded.problem, placed, empty)))
    if violations(loaded.problem, plan):
        raise _outdated()
    return Piece(loaded, plan)


def _outdated() -> RuleViolation:
    return RuleViolation(
        "proposal_outdated", _now("方案生成后席位、人员或请假有变化，按现行规则不能采用，请重新生成方案")
    )


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

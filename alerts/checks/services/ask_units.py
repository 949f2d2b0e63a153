"""Asking units whether they are there: as few statements for a county as for one unit."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.checks.engaged import by_others, called_of, is_quiet_day
from alerts.checks.models import Check, CheckPlan
from alerts.checks.queries import usual_plan
from alerts.checks.rules import first_to_ask, is_quiet
from alerts.checks.services.messages import tell_all
from alerts.checks.services.proof import recent_proofs
from alerts.enums import CheckOutcome, CheckState, Purpose
from alerts.transitions import CHECK
from alerts.who_answers import on_duty_in_units
from rostering.models import Assignment
from rostering.policies.queries.published import zone
from rostering.seats.queries.clocks import answer_minutes as answer_clocks
from units.audit import services as audit
from units.db import lock
from units.errors import RuleViolation
from units.models import CountySettings, Unit, User
from units.repeats.services.duplicates import one_a_minute

# What `put` may change of a check.
PUT_FIELDS = (
    "assignment", "person", "state", "outcome", "answered_by", "proof", "asked_at", "escalate_at", "version",
)  # fmt: skip
OnDuty = Mapping[UUID, list[Assignment]]


def ask_units(
    *, units: Sequence[Unit], reason: str, by: User, exception: bool, answer_minutes: int | None
) -> tuple[list[Check], list[tuple[Unit, RuleViolation]]]:
    """An unplanned check of each unit, within the caller's transaction: (asked, left out with what speaks against it).

    Without `answer_minutes` the policy of each post holds, or the county's setting. Raises RuleViolation `quiet_day`,
    `quiet_hours` unless it is an `exception`.
    """
    # Until the end nobody else counts the same checks against the allowance.
    lock(*units)
    now = timezone.now()
    on_duty = on_duty_in_units([unit.pk for unit in units], now)
    free = without_called(on_duty)
    called_out = RuleViolation("being_called", _("该单位值班人员正在被召集，不同时查岗"))
    refused = {pk: called_out for pk, rows in on_duty.items() if rows and not free[pk]}
    on_duty = free
    refused = _refusals(units, on_duty, now, exception) | refused
    asked = [unit for unit in units if unit.pk not in refused]
    people = {unit.pk: on_duty[unit.pk] for unit in asked}
    if not asked:
        return [], [(unit, refused[unit.pk]) for unit in units]
    made = _unplanned(units=asked, reason=reason, by=by, answer_minutes=answer_minutes, people=people, now=now)
    return made, [(unit, refused[unit.pk]) for unit in units if unit.pk in refused]


@one_a_minute(CheckState.ASKING, CheckState.ANSWERED, CheckState.WITH_OFFICE)
def _unplanned(
    *, units: Sequence[Unit], reason: str, by: User, answer_minutes: int | None, people: OnDuty, now: datetime
) -> list[Check]:
    given = answer_clocks([people[unit.pk][0] for unit in units])
    usual = answer_minutes or CountySettings.of(units[0].county_id).check_answer_minutes
    checks = [
        Check(
            county_id=unit.county_id,
            unit=unit,
            period=people[unit.pk][0].shift.period,
            reason=reason,
            requested_by=by,
            requested_by_name=by.display_name,
            answer_minutes=answer_minutes or given[people[unit.pk][0].pk] or usual,
            due_at=now,
        )
        for unit in units
    ]
    put(checks, people, now)
    Check.objects.bulk_create(checks)
    audit.record_many(
        audit.event(by=by, action="check.asked", row=one, county=one.county_id, unit=one.unit_id, reason=reason)
        for one in checks
    )
    return checks


def without_called(on_duty: OnDuty) -> dict[UUID, list[Assignment]]:
    """Each unit's people from the first who may be asked on; nobody where all of them are being called out. One query."""
    called = called_of({row.person_id for rows in on_duty.values() for row in rows if row.person_id is not None})
    firsts = {pk: first_to_ask([row.person_id for row in rows], called) for pk, rows in on_duty.items()}
    return {pk: [] if (first := firsts[pk]) is None else list(rows[first:]) for pk, rows in on_duty.items()}


def put(checks: Sequence[Check], people: OnDuty, now: datetime) -> None:
    """Asks the first of each unit's `people`, unless they have just proved reachable: then they are not disturbed.

    The checks are left to the caller to save. Of one county.
    """
    firsts = {check.pk: people[check.unit_id][0] for check in checks}
    within = CountySettings.of(checks[0].county_id).recent_proof_within
    proofs = recent_proofs([first.person_id for first in firsts.values() if first.person_id], now, within)
    told = []
    for check in checks:
        first = firsts[check.pk]
        check.assignment, check.person = first, first.person
        proof = proofs.get(first.person_id) if first.person_id else None
        if proof is not None:
            check.state, check.outcome = CHECK.after(check.state, "spare"), CheckOutcome.REACHED
            check.answered_by, check.proof = first.person, proof
        else:
            check.state = CHECK.after(check.state, "ask")
            told.append((check, [first.person_id]))
        check.version += 1
    tell_all(told, Purpose.CHECK, now)


def allowance_left(
    pairs: Collection[tuple[UUID, UUID]], plans: Mapping[UUID, CheckPlan], usual: CheckPlan
) -> dict[UUID, int]:
    """How many checks each unit may still be asked without an exception, of (unit, period): those of others count, too."""
    counted = (
        Check.objects.filter(unit__in={unit for unit, _period in pairs}, period__in={period for _unit, period in pairs})
        .exclude(state=CheckState.CANCELLED)
        .exclude(outcome=CheckOutcome.NOT_SENT)
        .values_list("unit", "period")
        .annotate(number=Count("pk"))
    )
    numbers: dict[tuple[UUID, UUID], int] = defaultdict(int)
    numbers.update({(unit, period): number for unit, period, number in counted})
    others = by_others(pairs)
    caps = {(unit, period): plans.get(period, usual).cap for unit, period in pairs}
    return {pair[0]: max(cap - numbers[pair] - others[pair], 0) for pair, cap in caps.items()}


def plans_of(period_ids: Collection[UUID]) -> dict[UUID, CheckPlan]:
    return {plan.period_id: plan for plan in CheckPlan.objects.filter(period__in=period_ids)}


def _refusals(units: Sequence[Unit], on_duty: OnDuty, now: datetime, exception: bool) -> dict[UUID, RuleViolation]:
    periods = {unit: rows[0].shift.period_id for unit, rows in on_duty.items() if rows}
    nobody = RuleViolation("nobody_on_duty", _("该单位此刻无人值班"))
    refused = {unit.pk: nobody for unit in units if unit.pk not in periods}
    if exception or not periods:
        return refused
    if is_quiet_day(units[0].county_id, timezone.localdate(now)):
        raise RuleViolation("quiet_day", _("今天是宁静日，确需查岗请注明例外"))
    plans = plans_of(set(periods.values()))
    usual = usual_plan(units[0].county_id)
    left = allowance_left(list(periods.items()), plans, usual)
    often = RuleViolation("check_cap_reached", _("该单位本周期查岗次数已满，确需查岗请注明例外"))
    refused |= {unit: often for unit in periods if not left[unit]}
    for unit in periods.keys() - refused.keys():
        plan = plans.get(periods[unit], usual)
        if is_quiet(now, plan.quiet_start, plan.quiet_end, zone()):
            raise RuleViolation("quiet_hours", _("现在是免扰时段，确需查岗请注明例外"))
    return refused

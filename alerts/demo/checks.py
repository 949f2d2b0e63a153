"""The checks of the demo county's past holidays, drawn and answered like any others."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from alerts.checks.models import Check, CheckPlan
from alerts.checks.rules import draw
from alerts.deadlines import CHECK_ANSWER_MINUTES, CHECKS_PER_PERIOD, QUIET_HOURS
from alerts.demo.watch import OnDuty, first_at, watch_of
from alerts.enums import CheckOutcome, CheckState, Proof
from rostering.models import DutyPeriod
from rostering.policies.queries.published import zone
from units.models import County, User

# Every so many checks one isn't answered, and one never reaches anybody's phone.
SILENT_SHARE, FAILED_SHARE = 0.025, 0.008


def add_checks(county: County, office: User, rng: Random, holidays: Sequence[DutyPeriod]) -> int:
    """One planned check of each unit and holiday, drawn from the recorded seed like any other."""
    checks: list[Check] = []
    plans = []
    for period in holidays:
        watch = watch_of(period)
        plan = _plan(period, watch, office, rng)
        plans.append(plan)
        checks += _checks_of(plan, watch, county, office, rng)
    CheckPlan.objects.bulk_create(plans)
    Check.objects.bulk_create(checks)
    return len(checks)


def _plan(period: DutyPeriod, watch: dict[UUID, list[OnDuty]], office: User, rng: Random) -> CheckPlan:
    rows = [row for unit in watch.values() for row in unit]
    return CheckPlan(
        period=period,
        cap=CHECKS_PER_PERIOD,
        quiet_start=QUIET_HOURS[0],
        quiet_end=QUIET_HOURS[1],
        seed=rng.randrange(1, 10**9),
        drawn_from=min(row.start for row in rows),
        drawn_to=max(row.end for row in rows),
        created_by=office,
    )


def _checks_of(
    plan: CheckPlan, watch: dict[UUID, list[OnDuty]], county: County, office: User, rng: Random
) -> Iterator[Check]:
    units = {str(pk): pk for pk in watch}
    drawn = draw(
        units, cap=plan.cap, first=plan.drawn_from, last=plan.drawn_to, quiet=QUIET_HOURS, zone=zone(), seed=plan.seed
    )
    for one in drawn:
        row = first_at(watch[units[one.unit]], one.at)
        if row is None:
            continue
        asked_at = one.at + timedelta(seconds=rng.randint(1, 5))
        check = Check(
            county=county,
            unit_id=row.unit_id,
            period=plan.period,
            plan=plan,
            assignment_id=row.pk,
            person_id=row.person_id,
            due_at=one.at,
            asked_at=asked_at,
        )
        _end(check, asked_at, office, rng)
        yield check


def _end(check: Check, asked_at: datetime, office: User, rng: Random) -> None:
    """Most are answered with one tap; the office phones after the few that are not."""
    lot = rng.random()
    if lot < SILENT_SHARE + FAILED_SHARE:
        check.state = CheckState.CLOSED
        check.level = 2
        check.outcome = CheckOutcome.PROVIDER_FAILED if lot < FAILED_SHARE else CheckOutcome.NO_ANSWER
        check.office_note = "电话核实：在岗，通道未送达" if lot < FAILED_SHARE else "电话核实：在岗，未留意手机"
        check.office_name = office.display_name
        return
    check.state = CheckState.ANSWERED
    check.outcome = CheckOutcome.REACHED
    check.proof = Proof.ANSWER
    check.answered_by_id = check.person_id
    check.answered_at = asked_at + timedelta(seconds=rng.randint(15, 60 * (CHECK_ANSWER_MINUTES - 2)))

"""查岗 as pages show it: the list, the tiles of the latest round, the plan and its replay."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone

from alerts.checks.engaged import by_others, is_quiet_day
from alerts.checks.models import Check, CheckPlan
from alerts.checks.rules import Drawn, draw, is_quiet
from alerts.deadlines import ROUND_LASTS, Ring
from alerts.enums import CheckOutcome, CheckState
from alerts.who_answers import on_duty_in_units
from rostering.models import Assignment, DutyPeriod
from rostering.policies.queries.published import zone
from rostering.seats.queries.reach import Unreached, unreached_among
from units.models import CountySettings, Unit, User

LOOKS: Mapping[str, str] = {
    CheckState.ANSWERED: "reached",
    CheckState.ASKING: "waiting",
    CheckState.WITH_OFFICE: "lost",
    CheckState.CLOSED: "closed",
}


@dataclass(frozen=True)
class Asked:
    """A check of the latest round. `look`: reached, waiting, lost or closed."""

    check: Check
    look: str


@dataclass(frozen=True)
class Round:
    """What came of everybody asked in the last two hours, unit by unit."""

    asked: tuple[Asked, ...]

    def count(self, look: str) -> int:
        return sum(1 for one in self.asked if one.look == look)

    @property
    def reached(self) -> int:
        return self.count("reached")

    @property
    def waiting(self) -> int:
        return self.count("waiting")

    @property
    def lost(self) -> int:
        return self.count("lost")

    @property
    def version(self) -> str:
        content = [(one.check.pk, one.check.version) for one in self.asked]
        return blake2b(repr(content).encode(), digest_size=9).hexdigest()


def visible_checks(user: User) -> QuerySet[Check]:
    """The latest first. What is still only planned is the office's to know: a check that is expected checks nothing."""
    rows = Check.objects.visible_to(user).select_related("unit", "person", "period", "answered_by", "plan")
    if not user.is_county_office:
        rows = rows.exclude(state=CheckState.PLANNED)
    return rows.order_by("-due_at", "unit__protocol_order", "pk")


def latest_round(user: User, now: datetime) -> Round:
    """The latest check of each unit asked within the last two hours. One query."""
    rows = Check.objects.visible_to(user).filter(due_at__gt=now - ROUND_LASTS, due_at__lte=now, state__in=LOOKS)
    latest = rows.select_related("unit", "person").order_by("unit_id", "-due_at").distinct("unit_id")
    found = sorted(latest, key=lambda check: (check.unit.protocol_order, check.unit.code))
    return Round(tuple(Asked(check, _look(check)) for check in found))


def _look(check: Check) -> str:
    escalated = check.state == CheckState.ASKING and check.level > 0
    return "lost" if escalated and check.outcome == CheckOutcome.NO_ANSWER else LOOKS[check.state]


def answer_ring(check: Check, now: datetime) -> Ring | None:
    """The clock of the level that is being asked, None when nobody is or the message is still on its way."""
    if check.state != CheckState.ASKING or check.escalate_at is None:
        return None
    return Ring(int((check.escalate_at - now).total_seconds()), check.answer_minutes * 60)


def plannable_periods(user: User, now: datetime) -> QuerySet[DutyPeriod]:
    """Published periods of the county that aren't over, with their plan."""
    periods = DutyPeriod.objects.visible_to(user).in_force().filter(shifts__end__gt=now)
    return periods.select_related("check_plan").distinct().order_by("first_day")


@dataclass(frozen=True)
class Replay:
    """The draw made again from the recorded seed, beside what was planned."""

    drawn: tuple[Drawn, ...]
    planned: int
    is_same: bool


def replay(plan: CheckPlan) -> Replay:
    """Draws again with what the plan recorded: the same units, span, quiet hours and seed."""
    planned = {(str(unit_id), due) for unit_id, due in plan.checks.values_list("unit_id", "due_at")}
    units = {unit for unit, _due in planned} or {
        str(pk) for pk in plan.period.rosters.values_list("unit_id", flat=True)
    }
    drawn = draw(
        units,
        cap=plan.cap,
        first=plan.drawn_from,
        last=plan.drawn_to,
        quiet=(plan.quiet_start, plan.quiet_end),
        zone=zone(),
        seed=plan.seed,
    )
    again = {(one.unit, one.at) for one in drawn}
    return Replay(tuple(drawn), len(planned), again == planned)


@dataclass(frozen=True)
class Allowance:
    """How many checks a unit on duty may still be asked in its period without an exception."""

    unit_code: str
    left: int


@dataclass(frozen=True)
class Allowances:
    units: tuple[Allowance, ...]
    is_quiet: bool

    @property
    def open(self) -> int:
        return sum(1 for one in self.units if one.left)

    @property
    def used_up(self) -> int:
        return len(self.units) - self.open

    def of(self, code: str) -> int | None:
        """None for a unit that nobody staffs now."""
        return next((one.left for one in self.units if one.unit_code == code), None)


def usual_plan(county_id: UUID | None) -> CheckPlan:
    """What holds in a period without a plan of its own: the county's settings. Unsaved."""
    usual = CountySettings.of(county_id)
    return CheckPlan(
        cap=usual.checks_per_period,
        quiet_start=usual.quiet_from,
        quiet_end=usual.quiet_until,
        answer_minutes=usual.check_answer_minutes,
    )


def allowances(user: User, now: datetime) -> Allowances:
    """What the rules of §4 leave of each unit on duty now; the service decides again. Seven queries."""
    on_duty = Assignment.objects.on_duty_at(now).filter(
        shift__period__in=DutyPeriod.objects.visible_to(user), person__isnull=False
    )
    seats = set(on_duty.values_list("shift__unit__code", "shift__unit_id", "shift__period_id"))
    pairs = {code: period for code, _unit, period in seats}
    others = by_others([(unit, period) for _code, unit, period in seats])
    elsewhere = {code: others[unit, period] for code, unit, period in seats}
    plans = {plan.period_id: plan for plan in CheckPlan.objects.filter(period__in=set(pairs.values()))}
    counted = (
        Check.objects.visible_to(user)
        .filter(period__in=set(pairs.values()))
        .exclude(state=CheckState.CANCELLED)
        .exclude(outcome=CheckOutcome.NOT_SENT)
        .values_list("unit__code", "period_id")
        .annotate(number=Count("pk"))
    )
    asked = {(code, period): number for code, period, number in counted}
    default = usual_plan(user.county_id)
    units = (
        Allowance(code, max(plans.get(period, default).cap - asked.get((code, period), 0) - elsewhere[code], 0))
        for code, period in pairs.items()
    )
    is_quiet_now = any(_is_quiet(plans.get(period, default), now) for period in set(pairs.values()))
    if user.county_id is not None:
        is_quiet_now = is_quiet_now or is_quiet_day(user.county_id, timezone.localdate(now))
    return Allowances(tuple(units), is_quiet_now)


def _is_quiet(plan: CheckPlan, now: datetime) -> bool:
    return is_quiet(now, plan.quiet_start, plan.quiet_end, zone())


def unreached_if_asked(user: User, units: Collection[Unit], now: datetime) -> tuple[Unreached, ...]:
    """Of those on duty now whom a check of `units`, or with none of all, would ask: who would not hear of it. Four queries."""
    asked = units or list(Unit.objects.visible_to(user).active())
    on_duty = on_duty_in_units([one.pk for one in asked], now)
    ids = [row.person_id for rows in on_duty.values() for row in rows if row.person_id is not None]
    return unreached_among(ids, timezone.localdate(now) - timedelta(days=1))

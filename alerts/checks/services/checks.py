"""查岗 without the burden: planned and capped, one tap to answer (domain §4)."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.checks.engaged import is_quiet_day
from alerts.checks.models import Check, CheckPlan
from alerts.checks.queries import usual_plan
from alerts.checks.rules import draw, is_quiet
from alerts.checks.services.ask_units import PUT_FIELDS, ask_units, put, without_called
from alerts.checks.services.endings import end_checks
from alerts.deadlines import CHECK_USEFUL_FOR
from alerts.enums import CheckOutcome, CheckState, Proof, Purpose
from alerts.one_by_one import handle_each
from alerts.outbox.models import Notification
from alerts.permissions import check_act_for_unit, check_answer_for, check_command
from alerts.texts import required_text
from alerts.transitions import CHECK
from alerts.who_answers import on_duty_in, on_duty_in_units
from rostering.models import Assignment, DutyPeriod
from rostering.policies.queries.published import zone
from units.audit import services as audit
from units.copying import update_in
from units.db import lock, write
from units.errors import RuleViolation
from units.models import Person, Unit, User

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500


@write
def plan_checks(
    *,
    period: DutyPeriod,
    by: User,
    seed: int,
    cap: int | None = None,
    answer_minutes: int | None = None,
    quiet: tuple[time | None, time | None] = (None, None),
) -> CheckPlan:
    """Draws `cap` instants per unit of a published period, outside quiet hours, from the recorded `seed`.

    What isn't given is as the county's settings say, and stays so for this plan. Raises RuleViolation `plan_exists`, `period_not_published`, `period_over`.
    """
    check_command(by)
    # One plan per period, and nobody closes it meanwhile.
    lock(period)
    now = timezone.now()
    _refuse_unplannable(period, now)
    first = max(now, period.shifts.order_by("start").values_list("start", flat=True)[0])
    last = period.shifts.order_by("-end").values_list("end", flat=True)[0]
    plan = usual_plan(period.county_id)
    given = {"cap": cap, "answer_minutes": answer_minutes, "quiet_start": quiet[0], "quiet_end": quiet[1]}
    own = {"period": period, "seed": seed, "drawn_from": first, "drawn_to": last, "created_by": by}
    for name, value in {**{name: value for name, value in given.items() if value is not None}, **own}.items():
        setattr(plan, name, value)
    plan.save(force_insert=True)
    _draw_checks(plan)
    audit.record(
        by=by, action="check.planned", row=plan, county=period.county_id, after={"seed": seed, "cap": plan.cap}
    )
    return plan


@write
def ask_unit(*, unit: Unit, reason: str, by: User, exception: bool = False, answer_minutes: int | None = None) -> Check:
    """An unplanned check of whoever is on duty in `unit` now; its reason and the asker's name are recorded.

    Raises InvalidInput without a reason, RuleViolation `nobody_on_duty`, and, unless it is an `exception`,
    `check_cap_reached` or `quiet_hours`.
    """
    check_command(by)
    reason = required_text(reason, "reason")
    asked, refused = ask_units(units=[unit], reason=reason, by=by, exception=exception, answer_minutes=answer_minutes)
    for _unit, violation in refused:
        raise violation
    return asked[0]


@write
def send_now(*, check: Check, by: User) -> Check:
    """Asks a planned check at once instead of at its drawn time, under the name of who brought it forward.

    Raises RuleViolation `wrong_state` unless it is planned, `quiet_hours`, `nobody_on_duty`.
    """
    check_command(by)
    now = timezone.now()
    planned = Check.objects.select_for_update(of=("self",)).filter(pk=check.pk, state=CheckState.PLANNED)
    row = planned.select_related("plan").first()
    if row is None or row.plan is None:
        raise RuleViolation("wrong_state", _("该次查岗已经发出或取消"))
    if is_quiet_day(row.county_id, timezone.localdate(now)):
        raise RuleViolation("quiet_day", _("今天是宁静日，不得查岗"))
    if is_quiet(now, row.plan.quiet_start, row.plan.quiet_end, zone()):
        raise RuleViolation("quiet_hours", _("现在是免扰时段"))
    on_duty = {row.unit_id: on_duty_in(row.unit_id, now)}
    people = without_called(on_duty)[row.unit_id]
    if on_duty[row.unit_id] and not people:
        raise RuleViolation("being_called", _("该单位值班人员正在被召集，不同时查岗"))
    if not people:
        raise RuleViolation("nobody_on_duty", _("该单位此刻无人值班"))
    before = audit.snapshot(row, ["due_at"])
    row.due_at = now
    row.requested_by = by
    row.requested_by_name = by.display_name
    _ask(row, people, now)
    audit.record(
        by=by, action="check.brought_forward", row=row, county=row.county_id, unit=row.unit_id,
        before=before, after=audit.snapshot(row, ["due_at"]),
    )  # fmt: skip
    return row


def asked_people(check: Check) -> list[Person]:
    """Who may answer the check: the person it asks first, then everybody of the unit it has been escalated to."""
    told = Notification.objects.filter(object_id=check.pk, purpose__in=(Purpose.CHECK, Purpose.CHECK_ESCALATED))
    people = Person.objects.filter(Q(pk=check.person_id) | Q(pk__in=told.values("person_id"), unit_id=check.unit_id))
    return sorted(people.in_protocol_order(), key=lambda person: person.pk != check.person_id)


def ask_due(*, now: datetime) -> int:
    """Asks every planned check that is due, those of a county together; two callers ask each once. Returns how many."""
    due = Check.objects.filter(state=CheckState.PLANNED, due_at__lte=now).order_by("due_at")
    counties: dict[UUID, list[UUID]] = defaultdict(list)
    for pk, county_id in due.values_list("pk", "county_id")[:MOST_AT_ONCE]:
        counties[county_id].append(pk)
    return sum(_ask_of_county(ids, now) for ids in counties.values())


def _ask_of_county(ids: Sequence[UUID], now: datetime) -> int:
    """When one can't be asked, the others are all the same."""
    try:
        return _ask_planned(ids, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("checks %s are asked one by one", ids)
        return handle_each(ids, lambda pk: bool(_ask_planned([pk], now)))


@write
def _ask_planned(ids: Sequence[UUID], now: datetime) -> int:
    # What another sweep, or the office, is asking at this moment is left to it.
    planned = Check.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=ids)
    checks = list(planned.filter(state=CheckState.PLANNED).select_related("unit").order_by("due_at", "pk"))
    # On a quiet day nobody is asked: what was drawn for it lapses.
    is_quiet_now = bool(checks) and is_quiet_day(checks[0].county_id, timezone.localdate(now))
    timely = [] if is_quiet_now else [check for check in checks if now < check.due_at + CHECK_USEFUL_FOR]
    on_duty = on_duty_in_units({check.unit_id for check in timely}, now) if timely else {}
    people = without_called(on_duty) if timely else {}
    asked = [check for check in timely if people[check.unit_id]]
    # Those whose people are all being called out wait for the call-out to end, or lapse with their time.
    lapsed = [check for check in checks if check not in timely or not on_duty[check.unit_id]]
    for check in lapsed:
        check.state = CHECK.after(check.state, "lapse")
        check.outcome = CheckOutcome.NOT_SENT
        check.version += 1
    if asked:
        put(asked, people, now)
    update_in([*asked, *lapsed], PUT_FIELDS)
    return len(asked) + len(lapsed)


def _ask(check: Check, people: list[Assignment], now: datetime) -> None:
    put([check], {check.unit_id: people}, now)
    check.save()


@write
def answer(*, check: Check, person: Person, now: datetime, by: User | None = None) -> Check:
    """One tap. Wins over an escalation that comes at the same instant, or loses to it: never both.

    Answering twice is answering once. Raises RuleViolation `check_over` when the office has closed it, NotAllowed for
    somebody else's check.
    """
    if by is not None:
        check_answer_for(by, person)
    answered = CHECK.step("answer")
    won = Check.objects.filter(pk=check.pk, state__in=answered.before).update(
        state=answered.after,
        answered_at=now,
        answered_by=person,
        proof=Proof.ANSWER,
        escalate_at=None,
        version=F("version") + 1,
    )
    # One that has been escalated keeps the outcome it got then: it was answered, but not in time.
    Check.objects.filter(pk=check.pk, outcome="", state=CheckState.ANSWERED).update(outcome=CheckOutcome.REACHED)
    check.refresh_from_db()
    if not won and check.state != CheckState.ANSWERED:
        raise RuleViolation("check_over", _("该次查岗已经结束"))
    if won:
        end_checks([check], but=person.pk, now=now)
        audit.record(
            by=by, action="check.answered", row=check, county=check.county_id, unit=check.unit_id, reason=person.name
        )
    return check


@write
def unable(*, check: Check, person: Person, now: datetime) -> Check:
    """Reached, but can't answer for the post: the unit is asked with the next sweep, and nothing is said of a silence.

    Raises RuleViolation `check_over` when it isn't asked any more.
    """
    asking = Check.objects.filter(pk=check.pk, state=CheckState.ASKING)
    if not asking.update(outcome=CheckOutcome.REACHED, escalate_at=now, version=F("version") + 1):
        raise RuleViolation("check_over", _("该次查岗已经结束"))
    check.refresh_from_db()
    audit.record(
        by=None, action="check.unable", row=check, county=check.county_id, unit=check.unit_id, reason=person.name
    )
    return check


@write
def close_check(*, check: Check, note: str, by: User) -> Check:
    """The office has phoned: what came of it, under whose name. Raises RuleViolation `wrong_state`."""
    check_command(by)
    note = required_text(note, "note")
    closed = CHECK.step("close")
    won = Check.objects.filter(pk=check.pk, state__in=closed.before).update(
        state=closed.after, office_note=note, office_name=by.display_name, version=F("version") + 1
    )
    if not won:
        raise RuleViolation("wrong_state", _("该次查岗不需要核实"))
    check.refresh_from_db()
    end_checks([check], but=by.person_id, now=timezone.now())
    audit.record(by=by, action="check.closed", row=check, county=check.county_id, unit=check.unit_id, reason=note)
    return check


@write
def cancel_check(*, check: Check, by: User, reason: str) -> Check:
    """Planned or running. Raises RuleViolation `wrong_state`."""
    check_command(by)
    reason = required_text(reason, "reason")
    cancelled = CHECK.step("cancel")
    won = Check.objects.filter(pk=check.pk, state__in=cancelled.before).update(
        state=cancelled.after, escalate_at=None, version=F("version") + 1
    )
    if not won:
        raise RuleViolation("wrong_state", _("该次查岗已经结束，不能取消"))
    check.refresh_from_db()
    end_checks([check], but=by.person_id, now=timezone.now())
    audit.record(by=by, action="check.cancelled", row=check, county=check.county_id, unit=check.unit_id, reason=reason)
    return check


@write
def reply_for_unit(*, check: Check, text: str, by: User) -> Check:
    """What the unit says about a check that wasn't answered."""
    check_act_for_unit(by, check.unit_id)
    text = required_text(text, "unit_reply")
    Check.objects.filter(pk=check.pk).update(unit_reply=text, version=F("version") + 1)
    check.refresh_from_db()
    audit.record(by=by, action="check.replied", row=check, county=check.county_id, unit=check.unit_id, reason=text)
    return check


def _draw_checks(plan: CheckPlan) -> None:
    """What the plan's seed draws: anybody who knows it comes to the same instants."""
    period, quiet = plan.period, (plan.quiet_start, plan.quiet_end)
    units = {str(pk): pk for pk in period.rosters.values_list("unit_id", flat=True)}
    drawn = draw(
        units, cap=plan.cap, first=plan.drawn_from, last=plan.drawn_to, quiet=quiet, zone=zone(), seed=plan.seed
    )
    Check.objects.bulk_create(
        Check(
            county_id=period.county_id,
            unit_id=units[one.unit],
            period=period,
            plan=plan,
            answer_minutes=plan.answer_minutes,
            due_at=one.at,
        )
        for one in drawn
    )


def _refuse_unplannable(period: DutyPeriod, now: datetime) -> None:
    if CheckPlan.objects.filter(period=period).exists():
        raise RuleViolation("plan_exists", _("该周期已有查岗计划"))
    if not period.is_in_force:
        raise RuleViolation("period_not_published", _("值班表发布后方可制定查岗计划"))
    if not period.shifts.filter(end__gt=now).exists():
        raise RuleViolation("period_over", _("该周期值班已结束"))

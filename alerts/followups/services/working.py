"""签收、报告、评价、反馈: the owner does it, whoever asked says whether it is done, whoever raised it hears."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alerts.enums import TaskAct, Verdict
from alerts.followups.models import Task
from alerts.followups.permissions import check_judge, check_work
from alerts.followups.rules import Limit, days_after, due_of, warn_of
from alerts.followups.services.steps import advance, keep, lines_of, locked
from alerts.outbox.services.endings import fall_silent
from alerts.texts import required_text
from rostering.calendar.queries.workdays import workdays_of
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, User

LONGEST_RESULT = 1000


@write
def take(*, task: Task, by: User | None, person: Person | None = None) -> Task:
    """签收; whoever leads the unit may name the person. Nobody has to: a report takes it as well. `by` None: `person`
    holds the link of the message."""
    task = locked(task)
    check_doer(task, by, person)
    if person is not None and person.unit_id != task.unit_id:
        raise InvalidInput("person_of_other_unit", _("承办人须是承办单位的人员"), field="person")
    advance(task, TaskAct.TAKE)
    task.person = person or task.person
    text, holder = (person.name, None) if person and by else ("", person)
    return keep(task, TaskAct.TAKE, by=by, now=timezone.now(), text=text, person=holder)


@write
def report(*, task: Task, result: str, by: User | None, person: Person | None = None) -> Task:
    """What was done, with the evidence in words. Whoever asked has so many workdays to judge it. `by` None: `person`
    holds the link of the message."""
    task = locked(task)
    check_doer(task, by, person)
    now = timezone.now()
    advance(task, TaskAct.REPORT)
    task.asked_days = None
    task.result = required_text(result, "result", LONGEST_RESULT)
    task.reported_at, task.warned_at = now, None
    task.verdict, task.verdict_due_at = "", _days_from(task, now, lines_of(task.county_id).verdict)
    fall_silent([task.pk], now=now)
    return keep(task, TaskAct.REPORT, by=by, now=now, text=task.result, person=person)


@write
def judge(*, task: Task, is_satisfied: bool, by: User, text: str = "") -> Task:
    """满意 closes it; 不满意 sends it back to work, with the reason, and the limit of its class from now on.

    Raises InvalidInput without a reason for 不满意.
    """
    task = locked(task)
    check_judge(by, task)
    now = timezone.now()
    if is_satisfied:
        advance(task, TaskAct.SATISFY)
        close(task, Verdict.SATISFIED, now)
        return keep(task, TaskAct.SATISFY, by=by, now=now, text=text.strip()[:1000])
    advance(task, TaskAct.DISSATISFY)
    reason = required_text(text, "text", LONGEST_RESULT)
    _send_back(task, now)
    return keep(task, TaskAct.DISSATISFY, by=by, now=now, text=reason)


@write
def lapse(*, task: Task, now: datetime) -> Task:
    """Silence of whoever asked, past their line, is consent; the responsibility stays with them and is written down."""
    task = locked(task)
    advance(task, TaskAct.LAPSE)
    close(task, Verdict.CONSENTED, now)
    silent = task.asker_unit.label if task.asker_unit else _now("两办")
    text = _now("%(unit)s逾期未评价，按满意办结，责任在%(unit)s") % {"unit": silent}
    return keep(task, TaskAct.LAPSE, by=None, now=now, text=text)


@write
def feed_back(*, task: Task, text: str, by: User) -> Task:
    """Whoever raised it has been told how it ended. Raises RuleViolation `no_feedback_owed`."""
    task = locked(task)
    check_work(by, task)
    if task.feedback_due_at is None or task.fed_back_at is not None:
        raise RuleViolation("no_feedback_owed", _("此任务无须反馈，或已反馈"))
    now = timezone.now()
    task.fed_back_at = now
    fall_silent([task.pk], now=now)
    return keep(task, TaskAct.FEED_BACK, by=by, now=now, text=required_text(text, "text", LONGEST_RESULT))


def check_doer(task: Task, by: User | None, person: Person | None) -> None:
    """Raises NotAllowed for a login that has nothing to do with it, RuleViolation `wrong_state` for the link of somebody
    whose unit no longer has it."""
    if by is not None:
        check_work(by, task)
    elif person is None or person.unit_id != task.unit_id:
        raise RuleViolation("wrong_state", _("任务已转由其他单位承办"))


def close(task: Task, verdict: Verdict, now: datetime) -> None:
    """Word is owed to whoever outside raised it; among ourselves the verdict is the word."""
    task.verdict, task.closed_at, task.warned_at = verdict, now, None
    if task.raised_by:
        task.feedback_due_at = _days_from(task, now, lines_of(task.county_id).feedback)
    fall_silent([task.pk], now=now)


def _send_back(task: Task, now: datetime) -> None:
    lines = lines_of(task.county_id)
    limit = Limit(task.limit_hours, task.limit_days)
    task.due_at = due_of(task.grade, limit, now, workdays_of(task.county_id, timezone.localdate(now)), lines)
    task.warn_at, task.warned_at, task.level, task.level_up_at = warn_of(now, task.due_at, lines), None, 0, None
    task.verdict, task.verdict_due_at, task.times_returned = Verdict.DISSATISFIED, None, task.times_returned + 1
    fall_silent([task.pk], now=now)


def _days_from(task: Task, now: datetime, days: int) -> datetime:
    return days_after(now, days, workdays_of(task.county_id, timezone.localdate(now)), lines_of(task.county_id))

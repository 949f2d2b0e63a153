"""延期: the owner asks for more time with a reason, whoever asked for the task grants or refuses it, once."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import TaskAct
from alerts.followups.models import WORKING_STATES, Task
from alerts.followups.permissions import check_judge, check_work
from alerts.followups.rules import LONGEST_DAYS, days_after, warn_of
from alerts.followups.services.steps import keep, lines_of, locked
from alerts.outbox.services.endings import fall_silent
from alerts.texts import required_text
from rostering.calendar.queries.workdays import workdays_of
from units.db import write
from units.errors import InvalidInput, RuleViolation
from units.models import User


@write
def ask_more(*, task: Task, days: int, reason: str, by: User) -> Task:
    """`days` workdays beyond the line. The line runs on until somebody has decided.

    Raises RuleViolation `wrong_state`, `asked_already`, `extended_already`.
    """
    task = locked(task)
    check_work(by, task)
    if task.state not in WORKING_STATES:
        raise RuleViolation("wrong_state", _("当前状态不能办理此事"))
    if task.extended_days:
        raise RuleViolation("extended_already", _("任务已延期一次，不再延期"))
    if task.asked_days is not None:
        raise RuleViolation("asked_already", _("已申请延期，请等待交办方答复"))
    if not 1 <= days <= LONGEST_DAYS:
        text = _("时限须在 1 至 %(most)d 之间") % {"most": LONGEST_DAYS}
        raise InvalidInput("limit_out_of_range", text, field="days")
    task.asked_days = days
    return keep(task, TaskAct.ASK_MORE, by=by, now=timezone.now(), text=required_text(reason, "reason"), days=days)


@write
def extend(*, task: Task, is_granted: bool, by: User, text: str = "") -> Task:
    """Granted, its line moves on from the old one, from today where that has passed, and what was late begins anew;
    refused, with the reason, it stands. Raises RuleViolation `nothing_asked`, InvalidInput without a reason for a no."""
    task = locked(task)
    check_judge(by, task)
    if task.asked_days is None:
        raise RuleViolation("nothing_asked", _("没有待答复的延期申请"))
    now, days = timezone.now(), task.asked_days
    task.asked_days = None
    if not is_granted:
        return keep(task, TaskAct.KEEP_LIMIT, by=by, now=now, text=required_text(text, "text"))
    lines, since = lines_of(task.county_id), max(task.due_at, now)
    task.due_at = days_after(since, days, workdays_of(task.county_id, timezone.localdate(since)), lines)
    task.warn_at, task.warned_at, task.level, task.level_up_at = warn_of(now, task.due_at, lines), None, 0, None
    task.extended_days = days
    fall_silent([task.pk], now=now)
    return keep(task, TaskAct.EXTEND, by=by, now=now, text=text.strip()[:1000], days=days)

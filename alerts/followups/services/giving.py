"""交办: a matter becomes somebody's, with a line; 转办: it becomes somebody else's."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import TaskAct, TaskGrade, TaskKind, TaskState
from alerts.followups.models import Task
from alerts.followups.permissions import check_give, check_judge, check_work
from alerts.followups.rules import LONGEST_DAYS, LONGEST_HOURS, Limit, due_of, warn_of
from alerts.followups.services.steps import advance, keep, lines_of, locked, note
from alerts.outbox.services.endings import fall_silent
from alerts.texts import required_text
from alerts.who_answers import unit_leaders
from rostering.calendar.queries.workdays import workdays_of
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation
from units.models import Person, Unit, User
from units.repeats.services.duplicates import one_a_minute

CLASS_DECIDES = Limit()


@write
@one_a_minute(TaskState.GIVEN)
def give_task(
    *,
    unit: Unit,
    kind: TaskKind,
    matter: str,
    by: User | None,
    grade: TaskGrade = TaskGrade.SIMPLE,
    person: Person | None = None,
    asker: Person | None = None,
    limit_hours: int | None = None,
    limit_days: int | None = None,
    **details: Any,
) -> Task:
    """A task of `unit`, led by its head where the matter is hard. `details`: detail, place, measure, raised_by, and the
    incident, whistle or check (`unanswered`) it comes from. Without `by` the system gives it.

    Raises InvalidInput for a hazard without a place, two limits or one too long, a person of another unit, a hard matter
    for anybody but the unit's head.
    """
    if by is not None:
        check_give(by, unit)
    return hand_out(
        unit=unit, kind=kind, matter=matter, by=by, grade=grade, person=person, asker=asker,
        limit=_limit(limit_hours, limit_days), **details,
    )  # fmt: skip


def hand_out(
    *,
    unit: Unit,
    kind: TaskKind,
    matter: str,
    by: User | None,
    grade: TaskGrade = TaskGrade.SIMPLE,
    person: Person | None = None,
    asker: Person | None = None,
    limit: Limit = CLASS_DECIDES,
    **details: Any,
) -> Task:
    """As `give_task`, for a subject that has asked by itself whether `by` may. Within the caller's transaction."""
    now = timezone.now()
    matter = required_text(matter, "matter")
    if kind == TaskKind.HAZARD and not details.get("place", "").strip():
        raise InvalidInput("place_required", _("隐患须写明地点"), field="place")
    # The next number is read and used under one lock: two that are given at once get two.
    lock(f"task-number:{unit.county_id}")
    task = Task(
        county_id=unit.county_id, number=_next_number(unit), kind=kind, matter=matter, asker=asker,
        asker_unit=by.unit if by else None, asked_by=by, asked_at=now, **details,
    )  # fmt: skip
    _hand_to(task, unit, person, grade, limit, now)
    task.save(force_insert=True)
    note(task, TaskAct.GIVE, by=by, now=now, kind=kind)
    return task


@write
def forward(
    *,
    task: Task,
    unit: Unit,
    by: User,
    text: str = "",
    grade: TaskGrade = TaskGrade.SIMPLE,
    limit_hours: int | None = None,
    limit_days: int | None = None,
) -> Task:
    """转办 to whoever it really concerns: the limit begins anew. By the owner, or the office.

    Raises RuleViolation `wrong_state`, `same_unit`.
    """
    task = locked(task)
    check_work(by, task)
    if unit.pk == task.unit_id:
        raise RuleViolation("same_unit", _("已由该单位承办"))
    now = timezone.now()
    advance(task, TaskAct.FORWARD)
    _hand_to(task, unit, None, grade, _limit(limit_hours, limit_days), now)
    fall_silent([task.pk], now=now)
    return keep(task, TaskAct.FORWARD, by=by, now=now, text=text.strip()[:1000])


@write
def withdraw(*, task: Task, reason: str, by: User) -> Task:
    """撤销 by whoever asked, as long as nothing has been reported."""
    task = locked(task)
    check_judge(by, task)
    now = timezone.now()
    advance(task, TaskAct.WITHDRAW)
    task.asked_days = None
    fall_silent([task.pk], now=now)
    return keep(task, TaskAct.WITHDRAW, by=by, now=now, text=required_text(reason, "reason"))


def _hand_to(task: Task, unit: Unit, person: Person | None, grade: str, limit: Limit, now: datetime) -> None:
    lines = lines_of(unit.county_id)
    task.unit, task.grade, task.person = unit, grade, _owner(unit, person, grade, now)
    task.limit_hours, task.limit_days = limit.hours, limit.days
    task.due_at = due_of(grade, limit, now, workdays_of(unit.county_id, timezone.localdate(now)), lines)
    task.warn_at = warn_of(now, task.due_at, lines)
    task.warned_at, task.level, task.level_up_at = None, 0, None
    task.asked_days, task.extended_days = None, 0


def _owner(unit: Unit, person: Person | None, grade: str, now: datetime) -> Person | None:
    """The person named; of a hard matter the unit's head, None where no login of theirs is known."""
    if person is not None and person.unit_id != unit.pk:
        raise InvalidInput("person_of_other_unit", _("承办人须是承办单位的人员"), field="person")
    if grade != TaskGrade.HARD:
        return person
    heads = unit_leaders(unit.pk, now)
    if person is not None and heads and person not in heads:
        raise InvalidInput("head_required", _("疑难事项须由承办单位负责人牵头"), field="person")
    return person or next(iter(heads), None)


def _limit(hours: int | None, days: int | None) -> Limit:
    if hours is not None and days is not None:
        raise InvalidInput("two_limits", _("时限按小时或按工作日，只填一项"), field="limit_hours")
    for value, most, field in ((hours, LONGEST_HOURS, "limit_hours"), (days, LONGEST_DAYS, "limit_days")):
        if value is not None and not 1 <= value <= most:
            raise InvalidInput("limit_out_of_range", _("时限须在 1 至 %(most)d 之间") % {"most": most}, field=field)
    return Limit(hours, days)


def _next_number(unit: Unit) -> int:
    last: int | None = Task.objects.filter(county_id=unit.county_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1

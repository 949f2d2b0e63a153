"""What every step of a task has in common: its lock, its line in the history, its place in the trail."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from alerts.enums import TaskAct
from alerts.followups.models import Task, TaskStep
from alerts.followups.rules import Lines
from alerts.transitions import TASK
from rostering.policies.queries.published import zone
from units.audit import services as audit
from units.db import held
from units.errors import RuleViolation
from units.models import CountySettings, Person, User

# What a step is called in the trail.
EVENTS: Mapping[TaskAct, str] = {
    TaskAct.GIVE: "task.given",
    TaskAct.TAKE: "task.taken",
    TaskAct.FORWARD: "task.forwarded",
    TaskAct.REPORT: "task.reported",
    TaskAct.SATISFY: "task.judged",
    TaskAct.DISSATISFY: "task.judged",
    TaskAct.LAPSE: "task.lapsed",
    TaskAct.WITHDRAW: "task.withdrawn",
    TaskAct.FEED_BACK: "task.fed_back",
    TaskAct.LEVEL_UP: "task.levelled_up",
    TaskAct.ASK_MORE: "task.extension_asked",
    TaskAct.EXTEND: "task.extended",
    TaskAct.KEEP_LIMIT: "task.extension_refused",
}


def lines_of(county_id: Any) -> Lines:
    """As the county has set them today. One query."""
    rules = CountySettings.of(county_id)
    return Lines(
        simple=rules.task_simple_days,
        general=rules.task_general_days,
        hard=rules.task_hard_days,
        warn=timedelta(hours=rules.task_warn_hours),
        verdict=rules.task_verdict_days,
        feedback=rules.task_feedback_days,
        level_up=rules.task_level_up_days,
        closes=rules.office_closes,
        zone=zone(),
    )


def locked(task: Task, expected_version: int | None = None) -> Task:
    return held(task, related=("county", "unit", "asker_unit"), expected_version=expected_version)


def advance(task: Task, act: TaskAct) -> None:
    """Raises RuleViolation `wrong_state`."""
    task.state = TASK.advance(task.state, act, RuleViolation("wrong_state", _("当前状态不能办理此事")))


def keep(
    task: Task,
    act: TaskAct,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    person: Person | None = None,
    **after: Any,
) -> Task:
    """Saves the task with a line of its history and one of the trail, which tells whoever it concerns. `person`: who
    answered by a link."""
    task.version += 1
    task.save()
    note(task, act, by=by, now=now, text=text, person=person, **after)
    return task


def note(
    task: Task,
    act: TaskAct,
    *,
    by: User | None,
    now: datetime,
    text: str = "",
    person: Person | None = None,
    **after: Any,
) -> None:
    TaskStep.objects.create(task=task, at=now, act=act, text=text, unit_id=task.unit_id, by=by, person=person)
    audit.record(
        by=by, action=EVENTS[act], row=task, county=task.county_id, unit=task.unit_id, after=after, reason=text, now=now,
        on_behalf_of=person.name if person and by is None else "",
    )  # fmt: skip

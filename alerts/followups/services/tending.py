"""What becomes due of tasks: a warning before a line, a level up past it, consent by silence. Each once, whoever sweeps."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from alerts.deadlines import quiet_until
from alerts.enums import Purpose, TaskAct, TaskState
from alerts.followups.models import WORKING_STATES, Task
from alerts.followups.queries.hearers import Hearers, askers, heads, office, owners
from alerts.followups.rules import REMIND_BEFORE, days_after
from alerts.followups.services.links import work_link
from alerts.followups.services.steps import lines_of, locked, note
from alerts.followups.services.working import lapse
from alerts.instants import moment
from alerts.one_by_one import handle_each
from alerts.outbox.models import Notification
from alerts.outbox.purposes import if_each, register
from alerts.outbox.services.links import link_path
from alerts.outbox.services.outbox import Message, enqueue
from rostering.calendar.queries.workdays import workdays_of
from rostering.policies.queries.published import zone
from units.db import write
from units.models import CountySettings

AT_ONCE = 500
USEFUL_FOR = timedelta(days=3)
HEAD, OFFICE = 1, 2
# Messages of one task and purpose differ by their level: so many levels, then those after its line has begun anew.
LEVELS = 4
BEGUN_ANEW = (TaskAct.FORWARD, TaskAct.EXTEND, TaskAct.DISSATISFY)


def tend_tasks(*, now: datetime) -> int:
    """Returns how many tasks were warned of, passed up or closed."""
    turns: tuple[tuple[Q, Callable[[Task, datetime], bool]], ...] = (
        (Q(state__in=WORKING_STATES, warned_at=None, warn_at__lte=now), _warn),
        (Q(state=TaskState.REPORTED, warned_at=None, verdict_due_at__lte=now + REMIND_BEFORE), _warn),
        (Q(fed_back_at=None, warned_at=None, feedback_due_at__lte=now + REMIND_BEFORE), _warn),
        (Q(state__in=WORKING_STATES, level=0, due_at__lte=now), _to_head),
        (Q(state__in=WORKING_STATES, level=HEAD, level_up_at__lte=now), _to_office),
    )
    handled = sum(_each(due, do, now) for due, do in turns)
    return handled + _lapse_silent(now)


def _each(due: Q, do: Callable[[Task, datetime], bool], now: datetime) -> int:
    """Under its lock each is asked again whether it is due."""

    @write
    def handle(task: Task) -> bool:
        fresh = locked(task)
        return Task.objects.filter(due, pk=task.pk).exists() and do(fresh, now)

    return handle_each(Task.objects.filter(due).order_by("due_at")[:AT_ONCE], handle)


def _warn(task: Task, now: datetime) -> bool:
    """What is past its line already is late, and said to be so by the level it goes up to."""
    task.warned_at = now
    task.save(update_fields=["warned_at"])
    if task.line is None or (task.state in WORKING_STATES and task.line <= now):
        return True
    hears = askers(task, now) if task.state == TaskState.REPORTED else owners(task)
    what = {TaskState.REPORTED: "verdict", TaskState.DONE: "feedback"}.get(TaskState(task.state), "work")
    level = {"work": 0, "verdict": 1, "feedback": 2}[what]
    _tell(task, Purpose.TASK_DUE, hears or office(task, now), level, now, what=what)
    return True


def _to_head(task: Task, now: datetime) -> bool:
    """The owner and the unit's head; with nobody to tell there, the county office at once."""
    lines = lines_of(task.county_id)
    is_workday = workdays_of(task.county_id, timezone.localdate(task.due_at))
    task.level, task.level_up_at = HEAD, days_after(task.due_at, lines.level_up, is_workday, lines)
    task.save(update_fields=["level", "level_up_at"])
    note(task, TaskAct.LEVEL_UP, by=None, now=now, level=HEAD)
    hears = [*heads(task), *owners(task)]
    _tell(task, Purpose.TASK_OVERDUE, hears or office(task, now), HEAD, now)
    return True


def _to_office(task: Task, now: datetime) -> bool:
    task.level = OFFICE
    task.save(update_fields=["level"])
    note(task, TaskAct.LEVEL_UP, by=None, now=now, level=OFFICE)
    _tell(task, Purpose.TASK_OVERDUE, office(task, now), OFFICE, now)
    return True


def _lapse_silent(now: datetime) -> int:
    """Counties where silence is no consent are left out before the rest is counted: theirs stay, and would fill the turn."""
    insisting = CountySettings.objects.filter(task_silence_consents=False).values("county_id")
    due = Q(state=TaskState.REPORTED, verdict_due_at__lte=now) & ~Q(county_id__in=insisting)
    return _each(due, lambda task, at: bool(lapse(task=task, now=at)), now)


def _tell(task: Task, purpose: Purpose, hears: Hearers, level: int, now: datetime, what: str = "") -> None:
    line = task.line or now
    params = {
        "number": task.number, "matter": task.matter, "unit": task.unit.label, "what": what, "due": moment(line),
        "path": f"/tasks/{task.pk}/",
    }  # fmt: skip
    # A limit that ends at night can wait for the morning, and whoever sleeps should.
    due_at = quiet_until(now, CountySettings.of(task.county_id).quiet_hours, zone()) or now
    begun = task.steps.filter(act__in=BEGUN_ANEW).count()
    doers = {person for person, _unit in owners(task)} if what in ("", "work") else set()
    messages = [
        Message(
            purpose,
            task.pk,
            person,
            unit,
            due_at,
            USEFUL_FOR,
            LEVELS * begun + level,
            params | _linked(task, person, now) if person in doers else params,
            # A day's tasks come to their line together: whoever only looks on hears of them by one message a minute.
            matter=None if person in doers else person,
        )
        for person, unit in dict(hears).items()
    ]
    enqueue(messages, county_id=task.county_id, now=now)


def _linked(task: Task, person_id: UUID, now: datetime) -> dict[str, str]:
    key = work_link(task, person_id, now)
    return {"link": link_path(key)} if key else {}


def is_owed(notification: Notification, now: datetime) -> bool:
    """Whether anything still is; a step of the task silences what waited before it."""
    task = Task.objects.filter(pk=notification.object_id).first()
    return task is not None and task.line is not None


register(Purpose.TASK_DUE, Purpose.TASK_OVERDUE, relevant=if_each(is_owed))

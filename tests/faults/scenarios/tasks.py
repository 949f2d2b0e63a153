"""任务: at their lines the owner is warned, the head and then the office told, silence is consent; each once, whatever dies."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from alerts.enums import ChannelCode, Purpose, TaskAct, TaskGrade, TaskKind, TaskState, Verdict
from alerts.models import Notification, Task, TaskStep
from alerts.who_answers import office_people
from tests.faults.county import Place
from tests.faults.engine import AT_SENDER, AT_STANDBY
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage
from units.models import Person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Long enough for everything to be in place, short enough to wait for.
AHEAD = timedelta(seconds=5)
OF_TASKS = (Purpose.TASK_DUE, Purpose.TASK_OVERDUE)
USEFUL_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Lines:
    """Tasks that all come to a line `at` the same instant: of warning, of work, of the office, of a verdict."""

    at: datetime
    warned: Sequence[Task]
    late: Sequence[Task]
    later: Sequence[Task]
    silent: Sequence[Task]

    def due(self, row: Notification) -> datetime:
        """The office hears of many tasks by one message a minute."""
        is_owners = row.purpose in OF_TASKS and row.object_id not in {task.pk for task in self.later}
        if is_owners:
            return self.at
        return row.expires_at - USEFUL_FOR if row.purpose in OF_TASKS else row.created_at


@scenario(short=True)
def tasks_at_their_lines(stage: Stage) -> Allowed:
    """With two beats, workers and standbys."""
    lines = _lines(stage)
    stage.engine.start("beat-2", "worker-2", "sweeper-2")
    _told(stage, lines)
    return Allowed(due=lines.due)


@scenario()
def tasks_while_redis_is_gone(stage: Stage) -> Allowed:
    """Redis goes before the lines; the standby does it, is killed in the middle of it, and then the sender."""
    lines = _lines(stage)
    stage.servers.kill_redis()
    stage.provider.pause_before = 0.05
    begun = stage.wait(lambda: Task.objects.filter(warned_at__gte=lines.at).count() > 5, 60, every=0.02)
    stage.engine.kill("sweeper")
    done = Task.objects.filter(warned_at__gte=lines.at).count()
    stage.check(begun and done < len(lines.warned), f"the standby was not killed in the middle: {done} warned")
    stage.engine.start("sweeper")
    stage.taken(20)
    stage.servers.start_redis()
    stage.engine.kill("sender")
    stage.engine.start("sender")
    stage.fault_over()
    _told(stage, lines)
    return Allowed(repeats=AT_STANDBY + AT_SENDER, restarts=3, due=lines.due)


def _lines(stage: Stage) -> Lines:
    many, few = stage.size(150, 40), stage.size(50, 1)
    at = timezone.now() + AHEAD
    people, numbers = iter(stage.place.crowd), count(1)

    def made(number: int, **facts: Any) -> list[Task]:
        rows = [_task(stage.place, next(people), next(numbers), at, **facts) for _ in range(number)]
        return Task.objects.bulk_create(rows)

    return Lines(
        at,
        warned=made(many, warn_at=at, due_at=at + HOUR),
        late=made(many, warn_at=at - HOUR, warned_at=at - HOUR, due_at=at),
        later=made(few, warn_at=at - DAY, warned_at=at - DAY, due_at=at - DAY, level=1, level_up_at=at),
        silent=made(
            few, warn_at=at - DAY, due_at=at, state=TaskState.REPORTED, reported_at=at - DAY, verdict_due_at=at,
            warned_at=at - DAY, result="已办",
        ),
    )  # fmt: skip


def _task(place: Place, person: Person, number: int, at: datetime, **facts: Any) -> Task:
    """Asked by somebody of the crowd, too: whoever asked hears by themselves."""
    return Task(
        county=place.cast.county, number=number, kind=TaskKind.OTHER, grade=TaskGrade.SIMPLE, matter=f"事项{number}",
        unit_id=person.unit_id, person=person, asker=place.crowd[-number], asked_at=at - 2 * DAY, **facts,
    )  # fmt: skip


def _told(stage: Stage, lines: Lines) -> None:
    """Waits until all are over their line and nothing is pending; counts whom, how often and how late."""
    stage.wait(lambda: not _before_line(lines), 90)
    stage.settle()
    stage.check(not _before_line(lines), f"{_before_line(lines)} tasks have not gone on")
    office = len(office_people(stage.place.cast.county, timezone.now()))
    for tasks, purpose, hearers in (
        (lines.warned, Purpose.TASK_DUE, 1), (lines.late, Purpose.TASK_OVERDUE, 1),
        (lines.later, Purpose.TASK_OVERDUE, office),
    ):  # fmt: skip
        rows = Notification.objects.filter(object_id__in=[task.pk for task in tasks], channel=ChannelCode.INBOX)
        told = Counter(rows.values_list("object_id", "purpose"))
        wrong = sum(told[task.pk, purpose] != hearers for task in tasks) + sum(key[1] != purpose for key in told)
        stage.check(wrong == 0, f"{purpose}: {wrong} of {len(tasks)} tasks were told otherwise than once")
    steps = Counter(TaskStep.objects.values_list("task_id", "act"))
    acts = {TaskAct.LEVEL_UP: [*lines.late, *lines.later], TaskAct.LAPSE: lines.silent}
    for act, tasks in acts.items():
        twice = sum(steps[task.pk, act] != 1 for task in tasks)
        stage.check(twice == 0, f"{act}: {twice} of {len(tasks)} tasks have it otherwise than once in their history")
    _say_lateness(stage, lines)


def _before_line(lines: Lines) -> int:
    """How many have not gone over the line they came to."""
    waits = (
        (lines.warned, {"warned_at": None}), (lines.late, {"level": 0}), (lines.later, {"level": 1}),
        (lines.silent, {"verdict": ""}),
    )  # fmt: skip
    return sum(Task.objects.filter(pk__in=[task.pk for task in tasks], **is_so).count() for tasks, is_so in waits)


def _say_lateness(stage: Stage, lines: Lines) -> None:
    out = stage.provider.first_taken
    owners = [task.pk for task in (*lines.warned, *lines.late)]
    rows = Notification.objects.filter(object_id__in=owners, purpose__in=OF_TASKS).exclude(channel=ChannelCode.INBOX)
    late = max((out.get(str(row.pk), float("inf")) - lines.at.timestamp() for row in rows), default=float("inf"))
    consented = Task.objects.filter(verdict=Verdict.CONSENTED).count()
    print(
        f"    {len(rows)} owners, the last told {late:.1f} s after the line; {consented} closed by silence", flush=True
    )
    stage.check(late <= 60, f"the last owner was told {late:.1f} s late")

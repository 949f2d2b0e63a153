"""Who hears of a task: the side that has to do it, the side that asked (docs/events.md)."""

from datetime import datetime
from uuid import UUID

from alerts.followups.models import Task
from alerts.followups.queries.hearers import askers, owners
from alerts.instants import moment
from alerts.notices.services.hearing import Event, Hearers

# Of what somebody has written; the page has all of it.
LONGEST_SAID = 100


def _task(task: Task) -> dict[str, str]:
    """`due`: until when the next thing is owed, empty when nothing is; `text` the words of the step."""
    said = task.steps.values_list("text", flat=True).last() or ""
    return {
        "number": str(task.number),
        "matter": task.matter,
        "unit": task.unit.label,
        "verdict": task.verdict,
        "text": said[:LONGEST_SAID].rstrip("。"),
        "due": moment(task.line) if task.line else "",
        "path": f"/tasks/{task.pk}/",
    }


def _owners(task: Task, _now: datetime) -> Hearers:
    return owners(task)


def _of_owner(task: Task) -> list[UUID]:
    """The unit, where its leader has to hear because nobody is named."""
    return [] if task.person_id else [task.unit_id]


def _both_sides(task: Task, now: datetime) -> Hearers:
    return [*owners(task), *askers(task, now)]


TASK_EVENTS: dict[str, Event] = {
    "task.given": Event(_owners, _task, leads=_of_owner),
    "task.forwarded": Event(_owners, _task, leads=_of_owner),
    "task.reported": Event(askers, _task),
    "task.judged": Event(_owners, _task, leads=_of_owner),
    "task.lapsed": Event(_both_sides, _task, leads=_of_owner),
    "task.withdrawn": Event(_owners, _task, leads=_of_owner),
}
# Event → the earlier ones that nobody needs to hear of once it has happened.
TASK_ENDED_BY: dict[str, tuple[str, ...]] = {
    "task.forwarded": ("task.given", "task.forwarded"),
    "task.reported": ("task.given", "task.forwarded", "task.judged"),
    "task.judged": ("task.reported",),
    "task.lapsed": ("task.reported",),
    "task.withdrawn": ("task.given", "task.forwarded", "task.judged"),
}

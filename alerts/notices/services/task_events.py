"""Who hears of a task: the side that has to do it, the side that asked (docs/events.md)."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from alerts.followups.models import Task
from alerts.followups.queries.hearers import askers, owners
from alerts.followups.services.links import work_link
from alerts.instants import moment
from alerts.notices.services.hearing import Event, Hearers
from alerts.outbox.services.links import link_path

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
        "days": str(task.asked_days or task.extended_days),
        "path": f"/tasks/{task.pk}/",
    }


def _owners(task: Task, _now: datetime) -> Hearers:
    return owners(task)


def _of_owner(task: Task) -> list[UUID]:
    """The unit, where its leader has to hear because nobody is named."""
    return [] if task.person_id else [task.unit_id]


def _both_sides(task: Task, now: datetime) -> Hearers:
    return [*owners(task), *askers(task, now)]


def _to_work(task: Task, person_id: UUID) -> dict[str, str]:
    """A link to take it and to report, for whoever has to do it."""
    key = work_link(task, person_id, timezone.now())
    return {"link": link_path(key)} if key else {}


TASK_EVENTS: dict[str, Event] = {
    "task.given": Event(_owners, _task, leads=_of_owner, asks=_to_work),
    "task.forwarded": Event(_owners, _task, leads=_of_owner, asks=_to_work),
    "task.reported": Event(askers, _task),
    "task.extension_asked": Event(askers, _task),
    "task.extended": Event(_owners, _task, leads=_of_owner, asks=_to_work),
    "task.extension_refused": Event(_owners, _task, leads=_of_owner, asks=_to_work),
    "task.judged": Event(_owners, _task, leads=_of_owner, asks=_to_work),
    "task.lapsed": Event(_both_sides, _task, leads=_of_owner),
    "task.withdrawn": Event(_owners, _task, leads=_of_owner),
}
# Event → the earlier ones that nobody needs to hear of once it has happened.
TASK_ENDED_BY: dict[str, tuple[str, ...]] = {
    "task.forwarded": ("task.given", "task.forwarded"),
    "task.reported": ("task.given", "task.forwarded", "task.judged", "task.extension_asked", "task.extended"),
    "task.extended": ("task.extension_asked",),
    "task.extension_refused": ("task.extension_asked",),
    "task.judged": ("task.reported",),
    "task.lapsed": ("task.reported",),
    "task.withdrawn": ("task.given", "task.forwarded", "task.judged"),
}

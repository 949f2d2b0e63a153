"""What the link of a message does about a task. Using the link up and the act are one transaction."""

from datetime import datetime

from alerts.followups.models import Task
from alerts.followups.services import working
from alerts.followups.services.links import work_link
from alerts.outbox.models import AnswerLink
from alerts.outbox.services.links import use_link
from units.db import write


@write
def take(*, link: AnswerLink, now: datetime) -> str:
    """接办. The key of a further link, with which to report. Raises RuleViolation `link_used`, `link_expired`, `wrong_state`."""
    use_link(link, now=now)
    task = working.take(task=_task(link), by=None, person=link.person)
    return work_link(task, link.person_id, now)


@write
def report(*, link: AnswerLink, result: str, now: datetime) -> None:
    """反馈办理结果. Raises as `take` does."""
    use_link(link, now=now)
    working.report(task=_task(link), result=result, by=None, person=link.person)


def _task(link: AnswerLink) -> Task:
    return Task.objects.get(pk=link.object_id)

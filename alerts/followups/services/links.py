"""The link of a message about a task: whoever has to do it takes it and reports without signing in."""

from datetime import datetime, timedelta
from uuid import UUID

from alerts.enums import LinkPurpose
from alerts.followups.models import WORKING_STATES, Task
from alerts.outbox.services.links import make_link

# A report that comes late is better by the link than not at all.
GOOD_BEYOND_LINE = timedelta(days=7)


def work_link(task: Task, person_id: UUID, now: datetime) -> str:
    """A new key; empty when nothing is to be done about it any more."""
    if task.state not in WORKING_STATES:
        return ""
    until = max(task.due_at, now) + GOOD_BEYOND_LINE
    return make_link(purpose=LinkPurpose.TASK, object_id=task.pk, person_id=person_id, expires_at=until)

"""任务 by link: whoever has to do it takes it (接办) and reports what was done (反馈)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from alerts.answers.pages.kind import Act, Kind, Shown
from alerts.answers.services import tasks
from alerts.enums import TaskState
from alerts.followups.forms import ResultForm
from alerts.followups.models import WORKING_STATES, Task
from alerts.outbox.models import AnswerLink
from units.models import Person


def _page(link: AnswerLink, now: datetime) -> Shown:
    found = Task.objects.select_related("unit", "person", "asker", "asker_unit").get(pk=link.object_id)
    is_theirs = found.state in WORKING_STATES and found.unit_id == link.person.unit_id
    asks = is_theirs and link.used_at is None
    context = {
        "task": found,
        "asks": asks,
        "may_take": asks and found.state == TaskState.GIVEN,
        "is_late": found.is_late(now),
        "was_used": link.used_at is not None,
    }
    return Shown(context, asks, found.state)


def _waiting(ids: Collection[UUID], person: Person, _now: datetime) -> Collection[UUID]:
    rows = Task.objects.filter(pk__in=ids, unit=person.unit_id, state__in=WORKING_STATES)
    return rows.values_list("pk", flat=True)


TASK = Kind(
    name=_("任务"),
    template="alerts/answers/answer_task.html",
    shown=_page,
    acts={"take": Act(tasks.take), "report": Act(tasks.report, ResultForm)},
    waits=_waiting,
    tells_end=True,
    form=ResultForm,
)

"""Lines about tasks: to be done by the owner, judged by whoever asked, told to whoever raised it."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from alerts.enums import TaskState
from alerts.followups.models import WORKING_STATES, Task
from alerts.followups.permissions import can_judge
from alerts.todo.queries.reading import MOST, Reader
from alerts.todo.rules import Kind, Line
from units.labels import Label

TITLES: dict[str, tuple[Label, Label]] = {
    TaskState.GIVEN: (_lazy("任务待签收办理：%(matter)s"), _lazy("去办理")),
    TaskState.UNDER_WAY: (_lazy("任务办理中：%(matter)s"), _lazy("去报告")),
    TaskState.REPORTED: (_lazy("任务待评价：%(matter)s"), _lazy("去评价")),
    TaskState.DONE: (_lazy("任务待反馈：%(matter)s"), _lazy("去反馈")),
}

MORE_ASKED: tuple[Label, Label] = (_lazy("任务申请延期：%(matter)s"), _lazy("去答复"))


def tasks(reader: Reader) -> Iterable[Line]:
    """Its owner's, the leader's of the unit and whoever's asked; the county office has in addition those that came up to it.
    One query."""
    user = reader.user
    own = Q(unit__in=user.led_unit_ids, person=None)
    asked = Q(asked_by=user) | Q(asker_unit__in=user.led_unit_ids)
    if user.person_id:
        own |= Q(person=user.person_id)
        asked |= Q(asker=user.person_id)
    if reader.is_office:
        own |= Q(level=2)
        asked |= Q(asker_unit=None)
    fed_back = Q(state=TaskState.DONE, feedback_due_at__isnull=False, fed_back_at=None)
    to_decide = Q(state=TaskState.REPORTED) | Q(asked_days__isnull=False)
    waiting = own & (Q(state__in=WORKING_STATES) | fed_back) | asked & to_decide
    rows = Task.objects.filter(waiting, county=user.county_id).select_related("unit").order_by("due_at", "pk")
    for one in rows[:MOST]:
        decides = one.asked_days is not None and can_judge(user, one)
        title, action = MORE_ASKED if decides else TITLES[one.state]
        path = reverse("alerts:task", args=[one.pk])
        yield Line(Kind.TASK, title % {"matter": one.matter}, path, str(action), due=one.line, note=one.unit.label)

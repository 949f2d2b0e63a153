"""任务 as dated figures of the units that had to do them: given, closed, how long, to whose satisfaction (domain §7, §12)."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.enums import TaskKind, TaskState
from alerts.followups.models import Task
from units.facts import Fact, Kind, Source, Summary

KINDS = (
    Kind("task_given", _("承办任务"), Summary.COUNT),
    Kind("task_closed", _("办结任务"), Summary.COUNT),
    Kind("task_in_time", _("按期办结任务"), Summary.COUNT),
    Kind("task_late", _("逾期任务"), Summary.COUNT),
    Kind("task_hours", _("任务办理用时"), Summary.SPREAD, _("小时")),
    Kind("task_satisfied", _("一次评价满意的任务"), Summary.COUNT),
    Kind("hazard_found", _("排查隐患"), Summary.COUNT),
    Kind("hazard_cleared", _("隐患清零"), Summary.COUNT),
)
COLUMNS = (
    "pk", "unit_id", "asked_at", "due_at", "state", "reported_at", "times_returned", "matter", "kind",
)  # fmt: skip


def load(unit_ids: Collection[UUID], start: datetime, end: datetime) -> Iterator[Fact]:
    """Each dated by when it was given, so that all figures of one fall into the same range. One query."""
    rows = Task.objects.filter(unit_id__in=unit_ids, asked_at__gte=start, asked_at__lt=end)
    for pk, unit_id, at, due, state, reported, returned, matter, kind in rows.exclude(
        state=TaskState.WITHDRAWN
    ).values_list(*COLUMNS):
        path, details = f"/tasks/{pk}/", {"title": matter}
        yield Fact(unit_id, at, "task_given", path=path, details=details)
        if kind == TaskKind.HAZARD:
            yield Fact(unit_id, at, "hazard_found", path=path, details=details)
        if (reported or timezone.now()) > due:
            yield Fact(unit_id, at, "task_late", path=path, details=details)
        if state != TaskState.DONE:
            continue
        yield Fact(unit_id, at, "task_closed", path=path, details=details)
        if kind == TaskKind.HAZARD:
            yield Fact(unit_id, at, "hazard_cleared", path=path, details=details)
        yield Fact(unit_id, at, "task_hours", (reported - at).total_seconds() / 3600, path, details)
        if reported <= due:
            yield Fact(unit_id, at, "task_in_time", path=path, details=details)
        if not returned:
            yield Fact(unit_id, at, "task_satisfied", path=path, details=details)


SOURCE = Source("tasks", KINDS, load)

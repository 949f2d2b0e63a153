"""佐证材料 of a task: handed in while it is open, taken back by whoever handed it in."""

from typing import Any

from django.core.files.base import ContentFile, File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.followups.models import OPEN_STATES, Task, TaskFile
from alerts.followups.permissions import can_add_file
from alerts.followups.services.steps import locked
from units.audit import services as audit
from units.db import write
from units.errors import NotAllowed, RuleViolation
from units.models import User
from units.reviews.services.files import look_at

# Evidence, not an archive: what a matter rests on.
MOST_FILES = 20
AUDITED = ("file_name", "sha256")


@write
def add_file(*, task: Task, file: "File[Any]", by: User) -> TaskFile:
    """Raises NotAllowed, InvalidInput for what isn't taken, RuleViolation `wrong_state`, `too_many_files`,
    `file_duplicate`."""
    found = look_at(file)
    task = _open(task, by)
    if TaskFile.objects.standing().filter(task=task).count() >= MOST_FILES:
        raise RuleViolation("too_many_files", _("一项任务最多 %(most)d 份材料") % {"most": MOST_FILES})
    row = TaskFile(
        task=task, file_name=found.name, content_type=found.content_type, size=len(found.content), sha256=found.checksum,
        added_by=by, added_at=timezone.now(),
    )  # fmt: skip
    row.file = ContentFile(found.content, name=found.name)
    row.save(force_insert=True)
    _record(row, "task.file_added", by)
    return row


@write
def retract_file(*, row: TaskFile, by: User) -> TaskFile:
    """Raises NotAllowed for anybody but who handed it in, RuleViolation `wrong_state`, `file_retracted`."""
    _open(row.task, by)
    if row.added_by_id != by.pk:
        raise NotAllowed("permission_denied", _("材料由提交人撤下"))
    row.refresh_from_db()
    if row.retracted_at is not None:
        raise RuleViolation("file_retracted", _("该材料已撤下"))
    row.retracted_at = timezone.now()
    row.save(update_fields=["retracted_at"])
    _record(row, "task.file_retracted", by)
    return row


def _open(task: Task, by: User) -> Task:
    task = locked(task)
    if not can_add_file(by, task):
        raise NotAllowed("permission_denied", _("材料由承办方和交办方提交"))
    if task.state not in OPEN_STATES:
        raise RuleViolation("wrong_state", _("任务已了结，材料不再增减"))
    return task


def _record(row: TaskFile, action: str, by: User) -> None:
    task = row.task
    audit.record(
        by=by, action=action, row=task, county=task.county_id, unit=task.unit_id, after=audit.snapshot(row, AUDITED)
    )  # fmt: skip

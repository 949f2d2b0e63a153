import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import TaskKind, TaskState
from alerts.labels import TASK_ACT_LABELS, TASK_GRADE_LABELS, TASK_KIND_LABELS, TASK_STATE_LABELS, VERDICT_LABELS
from alerts.rows import TOUCHED, Mirrored
from alerts.transitions import TASK
from units.rows.keeping import PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.stored_files import StoredFile

if TYPE_CHECKING:
    from units.models import User

# The owner still has to do something; the limit runs.
WORKING_STATES = TASK.step("report").before
OPEN_STATES = (*WORKING_STATES, TaskState.REPORTED)


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office; for a unit what it has or had to do and what it has asked for; none for the auditor."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        if user.unit_ids is None:
            return rows
        had = models.Q(pk__in=TaskStep.objects.filter(unit_id__in=user.unit_ids).values("task"))
        return rows.filter(had | models.Q(unit_id__in=user.unit_ids) | models.Q(asker_unit_id__in=user.unit_ids))

    def working(self) -> Self:
        return self.filter(state__in=WORKING_STATES)

    def late_at(self, now: datetime) -> Self:
        """Their line is past: of the work, of the verdict, of the feedback."""
        return self.filter(
            models.Q(state__in=WORKING_STATES, due_at__lt=now)
            | models.Q(state=TaskState.REPORTED, verdict_due_at__lt=now)
            | models.Q(state=TaskState.DONE, feedback_due_at__lt=now, fed_back_at__isnull=True)
        )


@reads_as_kept("unit", "person", "asker_unit", "asker", "asked_by")
class Task(Mirrored):
    """指示与任务: asked by somebody, owned by a unit, done by a line, judged by whoever asked.

    `asker` is the leader whose instruction it is, where there is one; `asker_unit` None where the county office asks.
    `raised_by` names whoever outside brought it up and is owed word of how it ended. `level`: 0 the owner, 1 the unit's
    head, 2 the county office have been told that it is late; it only rises, and begins anew when the owner changes.
    `asked_days` is how much longer the owner asks for, None while no such question waits; `extended_days` what was granted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("编号"))
    kind = models.CharField(_("来源"), max_length=12, choices=list(TASK_KIND_LABELS.items()))
    grade = models.CharField(_("类别"), max_length=8, choices=list(TASK_GRADE_LABELS.items()))
    matter = models.CharField(_("事项"), max_length=300)
    detail = models.TextField(_("具体要求"), max_length=2000, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    measure = models.CharField(_("整改措施"), max_length=500, blank=True)
    raised_by = models.CharField(_("反映人"), max_length=100, blank=True)
    incident = models.ForeignKey("alerts.Incident", on_delete=models.PROTECT, null=True, related_name="followups")
    whistle = models.ForeignKey("alerts.Whistle", on_delete=models.PROTECT, null=True, related_name="followups")
    unanswered = models.ForeignKey("alerts.Check", on_delete=models.PROTECT, null=True, related_name="followups")
    asker_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, related_name="asked_tasks")
    asker = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="tasks", verbose_name=_("承办单位"))
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="tasks")
    asked_at = models.DateTimeField(_("交办时间"))
    limit_hours = models.PositiveSmallIntegerField(_("限时（小时）"), null=True)
    limit_days = models.PositiveSmallIntegerField(_("限时（工作日）"), null=True)
    due_at = models.DateTimeField(_("办理时限"))
    warn_at = models.DateTimeField(_("预警时间"))
    warned_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    level_up_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=list(TASK_STATE_LABELS.items()), default=TaskState.GIVEN)
    result = models.CharField(_("办理结果"), max_length=1000, blank=True)
    reported_at = models.DateTimeField(_("报告时间"), null=True)
    verdict_due_at = models.DateTimeField(_("评价时限"), null=True)
    verdict = models.CharField(_("评价"), max_length=12, choices=list(VERDICT_LABELS.items()), blank=True)
    times_returned = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    asked_days = models.PositiveSmallIntegerField(_("申请延期（工作日）"), null=True)
    extended_days = models.PositiveSmallIntegerField(_("已延期（工作日）"), default=0)
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    feedback_due_at = models.DateTimeField(_("反馈时限"), null=True)
    fed_back_at = models.DateTimeField(_("反馈时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务")
        triggers = [
            TOUCHED,
            keeping(unit=UNIT, person=PERSON, asker_unit=UNIT, asker=PERSON, asked_by=USER),
            *moving(),
        ]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="task_number_once_per_county"),
            models.CheckConstraint(condition=models.Q(level__lte=2), name="task_level_known"),
            # A hazard that nobody can find again is never cleared.
            models.CheckConstraint(
                condition=~models.Q(kind=TaskKind.HAZARD) | ~models.Q(place=""), name="task_hazard_has_place"
            ),
            models.CheckConstraint(
                condition=models.Q(limit_hours__isnull=True) | models.Q(limit_days__isnull=True),
                name="task_one_limit",
            ),
            models.CheckConstraint(
                condition=models.Q(state=TaskState.DONE, closed_at__isnull=False)
                | ~models.Q(state=TaskState.DONE) & models.Q(feedback_due_at__isnull=True),
                name="task_done_is_closed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=TaskState.REPORTED) | models.Q(verdict_due_at__isnull=False),
                name="task_reported_waits_for_verdict",
            ),
            # 延期一次为限, and only of what is still to be done.
            models.CheckConstraint(
                condition=models.Q(asked_days__isnull=True)
                | models.Q(state__in=WORKING_STATES, extended_days=0, asked_days__gt=0),
                name="task_extended_once",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "-asked_at"], name="task_by_county"),
            models.Index(fields=["county", "updated_at"], name="task_by_change"),
            models.Index(fields=["unit", "-asked_at"], name="task_by_unit"),
            models.Index(fields=["asker_unit"], condition=models.Q(state__in=OPEN_STATES), name="task_open_by_asker"),
            models.Index(fields=["due_at"], condition=models.Q(state__in=WORKING_STATES), name="task_to_be_done"),
            models.Index(
                fields=["verdict_due_at"], condition=models.Q(state=TaskState.REPORTED), name="task_to_be_judged"
            ),
            models.Index(
                fields=["feedback_due_at"],
                condition=models.Q(feedback_due_at__isnull=False, fed_back_at__isnull=True),
                name="task_to_be_fed_back",
            ),
        ]

    def __str__(self) -> str:
        return self.matter

    @property
    def line(self) -> datetime | None:
        """The instant by which the next thing is owed; None when nothing is."""
        if self.state in WORKING_STATES:
            return self.due_at
        if self.state == TaskState.REPORTED:
            return self.verdict_due_at
        return None if self.fed_back_at else self.feedback_due_at

    def is_late(self, now: datetime) -> bool:
        return self.line is not None and self.line < now


@reads_as_kept("unit", "by", "person")
class TaskStep(models.Model):
    """What was done about a task, by whom, with their words. In the order they came, never changed; `unit` is the owner at that
    time, `person` whoever answered by the link of a message, without a login."""

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=12, choices=list(TASK_ACT_LABELS.items()))
    text = models.CharField(max_length=1000, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()

    class Meta:
        verbose_name = _("任务办理记录")
        triggers = [keeping(unit=UNIT, by=USER, person=PERSON)]
        ordering = ["pk"]
        indexes = [models.Index(fields=["task", "id"], name="task_step_by_task")]

    def __str__(self) -> str:
        return f"{self.task} {self.act}"


class TaskFileQuerySet(models.QuerySet["TaskFile"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the tasks one sees."""
        return self.filter(task__in=Task.objects.visible_to(user))

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(retracted_at__isnull=True)


@reads_as_kept("added_by")
class TaskFile(StoredFile):
    """佐证材料: a photograph, list or test report that shows what was done. Kept with the task; one that was a slip is taken
    back, its row stays."""

    folder, kept_with = "tasks", "task_id"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="files")
    words = kept_words()

    objects = TaskFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务佐证材料")
        triggers = [keeping(added_by=USER)]
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "sha256"],
                condition=models.Q(retracted_at__isnull=True),
                name="task_file_once",
                violation_error_message=_("这份材料已经提交过"),
                violation_error_code="file_duplicate",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

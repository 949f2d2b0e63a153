import uuid
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.enums import DIVIDED_KINDS, JobKind, JobStage, JobState
from rostering.labels import JOB_KIND_LABELS, JOB_STATE_LABELS
from units.rows.leases import Leased, LeaseQuerySet

if TYPE_CHECKING:
    from units.models import User

RUNNING_STATES = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(LeaseQuerySet["Job"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for its office, what they started themselves for people of units, none for the auditor."""
        jobs = self.filter(county_id=user.county_id)
        if user.sees_whole_county:
            return jobs
        # A token of the office that is bound to units sees nothing that was counted over the county.
        return jobs.none() if user.is_county_office or user.is_auditor else jobs.filter(created_by=user)

    def running(self) -> Self:
        return self.filter(state__in=RUNNING_STATES)

    def generations(self) -> Self:
        return self.filter(kind=JobKind.GENERATION)

    def proposals(self) -> Self:
        return self.filter(kind=JobKind.PROPOSAL)


class Job(Leased):
    """Work that takes longer than a request: its state, stage and counts as people watch them.

    A generation or proposal is divided into `JobTask`s, each with a lease; any other kind is claimed whole, under the
    job's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(_("种类"), max_length=24, default=JobKind.GENERATION)
    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.PROTECT, null=True, related_name="jobs")
    state = models.CharField(max_length=12, choices=list(JOB_STATE_LABELS.items()), default=JobState.QUEUED)
    stage = models.CharField(max_length=24, default=JobStage.WAITING)
    seed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    key = models.CharField(
        max_length=200, blank=True, help_text="names the same work: one running per county, kind and key"
    )
    done = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("后台任务")
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=models.Q(state__in=RUNNING_STATES, kind=JobKind.GENERATION),
                name="job_one_running_per_period",
                violation_error_message=_("该周期正在排班"),
                violation_error_code="generation_running",
            ),
            models.UniqueConstraint(
                fields=["county", "kind", "key"],
                condition=models.Q(state__in=RUNNING_STATES) & ~models.Q(key=""),
                name="job_one_running_per_key",
                violation_error_message=_("同样的任务正在进行"),
                violation_error_code="job_running",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=JobKind.GENERATION) | models.Q(period__isnull=False),
                name="job_generation_has_period",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state__in=RUNNING_STATES) & ~models.Q(kind=JobKind.GENERATION),
                name="job_due",
            ),
            models.Index(fields=["county", "kind", "-created_at"], name="job_by_kind"),
        ]

    def __str__(self) -> str:
        return str(JOB_KIND_LABELS[self.kind])

    @property
    def is_divided(self) -> bool:
        return self.kind in DIVIDED_KINDS

    @property
    def is_finished(self) -> bool:
        return self.state not in RUNNING_STATES

    def units_by_stage(self) -> dict[str, int]:
        """Stage → how many units of a divided job are in it; "" before their piece is begun. One query."""
        counts: Counter[str] = Counter()
        for stage, rosters in self.tasks.values_list("stage", "roster_ids"):
            counts[stage] += max(len(rosters), 1)
        return dict(counts)


class JobTaskQuerySet(LeaseQuerySet["JobTask"]):
    def unfinished(self) -> Self:
        """Not done, and of a job that still runs."""
        return self.filter(finished_at__isnull=True, job__state__in=RUNNING_STATES)


class JobTask(Leased):
    """The share of a generation or proposal that is solved in one piece: a unit, or the units that share people with it.

    Claimed under a lease, finished in the transaction that saves its result. `roster` is the first of `roster_ids`.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="tasks")
    roster = models.ForeignKey("rostering.Roster", on_delete=models.PROTECT, related_name="+")
    roster_ids = ArrayField(models.UUIDField(), default=list)
    stage = models.CharField(max_length=24, blank=True)
    # The plan's objective per tier with its bounds, and how much work it took.
    result = models.JSONField(null=True)
    # Of a proposal: who would sit where, person id or null by assignment id. Gone once the period is published.
    holders = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位排班任务")
        constraints = [models.UniqueConstraint(fields=["job", "roster"], name="job_task_once_per_roster")]
        indexes = [
            models.Index(fields=["lease_until"], condition=models.Q(finished_at__isnull=True), name="job_task_due")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.roster_id}"

    @property
    def all_rosters(self) -> Sequence[uuid.UUID]:
        """Tasks of earlier versions name but one."""
        return self.roster_ids or [self.roster_id]

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.deadlines import CHECK_ANSWER_MINUTES, CHECKS_PER_PERIOD, QUIET_HOURS
from alerts.enums import CheckState
from alerts.labels import CHECK_OUTCOME_LABELS, CHECK_STATE_LABELS
from alerts.rows import TOUCHED, Mirrored, UnitScopedQuerySet
from alerts.transitions import CHECK
from rostering.enums import Posture
from units.rows.keeping import PERIOD, PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering
from units.when import local_minute

if TYPE_CHECKING:
    from units.models import User

OPEN_STATES = CHECK.step("period_over").before
ANSWERABLE_STATES = CHECK.step("answer").before


class CheckPlanQuerySet(models.QuerySet["CheckPlan"]):
    def visible_to(self, user: "User") -> Self:
        """The office's; for units once it is over, to replay the draw: the seed tells when they will be asked."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(period__county_id=user.county_id)
        return rows if user.is_county_office else rows.filter(drawn_to__lte=timezone.now())


@reads_as_kept("period", "created_by")
class CheckPlan(models.Model):
    """查岗计划 of a period: how often, when not, and the seed from which anybody can replay the draw."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.OneToOneField("rostering.DutyPeriod", on_delete=models.PROTECT, related_name="check_plan")
    cap = models.PositiveSmallIntegerField(_("每单位次数"), default=CHECKS_PER_PERIOD)
    quiet_start = models.TimeField(_("免扰开始"), default=QUIET_HOURS[0])
    quiet_end = models.TimeField(_("免扰结束"), default=QUIET_HOURS[1])
    answer_minutes = models.PositiveSmallIntegerField(_("应答时限（分钟）"), default=CHECK_ANSWER_MINUTES)
    seed = models.BigIntegerField(_("抽取种子"))
    drawn_from = models.DateTimeField(_("抽取起点"))
    drawn_to = models.DateTimeField(_("抽取终点"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    words = kept_words()

    objects = CheckPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("查岗计划")
        triggers = [keeping(period=PERIOD, created_by=USER)]
        constraints = [
            models.CheckConstraint(condition=models.Q(answer_minutes__range=(1, 120)), name="check_plan_minutes_sane")
        ]

    def __str__(self) -> str:
        return str(self.period)


class CheckQuerySet(UnitScopedQuerySet["Check"]):
    def visible_to(self, user: "User") -> Self:
        """As for every unit's rows, but a check yet to come is known to the office alone."""
        rows = super().visible_to(user)
        return rows if user.is_county_office else rows.exclude(state=CheckState.PLANNED)


@reads_as_kept("unit", "period", "person", "answered_by")
class Check(Mirrored):
    """查岗: one person on duty is asked for one tap within some minutes.

    `level` is who has been asked so far: 0 the person, 1 the unit, 2 the county office. It only ever rises, by a
    conditional update, and never once answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(CheckPlan, on_delete=models.PROTECT, null=True, related_name="checks")
    assignment = models.ForeignKey("rostering.Assignment", on_delete=models.PROTECT, null=True, related_name="checks")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="checks")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    requested_by_name = models.CharField(max_length=150, blank=True)
    reason = models.CharField(_("事由"), max_length=300, blank=True)
    answer_minutes = models.PositiveSmallIntegerField(default=CHECK_ANSWER_MINUTES)
    due_at = models.DateTimeField(_("应发时间"))
    state = models.CharField(max_length=12, choices=list(CHECK_STATE_LABELS.items()), default=CheckState.PLANNED)
    outcome = models.CharField(max_length=16, choices=list(CHECK_OUTCOME_LABELS.items()), blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(_("发出时间"), null=True)
    escalate_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(_("应答时间"), null=True)
    answered_by = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    proof = models.CharField(max_length=16, blank=True)
    office_note = models.CharField(_("核实情况"), max_length=300, blank=True)
    office_name = models.CharField(max_length=150, blank=True)
    unit_reply = models.CharField(_("单位说明"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("查岗")
        triggers = [
            TOUCHED,
            keeping(unit=UNIT, period=PERIOD, person=PERSON, answered_by=PERSON),
            *moving(),
            *remembering(),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(level__lte=2), name="check_level_known"),
            models.CheckConstraint(
                condition=models.Q(plan__isnull=False) | ~models.Q(reason=""), name="check_unplanned_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state=CheckState.PLANNED), name="check_planned_due"),
            models.Index(fields=["escalate_at"], condition=models.Q(state=CheckState.ASKING), name="check_to_escalate"),
            models.Index(fields=["county", "-due_at"], name="check_by_county"),
            models.Index(fields=["county", "updated_at"], name="check_by_change"),
            models.Index(fields=["unit", "-due_at"], name="check_by_unit"),
            models.Index(fields=["county"], condition=models.Q(state__in=OPEN_STATES), name="check_open"),
        ]

    def __str__(self) -> str:
        return local_minute(self.due_at)

    @property
    def posture(self) -> str:
        """What whoever is asked owed when they were asked; on site when nobody knows. Costs a query unless the phases of
        `assignment__shift` are loaded."""
        phases = self.assignment.shift.phases.all() if self.assignment else ()
        owed = (phase.posture for phase in phases if phase.start <= self.due_at < phase.end)
        return next(owed, Posture.ON_SITE)

    @property
    def is_planned(self) -> bool:
        return self.plan_id is not None

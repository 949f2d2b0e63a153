import uuid
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.enums import PolicyState, RoundState
from rostering.labels import ROUND_STATE_LABELS
from units.rows.keeping import UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import OF_UNIT, moving

if TYPE_CHECKING:
    from units.models import User


class PolicyRoundQuerySet(models.QuerySet["PolicyRound"]):
    def visible_to(self, user: "User") -> Self:
        """Rounds and their summaries are every unit's to read, those on discarded drafts the office's; the auditor's none."""
        rounds = self.filter(policy__county_id=user.county_id)
        if user.is_county_office:
            return rounds
        return rounds.none() if user.is_auditor else rounds.exclude(policy__state=PolicyState.DISCARDED)

    def open(self) -> Self:
        return self.filter(state=RoundState.OPEN)


@reads_as_kept("opened_by", "closed_by")
class PolicyRound(models.Model):
    """一轮征求意见 on a draft policy: units comment, the office answers each comment and closes with a summary."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    policy = models.ForeignKey("rostering.PolicyVersion", on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("轮次"))
    state = models.CharField(max_length=8, choices=list(ROUND_STATE_LABELS.items()), default=RoundState.OPEN)
    summary = models.TextField(_("小结"), max_length=4000, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    words = kept_words()

    objects = PolicyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("征求意见")
        triggers = [
            keeping(opened_by=USER, closed_by=USER),
            *moving("SELECT county_id FROM rostering_policyversion WHERE id IN (SELECT policy_id FROM changed)"),
        ]
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_round_number_once"),
            models.UniqueConstraint(
                fields=["policy"],
                condition=models.Q(state=RoundState.OPEN),
                name="policy_one_open_round",
                violation_error_message=_("本草案已有一轮意见正在征求"),
                violation_error_code="round_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.number}"


class PolicyCommentQuerySet(models.QuerySet["PolicyComment"]):
    def visible_to(self, user: "User") -> Self:
        """All of them for the office, the unit's own for its leader; nobody else takes part."""
        comments = self.filter(round__policy__county_id=user.county_id)
        if user.is_county_office and user.unit_ids is None:
            return comments
        return comments.filter(unit_id__in=user.managed_unit_ids or ())


@reads_as_kept("unit", "answered_by")
class PolicyComment(models.Model):
    """What a unit says about one cell of the draft, and what the office answers. `shown` is what the cell said then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(PolicyRound, on_delete=models.PROTECT, related_name="comments")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(_("值守类别"), max_length=32, blank=True)
    post = models.CharField(_("岗位"), max_length=40, blank=True)
    field = models.CharField(_("单元格"), max_length=60)
    shown = models.CharField(max_length=200, blank=True)
    text = models.TextField(_("意见"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    answer = models.TextField(_("答复"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    words = kept_words()

    objects = PolicyCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("对草案的意见")
        triggers = [keeping(unit=UNIT, answered_by=USER), *moving(OF_UNIT)]
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="policy_comment_answer_has_time",
            )
        ]
        indexes = [models.Index(fields=["round", "created_at"], name="policy_comment_by_round")]

    def __str__(self) -> str:
        return f"{self.round} {self.author_name}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None


class PolicyOrigin(models.Model):
    """Where a version came from that was taken in as a file: step 1 is the county that made the file, step 2 the one that
    had the rules before it, and so on. Told by the file, kept as it was told."""

    version = models.ForeignKey("rostering.PolicyVersion", on_delete=models.PROTECT, related_name="origins")
    step = models.PositiveSmallIntegerField(_("第几手"))
    county_code = models.CharField(_("县的代码"), max_length=32)
    county_name = models.CharField(_("县"), max_length=100)
    letterhead = models.CharField(_("单位抬头"), max_length=100, blank=True)
    number = models.PositiveIntegerField(_("版本号"))
    name = models.CharField(_("名称"), max_length=100)
    effective_from = models.DateField(_("施行日期"))
    published_at = models.DateTimeField(_("发布时间"))
    # The office; the file names no person.
    published_by = models.CharField(_("发布单位"), max_length=100, blank=True)
    checksum = models.CharField(_("校验码"), max_length=71)

    class Meta:
        verbose_name = _("制度来源")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        ordering = ["step"]
        constraints = [
            models.UniqueConstraint(fields=["version", "step"], name="policy_origin_step_once"),
            models.CheckConstraint(condition=models.Q(step__gte=1), name="policy_origin_steps_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.county_name} {self.number}"

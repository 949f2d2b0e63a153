import uuid
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import WarningCallState, WarningKind, WarningState
from alerts.labels import (
    ANSWERED_BY_LABELS,
    BULLETIN_SOURCE_LABELS,
    BULLETIN_TYPE_LABELS,
    WARNING_CALL_STATE_LABELS,
    WARNING_KIND_LABELS,
    WARNING_LEVEL_LABELS,
    WARNING_STATE_LABELS,
)
from alerts.rows import TOUCHED, Mirrored, UnitScopedQuerySet
from alerts.transitions import WARNING, WARNING_CALL
from alerts.warnings.rules.bulletins import LONGEST_AREA, LONGEST_HEADLINE, LONGEST_KEY, LONGEST_TEXT
from rostering.labels import POSTURE_LABELS
from units.rows.keeping import PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering

if TYPE_CHECKING:
    from units.models import User

# Whose signature is missing, and who may still answer.
UNSIGNED_STATES = WARNING.step("sign").before
OPEN_STATES = (*UNSIGNED_STATES, WarningState.CALLING)
UNANSWERED_STATES = WARNING_CALL.step("answer").before


class PublicWarningQuerySet(models.QuerySet["PublicWarning"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office; those that call one of the unit's people for the unit; none for the auditor."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        return rows if user.unit_ids is None else rows.filter(calls__unit_id__in=user.unit_ids).distinct()


@reads_as_kept("signed_by")
class PublicWarning(Mirrored):
    """预警: what its latest bulletin says, and whom it names once somebody has signed. `round` counts the signatures; each calls
    everybody anew. `level` is empty until somebody has said it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("种类"), max_length=12, choices=list(WARNING_KIND_LABELS.items()))
    level = models.CharField(_("级别"), max_length=8, choices=list(WARNING_LEVEL_LABELS.items()), blank=True)
    headline = models.CharField(_("标题"), max_length=LONGEST_HEADLINE)
    text = models.TextField(_("内容"), max_length=LONGEST_TEXT, blank=True)
    area = models.CharField(_("影响范围"), max_length=LONGEST_AREA, blank=True)
    start = models.DateTimeField(_("开始"))
    end = models.DateTimeField(_("结束"), null=True)
    state = models.CharField(max_length=12, choices=list(WARNING_STATE_LABELS.items()), default=WarningState.RECEIVED)
    received_at = models.DateTimeField(_("收到时间"))
    round = models.PositiveSmallIntegerField(default=0)
    unit_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    # As it was signed: {"posture", "extra_staff", "card"}.
    plan = models.JSONField(default=dict, blank=True)
    answer_minutes = models.PositiveSmallIntegerField(_("应答时限（分钟）"), default=10)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("签发时间"), null=True)
    order = models.ForeignKey("alerts.PostureOrder", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    outcome = models.CharField(_("办理结果"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = PublicWarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("预警")
        triggers = [TOUCHED, keeping(signed_by=USER, units_in="unit_ids"), *moving(), *remembering()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")),
                name="warning_start_before_end",
            ),
            # Nobody is called by what nobody has signed, nor at no level.
            models.CheckConstraint(
                condition=~models.Q(state__in=[WarningState.CALLING, WarningState.AMENDED, WarningState.CLOSED])
                | (models.Q(signed_at__isnull=False) & ~models.Q(level="")),
                name="warning_called_is_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "-received_at"], name="warning_by_county"),
            models.Index(fields=["county", "updated_at"], name="warning_by_change"),
            models.Index(fields=["end"], condition=models.Q(state__in=OPEN_STATES), name="warning_open"),
        ]

    def __str__(self) -> str:
        return self.headline


class WarningBulletin(models.Model):
    """One bulletin of a warning as it came in: never changed, never deleted. `key` is CAP's sender and identifier; empty for
    what people enter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(PublicWarning, on_delete=models.PROTECT, related_name="bulletins")
    type = models.CharField(max_length=8, choices=list(BULLETIN_TYPE_LABELS.items()))
    source = models.CharField(max_length=8, choices=list(BULLETIN_SOURCE_LABELS.items()))
    key = models.CharField(max_length=LONGEST_KEY, blank=True)
    sender = models.CharField(_("发布单位"), max_length=LONGEST_KEY, blank=True)
    headline = models.CharField(max_length=LONGEST_HEADLINE, blank=True)
    level = models.CharField(max_length=8, choices=list(WARNING_LEVEL_LABELS.items()), blank=True)
    raw = models.TextField(blank=True)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("预警信息")
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            # The same bulletin handed in twice is one.
            models.UniqueConstraint(fields=["county", "key"], condition=~models.Q(key=""), name="warning_bulletin_once")
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.headline}"


class WarningCallQuerySet(UnitScopedQuerySet["WarningCall"]):
    """Nothing beyond the scoping."""


@reads_as_kept("unit", "person")
class WarningCall(Mirrored):
    """One person asked in one round. `place`: the how-manieth of the unit; without a person nobody of it could be asked.
    The clock starts when the message went out; it is rung (`rung_at`), then the next is asked (`passed_on_at`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    warning = models.ForeignKey(PublicWarning, on_delete=models.PROTECT, related_name="calls")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=12, choices=list(WARNING_CALL_STATE_LABELS.items()), default=WarningCallState.SENDING
    )
    was_reached = models.BooleanField(_("已送达"), default=False)
    asked_at = models.DateTimeField(_("发出时间"), null=True)
    answer_by = models.DateTimeField(_("应答时限"), null=True)
    rung_at = models.DateTimeField(_("拨打时间"), null=True)
    passed_on_at = models.DateTimeField(_("改叫下一人时间"), null=True)
    answered_at = models.DateTimeField(_("应答时间"), null=True)
    answered_how = models.CharField(max_length=8, choices=list(ANSWERED_BY_LABELS.items()), blank=True)
    answered_by = models.CharField(_("应答人"), max_length=150, blank=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = WarningCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("预警叫应对象")
        triggers = [TOUCHED, keeping(unit=UNIT, person=PERSON), *moving()]
        constraints = [
            models.UniqueConstraint(fields=["warning", "round", "person"], name="warning_call_once_per_round"),
            models.UniqueConstraint(fields=["warning", "round", "unit", "place"], name="warning_call_one_per_place"),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                condition=models.Q(state=WarningCallState.ASKED, passed_on_at__isnull=True),
                name="warning_call_to_pass_on",
            ),
            models.Index(
                fields=["person"], condition=models.Q(state__in=UNANSWERED_STATES), name="warning_call_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.person or ''}".strip()


class WarningRule(models.Model):
    """Whom a warning of one kind and level names in this county, and what it asks of them. `card`: the title of the
    response card that is followed, or a kind of incident that has one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.CASCADE, related_name="warning_rules")
    kind = models.CharField(max_length=12, choices=list(WARNING_KIND_LABELS.items()), default=WarningKind.OTHER)
    level = models.CharField(max_length=8, choices=list(WARNING_LEVEL_LABELS.items()))
    units = models.ManyToManyField("units.Unit", related_name="+", blank=True, verbose_name=_("叫应单位"))
    posture = models.CharField(_("提升到"), max_length=20, choices=list(POSTURE_LABELS.items()), blank=True)
    extra_staff = models.PositiveSmallIntegerField(_("每单位增派人数"), default=0)
    answer_minutes = models.PositiveSmallIntegerField(_("应答时限（分钟）"), default=10)
    card = models.CharField(_("处置卡"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("预警叫应对象表")
        constraints = [
            models.UniqueConstraint(fields=["county", "kind", "level"], name="warning_rule_once"),
            models.CheckConstraint(
                condition=models.Q(answer_minutes__gte=1, answer_minutes__lte=120), name="warning_rule_minutes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"

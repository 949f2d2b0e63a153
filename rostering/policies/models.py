import uuid
from datetime import date, time
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rostering.enums import Basis, PolicyState, SeatScope
from rostering.labels import (
    BASIS_LABELS,
    LEAVING_LABELS,
    PLACE_LABELS,
    POLICY_STATE_LABELS,
    POSTURE_LABELS,
    SEAT_SCOPE_LABELS,
)
from rostering.policies.rules import policy as rules
from rostering.policies.rules.cells import Cell, Clock, Days, Minutes, Points
from units.labels import RANK_LABELS
from units.rows.keeping import USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving

if TYPE_CHECKING:
    from units.models import User


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def visible_to(self, user: "User") -> Self:
        """Published rules are everybody's in the county, drafts the office's; those consulted on also unit leaders'."""
        versions = self.filter(county_id=user.county_id)
        if user.is_county_office:
            return versions
        if not user.leads_unit:
            return versions.published()
        consulted = models.Exists(self.model.objects.filter(pk=models.OuterRef("pk"), rounds__isnull=False))
        return versions.filter(models.Q(state=PolicyState.PUBLISHED) | models.Q(consulted, state=PolicyState.DRAFT))

    def published(self) -> Self:
        return self.filter(state=PolicyState.PUBLISHED)

    def drafts(self) -> Self:
        return self.filter(state=PolicyState.DRAFT)

    def with_rules(self) -> Self:
        return self.prefetch_related("posts__phases")


class VersionCells(models.Model):
    """A column for every cell of a version, as `rostering/policies/rules/policy.py` declares it."""

    # Those that queries and services name; the others are read as rules.
    day_start: time
    night_start: time
    report_phone_minutes: int | None
    report_written_minutes: int | None
    report_city_minutes: int | None
    filing_days: int | None
    filing_time: time | None

    class Meta:
        abstract = True

    def as_weights(self) -> rules.BurdenWeights:
        return rules.BurdenWeights(**{cell.attribute: getattr(self, cell.name) for cell in rules.WEIGHT_CELLS})


def _column(cell: Cell) -> "models.Field[Any, Any]":
    empty = cell.may_be_empty
    match cell:
        case Clock():
            return models.TimeField(_(cell.label), default=cell.default, null=empty, blank=empty)
        case Points():
            # As text, which is how migrations have known it.
            return models.DecimalField(_(cell.label), max_digits=5, decimal_places=3, default=str(cell.default))
        case Minutes() | Days():
            return models.PositiveSmallIntegerField(_(cell.label), default=cell.default, null=empty, blank=empty)
    raise TypeError(cell)


for declared in rules.VERSION_CELLS:
    VersionCells.add_to_class(declared.name, _column(declared))


@reads_as_kept("published_by")
class PolicyVersion(VersionCells):
    """The duty rules of a county from a date on. Published versions are never edited, only followed.

    A draft has no date yet: publishing sets it. `edits` counts its changes, for those who look at an older one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="policy_versions")
    number = models.PositiveIntegerField(_("版本号"))
    name = models.CharField(_("名称"), max_length=100)
    state = models.CharField(max_length=12, choices=list(POLICY_STATE_LABELS.items()), default=PolicyState.DRAFT)
    effective_from = models.DateField(_("施行日期"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    cloned_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    edits = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    words = kept_words()

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("值守制度版本")
        triggers = [keeping(published_by=USER), *moving()]
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="policy_number_once_per_county"),
            models.UniqueConstraint(
                fields=["county", "effective_from"],
                condition=models.Q(state=PolicyState.PUBLISHED),
                name="policy_one_published_per_start",
                violation_error_message=_("已有另一版制度定于同日施行"),
                violation_error_code="effective_date_taken",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=PolicyState.PUBLISHED) | models.Q(effective_from__isnull=False),
                name="policy_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return _now("%(name)s第 %(number)d 版") % {"name": self.name, "number": self.number}

    def as_rules(self) -> rules.Policy:
        """The version as plain data for the domain. Costs no query after `with_rules()`."""
        return rules.Policy(
            version=self.number,
            # A draft governs no day yet.
            effective_from=self.effective_from or date.max,
            posts=tuple(post.as_rule() for post in self.posts.all()),
            weights=self.as_weights(),
            **{cell.attribute: getattr(self, cell.name) for cell in rules.GENERAL_CELLS},
        )


class PolicyPost(models.Model):
    """A row of the policy table: who staffs which post in a tier, with how many seats."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="posts")
    tier = models.CharField(_("值守类别"), max_length=32)
    # Of a tier that doesn't ship: what the county calls it.
    tier_name = models.CharField(_("类别名称"), max_length=40, blank=True, default="")
    code = models.CharField(_("岗位代码"), max_length=40)
    name = models.CharField(_("岗位名称"), max_length=60)
    order = models.PositiveSmallIntegerField(_("排序"), default=0)
    min_rank = models.PositiveSmallIntegerField(_("最低职级"), choices=list(RANK_LABELS.items()))
    seats = models.PositiveSmallIntegerField(_("每日人数"))
    seats_basis = models.CharField(max_length=8, choices=list(BASIS_LABELS.items()), default=Basis.LOCAL)
    scope = models.CharField(
        _("配置范围"), max_length=8, choices=list(SEAT_SCOPE_LABELS.items()), default=SeatScope.UNIT
    )
    exclusive = models.BooleanField(_("不得兼任"), default=True)
    answer_minutes = models.PositiveSmallIntegerField(_("应答时限（分钟）"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        triggers = moving("SELECT county_id FROM rostering_policyversion WHERE id IN (SELECT version_id FROM changed)")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["version", "tier", "code"], name="policy_post_once_per_tier")]

    def __str__(self) -> str:
        return self.name

    def as_rule(self) -> rules.PostRule:
        return rules.PostRule(
            tier=self.tier,
            post=self.code,
            min_rank=self.min_rank,
            seats=self.seats,
            scope=self.scope,
            exclusive=self.exclusive,
            answer_minutes=self.answer_minutes,
            phases=tuple(phase.as_rule() for phase in self.phases.all()),
        )


class PolicyPhase(models.Model):
    """From `starts_at` until the post's next phase: what is owed, each cell with where it comes from."""

    post = models.ForeignKey(PolicyPost, on_delete=models.CASCADE, related_name="phases")
    ordinal = models.PositiveSmallIntegerField()
    starts_at = models.TimeField(_("开始时刻"))
    starts_basis = models.CharField(max_length=8, choices=list(BASIS_LABELS.items()))
    posture = models.CharField(_("值守方式"), max_length=20, choices=list(POSTURE_LABELS.items()))
    posture_basis = models.CharField(max_length=8, choices=list(BASIS_LABELS.items()))
    place_limit = models.CharField(_("不得离开"), max_length=20, choices=list(PLACE_LABELS.items()), blank=True)
    place_basis = models.CharField(max_length=8, choices=list(BASIS_LABELS.items()))
    leaving_rule = models.CharField(_("离岗规定"), max_length=32, choices=list(LEAVING_LABELS.items()), blank=True)
    leaving_basis = models.CharField(max_length=8, choices=list(BASIS_LABELS.items()))
    response_minutes = models.PositiveSmallIntegerField(_("响应时限（分钟）"), null=True, blank=True)
    response_basis = models.CharField(max_length=8, choices=list(BASIS_LABELS.items()))
    exception = models.CharField(_("例外"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("值守时段")
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["post", "ordinal"], name="policy_phase_ordinal_once"),
            models.UniqueConstraint(fields=["post", "starts_at"], name="policy_phase_start_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} {self.posture}"

    def as_rule(self) -> rules.PhaseRule:
        owed = rules.Obligation.stored(
            self.posture, self.place_limit, self.leaving_rule, self.response_minutes, self.exception
        )
        return rules.PhaseRule(self.starts_at, owed)


class UnitStaffing(models.Model):
    """A unit that staffs a post with more or fewer seats than its tier does."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="unit_staffing")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(_("岗位代码"), max_length=40)
    seats = models.PositiveSmallIntegerField(_("每日人数"))

    class Meta:
        verbose_name = _("单位岗位配置")
        constraints = [models.UniqueConstraint(fields=["version", "unit", "post"], name="unit_staffing_once_per_post")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.post} {self.seats}"

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import InspectionState
from alerts.labels import INSPECTION_STATE_LABELS
from alerts.rows import TOUCHED, Mirrored, UnitScopedQuerySet
from units.rows.keeping import UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving

if TYPE_CHECKING:
    from units.models import User


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: "User") -> Self:
        """The county's plan is everybody's on duty: units know who may come."""
        return self.none() if user.is_auditor else self.filter(county_id=user.county_id)


@reads_as_kept("asked_by", "decided_by")
class Inspection(Mirrored):
    """What one body checks in one year. `department` is one of the county or of a level above, by its name.

    In the annual plan (`is_extra` False) each stands once; an extra needs a reason and the county's approval.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    department = models.CharField(_("检查部门"), max_length=100)
    subject = models.CharField(_("检查内容"), max_length=300)
    first_day = models.DateField(_("开始日期"))
    last_day = models.DateField(_("结束日期"))
    is_extra = models.BooleanField(_("计划外"), default=False)
    reason = models.CharField(_("事由"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=list(INSPECTION_STATE_LABELS.items()))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("提出时间"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decision = models.CharField(_("审批意见"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("检查")
        triggers = [TOUCHED, keeping(asked_by=USER, decided_by=USER), *moving()]
        constraints = [
            # 一个部门一年一次: whatever else it wants to check needs a reason.
            models.UniqueConstraint(
                fields=["county", "year", "department"],
                condition=models.Q(is_extra=False) & ~models.Q(state=InspectionState.CANCELLED),
                name="inspection_one_a_year_and_body",
                violation_error_code="already_planned",
                violation_error_message=_("该部门本年度已有检查计划，另行检查须报批"),
            ),
            models.CheckConstraint(
                condition=models.Q(is_extra=False) | ~models.Q(reason=""), name="inspection_extra_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")), name="inspection_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["county", "year", "first_day"], name="inspection_by_year")]

    def __str__(self) -> str:
        return f"{self.department} {self.subject}"


class InspectionVisitQuerySet(UnitScopedQuerySet["InspectionVisit"]):
    """Nothing beyond the scoping."""


@reads_as_kept("unit", "entered_by")
class InspectionVisit(Mirrored):
    """A unit that a body has checked on a day; counts against the unit's allowance of checks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="visits")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="inspected")
    day = models.DateField(_("检查日期"))
    result = models.CharField(_("检查情况"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    words = kept_words()

    objects = InspectionVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("受检记录")
        triggers = [TOUCHED, keeping(unit=UNIT, entered_by=USER)]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "unit", "day"],
                name="inspection_visit_once_a_day",
                violation_error_code="entered_already",
                violation_error_message=_("该单位当日的检查已登记"),
            )
        ]
        indexes = [models.Index(fields=["unit", "day"], name="inspection_visit_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"


class QuietDayQuerySet(models.QuerySet["QuietDay"]):
    def visible_to(self, user: "User") -> Self:
        return self.none() if user.is_auditor else self.filter(county_id=user.county_id)


@reads_as_kept("declared_by")
class QuietDay(models.Model):
    """宁静日: nobody is checked, by anybody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    reason = models.CharField(_("说明"), max_length=100, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()

    objects = QuietDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("宁静日")
        triggers = [keeping(declared_by=USER)]
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["county", "day"], name="quiet_day_once_per_county")]

    def __str__(self) -> str:
        return str(self.day)

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.enums import AbsenceState
from rostering.fairness.rules.leave_kinds import EXCUSED_KINDS
from rostering.labels import ABSENCE_KIND_LABELS, ABSENCE_STATE_LABELS, Label
from units.rows.moving import OF_PERSON, moving
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import User


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, the unit's for its leader, one's own for a duty person."""
        return self.filter(user.whose("person__unit", "person"), person__unit__county_id=user.county_id)

    def binding(self) -> Self:
        """Approved: nobody is put on duty against it."""
        return self.filter(state=AbsenceState.APPROVED)

    def standing(self) -> Self:
        """Not taken back."""
        return self.exclude(state=AbsenceState.WITHDRAWN)

    def excused(self) -> Self:
        """Those that take the days out of what the person owes."""
        return self.filter(models.Q(excuses=True) | models.Q(excuses__isnull=True, kind__in=EXCUSED_KINDS))

    def overlapping(self, start: datetime, end: datetime) -> Self:
        return self.filter(start__lt=end, end__gt=start)


class Absence(models.Model):
    """Leave or another unavailability of a person, `[start, end)`; it binds once the unit's leader has approved it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(_("类型"), max_length=20)
    # The county's own word when it was recorded, and whether it excused then; "" and NULL: as the usual kind.
    kind_name = models.CharField(max_length=20, blank=True, default="")
    excuses = models.BooleanField(null=True)
    start = models.DateTimeField(_("开始"))
    end = models.DateTimeField(_("结束"))
    note = models.CharField(_("备注"), max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=list(ABSENCE_STATE_LABELS.items()), default=AbsenceState.APPROVED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    decision_reason = models.CharField(_("审批意见"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("请假外出")
        triggers = [*TOUCHED, *moving(OF_PERSON)]
        constraints = [
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="absence_start_before_end")
        ]
        indexes = [
            models.Index(fields=["person", "start"], name="absence_by_person"),
            models.Index(
                fields=["person"], condition=models.Q(state=AbsenceState.REQUESTED), name="absence_waiting_for_leader"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_kind_display(self) -> Label:
        return self.kind_name or ABSENCE_KIND_LABELS.get(self.kind, self.kind)

    @property
    def is_excused(self) -> bool:
        return self.kind in EXCUSED_KINDS if self.excuses is None else self.excuses

    @property
    def is_waiting(self) -> bool:
        return self.state == AbsenceState.REQUESTED


class LeaveKind(models.Model):
    """请假类型 of a county: one of its own, or a usual one (`rostering.fairness.rules.leave_kinds`) renamed or retired."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="leave_kinds")
    code = models.CharField(max_length=20)
    name = models.CharField(_("名称"), max_length=20, blank=True)
    is_excused = models.BooleanField(_("不计入应值"), default=False)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("请假类型")
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="leave_kind_code_once"),
            models.UniqueConstraint(
                fields=["county", "name"], condition=~models.Q(name=""), name="leave_kind_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

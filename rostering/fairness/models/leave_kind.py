import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


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

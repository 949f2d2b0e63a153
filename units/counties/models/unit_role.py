from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from units.labels import UNIT_ROLE_LABELS
from units.rows.moving import moving


class UnitRole(models.Model):
    """A further unit somebody leads or serves in, beside the one of their account."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unit_roles")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=20, choices=list(UNIT_ROLE_LABELS.items()))

    class Meta:
        verbose_name = _("兼任")
        triggers = moving("SELECT county_id FROM units_user WHERE id IN (SELECT user_id FROM changed)")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit"],
                name="unit_role_once_per_unit",
                violation_error_message=_("该账号在这个单位已有角色"),
                violation_error_code="role_exists",
            ),
            models.CheckConstraint(condition=models.Q(role__in=list(UNIT_ROLE_LABELS)), name="unit_role_is_of_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}"


def further_roles(user: str) -> Any:
    """For an annotation: what `User.further_roles` would ask for, in the same query; it is handed over as `roles_read`. `user` names the id."""
    rows = UnitRole.objects.filter(user=models.OuterRef(user)).order_by("pk")
    return ArraySubquery(rows.values(json=JSONObject(unit="unit_id", role="role")))

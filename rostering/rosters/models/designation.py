from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _


class Designation(models.Model):
    """领导指定: somebody put on a seat although rules that may be set aside keep them off it, and why.

    It is of the seat of a day and of the person: it holds while that person sits there, comes back when they do, and
    survives that the seats are laid out anew.
    """

    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.CASCADE, related_name="designations")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("值班日"))
    post = models.CharField(_("岗位"), max_length=40)
    seat = models.PositiveSmallIntegerField(_("席位"))
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    rules = ArrayField(models.CharField(max_length=40))
    reason = models.CharField(_("事由"), max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # As they were called then.
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("领导指定")
        constraints = [
            # Also how every seat that is read finds its own.
            models.UniqueConstraint(
                fields=["period", "unit", "day", "post", "seat", "person"], name="designation_once_per_seat_and_person"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="designation_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.post}"


def designation_of_holder() -> Subquery:
    """Of an outer query of assignments: {rules, reason, by} where the holder was designated, else None."""
    found: QuerySet[Designation, Any] = Designation.objects.filter(
        period=OuterRef("shift__period"),
        unit=OuterRef("shift__unit"),
        day=OuterRef("shift__day"),
        post=OuterRef("shift__post"),
        seat=OuterRef("shift__seat"),
        person=OuterRef("person"),
    )
    shown = JSONObject(rules="rules", reason="reason", by="made_by_name")
    return Subquery(found.annotate(shown=shown).values("shown")[:1])

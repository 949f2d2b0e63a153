import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.labels import DUTY_CLASS_LABELS

if TYPE_CHECKING:
    from units.models import User


class PastDutyQuerySet(models.QuerySet["PastDuty"]):
    def visible_to(self, user: "User") -> Self:
        """As people's burden: the county's for the office, the unit's for its leader, one's own for a duty person."""
        rows = self.filter(unit__county_id=user.county_id)
        if user.unit_ids is not None:
            rows = rows.filter(unit_id__in=user.unit_ids)
        if user.is_county_office or user.leads_unit:
            return rows
        return rows.filter(person_id=user.person_id) if user.is_duty_person else rows.none()


class PastDuty(models.Model):
    """往期值班: who was on duty before the system kept rosters, by a sheet of that time. Counts in the ledger, nowhere else.

    `share` is how much of a whole duty it was; `batch` names the import it came with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="past_duties")
    day = models.DateField(_("值班日"))
    post = models.CharField(_("岗位"), max_length=40)
    min_rank = models.PositiveSmallIntegerField()
    duty_class = models.CharField(max_length=12, choices=list(DUTY_CLASS_LABELS.items()))
    share = models.DecimalField(max_digits=4, decimal_places=3)
    points = models.DecimalField(_("负担分"), max_digits=7, decimal_places=2)
    at_night = models.BooleanField(default=False)
    batch = models.UUIDField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PastDutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("往期值班")
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "day", "post"], name="past_duty_once"),
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=1), name="past_duty_share_of_one"),
        ]
        indexes = [
            models.Index(fields=["unit", "day"], name="past_duty_by_unit"),
            models.Index(fields=["batch"], name="past_duty_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.post}"

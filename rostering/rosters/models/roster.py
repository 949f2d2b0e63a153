import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from rostering.enums import PeriodState, RosterState
from rostering.labels import ROSTER_STATE_LABELS
from rostering.rosters.models.touching import KNOWN, OF_PERIOD, PERIODS_COUNTY
from units.rows.keeping import USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import User


class RosterQuerySet(models.QuerySet["Roster"]):
    def visible_to(self, user: "User") -> Self:
        """Rosters of opened periods: the county's for the office, the unit's for its people and for the leader of the unit
        above, none for the auditor."""
        if user.is_auditor:
            return self.none()
        rosters = self.filter(period__county_id=user.county_id).exclude(period__state=PeriodState.DRAFT)
        return rosters.filter(user.sees("unit"))

    def with_vacancies(self) -> Self:
        """Annotates `vacancies`: seats nobody holds."""
        vacant = models.Q(shifts__assignments__is_active=True, shifts__assignments__person__isnull=True)
        return self.annotate(vacancies=models.Count("shifts__assignments", filter=vacant))


@reads_as_kept("unit", "period", "submitted_by", "accepted_by")
class Roster(models.Model):
    """One unit's part of a period. Tier is the one the period is rostered by, whatever the unit becomes later.

    `words`: what unit and period were called when it was first published, for the roster and all its shifts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.PROTECT, related_name="rosters")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="rosters")
    tier = models.CharField(_("值守类别"), max_length=32)
    state = models.CharField(max_length=12, choices=list(ROSTER_STATE_LABELS.items()), default=RosterState.DRAFT)
    submitted_at = models.DateTimeField(_("报送时间"), null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on_behalf = models.BooleanField(_("两办代报"), default=False)
    returned_reason = models.CharField(_("退回原因"), max_length=500, blank=True)
    accepted_at = models.DateTimeField(_("采纳时间"), null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_by_silence = models.BooleanField(_("逾期视同采纳"), default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    words = kept_words()

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位值班表")
        triggers = [
            keeping(submitted_by=USER, accepted_by=USER),
            *TOUCHED,
            *moving(OF_PERIOD),
            *remembering(PERIODS_COUNTY, which=KNOWN),
        ]
        constraints = [models.UniqueConstraint(fields=["period", "unit"], name="roster_once_per_unit")]
        indexes = [
            models.Index(
                fields=["submitted_at"],
                condition=models.Q(state=RosterState.SUBMITTED),
                name="roster_waiting_for_office",
            ),
            # Units by the code they had once: `on_duty` asks for them by either.
            models.Index(KeyTransform("code", KeyTransform("unit", "words")), "unit", name="roster_by_called"),
        ]

    def __str__(self) -> str:
        return f"{self.period}"

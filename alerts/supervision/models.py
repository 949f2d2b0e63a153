import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import SupervisionState
from alerts.labels import SUPERVISION_STATE_LABELS
from alerts.rows import TOUCHED, Mirrored
from units.rows.keeping import PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering
from units.when import local_minute

if TYPE_CHECKING:
    from units.models import User


class SupervisionQuerySet(models.QuerySet["Supervision"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office; for others their own rounds and those that saw their units; none for the auditor."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        if user.unit_ids is None:
            return rows
        seen = models.Q(pk__in=Visit.objects.filter(unit_id__in=user.unit_ids).values("supervision"))
        own = models.Q(leader_id=user.person_id, leader__isnull=False)
        return rows.filter(seen | own)


@reads_as_kept("unit", "leader", "recorded_by")
class Supervision(Mirrored):
    """One round. `unit` is the leader's own, under which the board shows them as 督导中 while it runs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="supervisions")
    route = models.CharField(_("督导地点"), max_length=200)
    state = models.CharField(
        max_length=10, choices=list(SUPERVISION_STATE_LABELS.items()), default=SupervisionState.UNDER_WAY
    )
    started_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("值班督导")
        triggers = [TOUCHED, keeping(unit=UNIT, leader=PERSON, recorded_by=USER), *moving(), *remembering()]
        constraints = [
            models.UniqueConstraint(
                fields=["leader"],
                condition=models.Q(state=SupervisionState.UNDER_WAY),
                name="supervision_one_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["county", "-started_at"], name="supervision_by_county"),
            models.Index(
                fields=["county"],
                condition=models.Q(state=SupervisionState.UNDER_WAY),
                name="supervision_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leader} {local_minute(self.started_at)}"


@reads_as_kept("unit")
class Visit(models.Model):
    """A unit seen on a round, and what was found there; empty: nothing was wrong. `task` follows it up."""

    id = models.BigAutoField(primary_key=True)
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="visits")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("督导单位"))
    at = models.DateTimeField()
    found = models.CharField(_("发现问题"), max_length=300, blank=True)
    task = models.OneToOneField("alerts.Task", on_delete=models.PROTECT, null=True, related_name="visit")
    words = kept_words()

    class Meta:
        verbose_name = _("督导记录")
        triggers = [keeping(unit=UNIT)]
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(task__isnull=True) | ~models.Q(found=""), name="supervision_task_says_what"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {local_minute(self.at)}"

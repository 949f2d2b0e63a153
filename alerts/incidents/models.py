import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import IncidentLevel, IncidentState
from alerts.labels import INCIDENT_LEVEL_LABELS, INCIDENT_STATE_LABELS, REPORT_KIND_LABELS
from alerts.rows import TOUCHED, Mirrored
from units.cities.queries import counties_of
from units.rows.keeping import USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.touching import touching

if TYPE_CHECKING:
    from units.models import User


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, those the unit is involved in for its people, none for the auditor."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        return rows if user.unit_ids is None else rows.filter(units__in=user.unit_ids).distinct()

    def read_by_city(self, user: "User") -> Self:
        """Those of the counties of the reader's city; nobody else's."""
        return self.filter(county__in=counties_of(user))

    def owed_to_city(self) -> Self:
        """Of which the city has to hear and hasn't, closed ones too."""
        return self.filter(city_due_at__isnull=False, city_reported_at__isnull=True)


@reads_as_kept("recorded_by")
class Incident(Mirrored):
    """突发事件, with the reports owed on it and the clock of the city."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("编号"))
    title = models.CharField(_("事件"), max_length=120)
    kind = models.CharField(_("种类"), max_length=60)
    level = models.CharField(
        _("级别"), max_length=20, choices=list(INCIDENT_LEVEL_LABELS.items()), default=IncidentLevel.ORDINARY
    )
    place = models.CharField(_("地点"), max_length=200)
    source = models.CharField(_("信息来源"), max_length=120, blank=True)
    occurred_at = models.DateTimeField(_("发生时间"))
    known_at = models.DateTimeField(_("接报时间"))
    units = models.ManyToManyField("units.Unit", related_name="incidents", blank=True, verbose_name=_("涉及单位"))
    casualties = models.CharField(_("人员伤亡"), max_length=200, blank=True)
    losses = models.CharField(_("财产损失"), max_length=200, blank=True)
    secondary_damage = models.BooleanField(_("次生灾害"), default=False)
    # 报市: by when, as the policy said when it became known, from the moment it occurred; None where the city needn't hear of it.
    city_due_at = models.DateTimeField(_("报市时限"), null=True)
    city_reported_at = models.DateTimeField(_("报市时间"), null=True)
    city_reminded_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=list(INCIDENT_STATE_LABELS.items()), default=IncidentState.OPEN)
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("突发事件")
        triggers = [
            TOUCHED,
            keeping(recorded_by=USER),
            *moving(),
            touching(
                "shown_where_named",
                "number",
                "title",
                rows=dict.fromkeys(
                    ("alerts_logentry", "alerts_callout", "alerts_leavepostreport", "alerts_task"),
                    "incident_id = NEW.id",
                ),
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["county", "number"], name="incident_number_once_per_county")]
        indexes = [
            models.Index(fields=["county", "-known_at"], name="incident_by_county"),
            models.Index(fields=["county", "updated_at"], name="incident_by_change"),
            models.Index(fields=["occurred_at"], name="incident_by_occurrence"),
            models.Index(
                fields=["city_due_at"],
                condition=models.Q(city_due_at__isnull=False, city_reported_at__isnull=True),
                name="incident_owed_to_city",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class IncidentReportQuerySet(models.QuerySet["IncidentReport"]):
    def owed(self) -> Self:
        """Still to be made: of an open incident. What was missed when it was closed is on record as missed."""
        return self.filter(reported_at__isnull=True, incident__state=IncidentState.OPEN)


@reads_as_kept("reported_by")
class IncidentReport(models.Model):
    """首报、续报、终报, numbered. An expected one has a deadline and no time yet; late ones show as late."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(_("次序"), null=True)
    kind = models.CharField(_("种类"), max_length=16, choices=list(REPORT_KIND_LABELS.items()))
    due_at = models.DateTimeField(_("时限"), null=True)
    reminded_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(_("报送时间"), null=True)
    reported_to = models.CharField(_("报送对象"), max_length=120, blank=True)
    text = models.TextField(_("内容"), max_length=5000, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()

    objects = IncidentReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("信息报告")
        triggers = [
            keeping(reported_by=USER),
            *moving("SELECT county_id FROM alerts_incident WHERE id IN (SELECT incident_id FROM changed)"),
        ]
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="report_number_once_per_incident"),
            models.CheckConstraint(
                condition=models.Q(reported_at__isnull=True) | models.Q(number__isnull=False),
                name="report_made_is_numbered",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(reported_at__isnull=True), name="report_outstanding")
        ]

    def __str__(self) -> str:
        return f"{self.incident} {self.number}"

    @property
    def is_late(self) -> bool:
        return bool(self.due_at and self.reported_at and self.reported_at > self.due_at)


class PastIncidentQuerySet(models.QuerySet["PastIncident"]):
    def visible_to(self, user: "User") -> Self:
        """As incidents: the county's for the office, those the unit was involved in for its people, none for the auditor."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        return rows if user.unit_ids is None else rows.filter(units__in=user.unit_ids).distinct()


@reads_as_kept("recorded_by")
class PastIncident(models.Model):
    """底数: what happened in years before the system, as the county's own lists have it. Over and done with: it has no
    number, owes no report and is announced to nobody. `at` is None where the list gives only the day, `called_out` where it
    doesn't say whether anybody had to go; `batch` names the import it came with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    at = models.TimeField(_("时间"), null=True)
    kind = models.CharField(_("种类"), max_length=60)
    title = models.CharField(_("事件"), max_length=200)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    handled = models.CharField(_("处置情况"), max_length=500, blank=True)
    called_out = models.BooleanField(_("出动"), null=True)
    units = models.ManyToManyField("units.Unit", related_name="past_incidents", verbose_name=_("涉及单位"))
    source = models.CharField(_("来源"), max_length=200, blank=True)
    batch = models.UUIDField(null=True, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    words = kept_words()

    objects = PastIncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("历年事件")
        ordering = ["day", "pk"]
        triggers = [keeping(recorded_by=USER)]
        indexes = [
            models.Index(fields=["county", "day"], name="past_incident_by_day"),
            models.Index(fields=["batch"], name="past_incident_by_batch"),
        ]

    def __str__(self) -> str:
        return self.title

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import HandoverState, LeaveState, LogState
from alerts.labels import HANDOVER_STATE_LABELS, LEAVE_STATE_LABELS, LOG_STATE_LABELS
from alerts.rows import TOUCHED, Mirrored, UnitScopedQuerySet
from units.rows.keeping import PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering
from units.when import local_minute


class LogEntryQuerySet(UnitScopedQuerySet["LogEntry"]):
    """Nothing beyond the scoping."""


@reads_as_kept("unit", "person", "written_by")
class LogEntry(Mirrored):
    """值班日志: what came in, from whom, how it was handled, to whom it was reported."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="log_entries")
    shift = models.ForeignKey("rostering.Shift", on_delete=models.PROTECT, null=True, related_name="log_entries")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))
    caller = models.CharField(_("来电人"), max_length=60, blank=True)
    caller_unit = models.CharField(_("来电单位"), max_length=100, blank=True)
    matter = models.CharField(_("事项"), max_length=500, blank=True)
    handled = models.CharField(_("处理情况"), max_length=500, blank=True)
    reported_to = models.CharField(_("报告对象"), max_length=100, blank=True)
    reported_at = models.DateTimeField(_("报告时间"), null=True)
    incident = models.ForeignKey("alerts.Incident", on_delete=models.PROTECT, null=True, related_name="log_entries")
    state = models.CharField(max_length=8, choices=list(LOG_STATE_LABELS.items()), default=LogState.OPEN)
    done_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    words = kept_words()

    # What was written stays; only its handling is added (units/rows/rights.py).
    changing_columns = ("handled", "state", "done_at", "updated_at")

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("值班日志")
        triggers = [TOUCHED, keeping(unit=UNIT, person=PERSON, written_by=USER)]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=LogState.NOTHING) | ~models.Q(matter=""), name="log_entry_says_something"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "-at"], name="log_entry_by_unit"),
            models.Index(fields=["county", "-at"], name="log_entry_by_county"),
            models.Index(fields=["unit"], condition=models.Q(state=LogState.OPEN), name="log_entry_open"),
        ]

    def __str__(self) -> str:
        return local_minute(self.at)


class HandoverQuerySet(UnitScopedQuerySet["Handover"]):
    """Nothing beyond the scoping."""


@reads_as_kept("unit", "incoming", "offered_by", "accepted_by")
class Handover(Mirrored):
    """交接班 from one shift to the next of the same post: carries the open items, the incoming person takes it over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="handovers")
    outgoing = models.OneToOneField("rostering.Assignment", on_delete=models.PROTECT, related_name="handover")
    incoming = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("交班事项"), max_length=1000, blank=True)
    open_items = models.ManyToManyField(LogEntry, related_name="+", blank=True, verbose_name=_("待办事项"))
    state = models.CharField(max_length=10, choices=list(HANDOVER_STATE_LABELS.items()), default=HandoverState.OFFERED)
    offered_at = models.DateTimeField(_("交班时间"))
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(_("接班时间"), null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("交接班")
        triggers = [TOUCHED, keeping(unit=UNIT, incoming=PERSON, offered_by=USER, accepted_by=USER), *moving()]
        indexes = [models.Index(fields=["unit", "-offered_at"], name="handover_by_unit")]

    def __str__(self) -> str:
        return local_minute(self.offered_at)


class LeavePostReportQuerySet(UnitScopedQuerySet["LeavePostReport"]):
    """Nothing beyond the scoping."""


@reads_as_kept("unit", "person", "covered_by", "filed_by")
class LeavePostReport(Mirrored):
    """离岗报备: who leaves the post, why, until when, who covers; the filer closes it on return (销假)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="leave_post_reports")
    assignment = models.ForeignKey("rostering.Assignment", on_delete=models.PROTECT, related_name="leave_post_reports")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("事由"), max_length=300)
    incident = models.ForeignKey("alerts.Incident", on_delete=models.PROTECT, null=True, related_name="+")
    covered_by = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(_("离岗时间"))
    expected_back = models.DateTimeField(_("预计返回"))
    state = models.CharField(max_length=10, choices=list(LEAVE_STATE_LABELS.items()), default=LeaveState.AWAY)
    returned_at = models.DateTimeField(_("返回时间"), null=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()

    objects = LeavePostReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("离岗报备")
        triggers = [
            TOUCHED,
            keeping(unit=UNIT, person=PERSON, covered_by=PERSON, filed_by=USER),
            *moving(),
            *remembering(),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expected_back__gt=models.F("left_at")), name="leave_post_back_after_leaving"
            ),
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(state=LeaveState.AWAY), name="leave_post_one_open"
            ),
        ]
        indexes = [models.Index(fields=["county", "-left_at"], name="leave_post_by_county")]

    def __str__(self) -> str:
        return f"{self.person} {local_minute(self.left_at)}"

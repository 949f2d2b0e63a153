import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from alerts.enums import CallOutState, SummonsState, WhistleState
from alerts.labels import CALL_OUT_STATE_LABELS, SUMMONS_STATE_LABELS, WHISTLE_KIND_LABELS, WHISTLE_STATE_LABELS
from alerts.rows import TOUCHED, Mirrored, UnitScopedQuerySet
from alerts.transitions import SUMMONS
from units.rows.keeping import PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering

if TYPE_CHECKING:
    from units.models import User

WAITING_STATES = SUMMONS.step("acknowledge").before
COMING_STATES = SUMMONS.step("arrive").before
# Those of them whose clocks run.
ON_THE_WAY_STATES = (SummonsState.CALLED, SummonsState.ACKNOWLEDGED)


class CallOutQuerySet(models.QuerySet["CallOut"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, those that call one of the unit's people for the unit, none for the auditor."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(county_id=user.county_id)
        return rows if user.unit_ids is None else rows.filter(summonses__unit_id__in=user.unit_ids).distinct()


@reads_as_kept("requested_by")
class CallOut(Mirrored):
    """紧急召集, for an incident or as a drill: where to, how many must come."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("alerts.Incident", on_delete=models.PROTECT, null=True, related_name="call_outs")
    is_drill = models.BooleanField(_("演练"), default=False)
    matter = models.CharField(_("事由"), max_length=300)
    place = models.CharField(_("集结地点"), max_length=200)
    required = models.PositiveSmallIntegerField(_("需到人数"))
    # Whom it names; who is really called stands in the summonses.
    unit_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    person_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    state = models.CharField(max_length=12, choices=list(CALL_OUT_STATE_LABELS.items()), default=CallOutState.DRAFT)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    dispatched_at = models.DateTimeField(_("发出时间"), null=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    outcome = models.CharField(_("办理结果"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = CallOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("紧急召集")
        triggers = [TOUCHED, keeping(requested_by=USER), *moving(), *remembering()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_drill=True) | models.Q(incident__isnull=False), name="call_out_incident_or_drill"
            ),
            models.CheckConstraint(condition=models.Q(required__gte=1), name="call_out_needs_somebody"),
        ]
        indexes = [
            models.Index(fields=["county", "-created_at"], name="call_out_by_county"),
            models.Index(fields=["county", "updated_at"], name="call_out_by_change"),
            models.Index(fields=["county"], condition=models.Q(state=CallOutState.DISPATCHED), name="call_out_running"),
            models.Index(fields=["dispatched_at"], name="call_out_by_dispatch"),
        ]

    def __str__(self) -> str:
        return self.matter


class SummonsQuerySet(UnitScopedQuerySet["Summons"]):
    def with_call(self) -> Self:
        """With person, unit and call-out, but without whom the call-out names: read with each of two thousand people, that list
        of two thousand would be four million."""
        return self.select_related("call_out", "unit", "person").defer("call_out__unit_ids", "call_out__person_ids")

    def with_calls(self) -> Self:
        """The same for many: unit and call-out are read once for all of theirs, by two queries more."""
        call_outs = models.Prefetch("call_out", CallOut.objects.defer("unit_ids", "person_ids"))
        return self.select_related("person").prefetch_related("unit", call_outs)


@reads_as_kept("unit", "person")
class Summons(Mirrored):
    """One person called to a call-out. The clocks start at dispatch: when a provider took the message, or none would."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    call_out = models.ForeignKey(CallOut, on_delete=models.PROTECT, related_name="summonses")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="summonses")
    assignment = models.ForeignKey("rostering.Assignment", on_delete=models.PROTECT, null=True, related_name="+")
    stands_in_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="stand_ins")
    level = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=list(SUMMONS_STATE_LABELS.items()), default=SummonsState.SENDING)
    was_reached = models.BooleanField(_("已送达"), default=False)
    dispatched_at = models.DateTimeField(_("发出时间"), null=True)
    answer_by = models.DateTimeField(_("应确认时间"), null=True)
    arrive_by = models.DateTimeField(_("应到岗时间"), null=True)
    # When not being there counts against them; with the minutes given, from the policy that held when they were called.
    late_from = models.DateTimeField(null=True)
    answer_minutes = models.PositiveSmallIntegerField(default=10)
    arrive_minutes = models.PositiveSmallIntegerField(default=30)
    late_minutes = models.PositiveSmallIntegerField(default=30)
    escalated_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(_("确认时间"), null=True)
    declined_reason = models.CharField(_("无法到岗原因"), max_length=300, blank=True)
    arrived_at = models.DateTimeField(_("到岗时间"), null=True)
    arrival_confirmed_by = models.CharField(max_length=150, blank=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = SummonsQuerySet.as_manager()

    class Meta:
        verbose_name = _("召集对象")
        triggers = [TOUCHED, keeping(unit=UNIT, person=PERSON), *moving(), *remembering()]
        constraints = [
            models.UniqueConstraint(fields=["call_out", "person"], name="summons_once_per_person"),
            models.CheckConstraint(condition=models.Q(level__lte=3), name="summons_level_known"),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                condition=models.Q(state=SummonsState.CALLED, escalated_at__isnull=True),
                name="summons_to_escalate",
            ),
            models.Index(
                fields=["late_from"],
                condition=models.Q(state__in=ON_THE_WAY_STATES, overdue_at__isnull=True),
                name="summons_to_mark_overdue",
            ),
            models.Index(fields=["person"], condition=models.Q(state__in=COMING_STATES), name="summons_coming"),
            models.Index(fields=["updated_at"], name="summons_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.call_out}"


class WhistleQuerySet(UnitScopedQuerySet["Whistle"]):
    def visible_to(self, user: "User") -> Self:
        """As for every unit's rows; and the units it calls see it once it has been dispatched."""
        if user.is_auditor or user.unit_ids is None:
            return super().visible_to(user)
        called = Whistle.wanted_units.through.objects.filter(unit_id__in=user.unit_ids).values("whistle_id")
        wanted = models.Q(pk__in=called, call_out__isnull=False)
        return self.filter(wanted | models.Q(unit_id__in=user.unit_ids), county_id=user.county_id)


@reads_as_kept("unit", "requested_by")
class Whistle(Mirrored):
    """吹哨报到: a township or unit asks for a call-out; the office dispatches it; the one who asked closes the loop."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, related_name="whistles", verbose_name=_("吹哨单位")
    )
    kind = models.CharField(_("哨种"), max_length=8, choices=list(WHISTLE_KIND_LABELS.items()))
    matter = models.CharField(_("事项"), max_length=300)
    place = models.CharField(_("地点"), max_length=200)
    topic = models.ForeignKey("alerts.WhistleTopic", on_delete=models.PROTECT, null=True, related_name="whistles")
    lead_unit = models.ForeignKey(
        "units.Unit", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("牵头单位")
    )
    wanted_units = models.ManyToManyField("units.Unit", related_name="+", verbose_name=_("应哨单位"))
    # By when every called unit answers; set when it is dispatched, as its matter of the catalogue says.
    answer_by = models.DateTimeField(_("答复时限"), null=True)
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=list(WHISTLE_STATE_LABELS.items()), default=WhistleState.REQUESTED)
    call_out = models.OneToOneField(CallOut, on_delete=models.PROTECT, null=True, related_name="whistle")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(_("吹哨时间"))
    answer = models.CharField(_("办理情况"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("闭环时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = WhistleQuerySet.as_manager()

    class Meta:
        verbose_name = _("吹哨报到")
        triggers = [TOUCHED, keeping(unit=UNIT, requested_by=USER), *moving(), *remembering()]
        indexes = [models.Index(fields=["county", "-requested_at"], name="whistle_by_county")]

    def __str__(self) -> str:
        return self.matter

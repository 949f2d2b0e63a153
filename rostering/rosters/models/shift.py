import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from rostering.engine.problem import DutyClass
from rostering.enums import PeriodState
from rostering.labels import (
    DAY_KIND_LABELS,
    DUTY_CLASS_LABELS,
    EXTRA_LABELS,
    LEAVING_LABELS,
    PLACE_LABELS,
    POST_LABELS,
    POSTURE_LABELS,
)
from rostering.policies.rules.policy import Obligation, Phase
from rostering.rosters.models.touching import (
    IN_FORCE,
    KNOWN,
    KNOWN_SEATS,
    OF_SHIFTS,
    PERIODS_COUNTY,
    PHASES_SHOWN,
    SHIFTS_COUNTY,
)
from units.labels import Label
from units.rows.keeping import KeptByItself, KeptByRoster, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering
from units.rows.touching import touching

if TYPE_CHECKING:
    from units.models import User

# A duty day can exceed 24 hours once, when a new policy version begins its days later. Bounds every look-back.
MAX_SHIFT = timedelta(hours=48)


class InstantRange(models.Func):
    """tstzrange(start, end, '[)')."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def phases_partition_shift(shift_id: str) -> pgtrigger.Trigger:
    """A deferred check that the shift named by the SQL expression is partitioned by its phases."""
    return pgtrigger.Trigger(
        name="phases_partition_shift",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        # Read in order, not by windows: a county's year has thirty thousand shifts, and each row queues a check.
        declare=[("phase", "RECORD"), ("reached", "TIMESTAMPTZ"), ("ends", "TIMESTAMPTZ")],
        # The interpolated name is one of two expressions below, never input.
        func=f"""
            SELECT start, "end" INTO reached, ends FROM rostering_shift WHERE id = {shift_id};
            IF NOT FOUND THEN
                RETURN NULL;
            END IF;
            FOR phase IN SELECT start, "end" FROM rostering_shiftphase WHERE shift_id = {shift_id} ORDER BY start LOOP
                reached := CASE WHEN phase.start = reached THEN phase."end" END;
            END LOOP;
            IF reached IS DISTINCT FROM ends THEN
                RAISE EXCEPTION 'phases do not partition shift %', {shift_id}
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'phases_partition_shift';
            END IF;
            RETURN NULL;
        """,  # noqa: S608
    )


class ShiftQuerySet(models.QuerySet["Shift"]):
    def visible_to(self, user: "User") -> Self:
        """As the assignments on them: of opened periods, by unit, none for the auditor; released ones are nobody's."""
        if user.is_auditor:
            return self.none()
        shifts = self.filter(period__county_id=user.county_id, is_released=False)
        shifts = shifts.exclude(period__state=PeriodState.DRAFT)
        return shifts.filter(user.sees("unit"))


@reads_as_kept("unit", by=KeptByRoster)
@reads_as_kept("period", by=KeptByItself)
class Shift(models.Model):
    """班次: one seat of a post on a duty day. Its phases say what is owed; assignments say who owes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.PROTECT, related_name="shifts")
    roster = models.ForeignKey("rostering.Roster", on_delete=models.PROTECT, related_name="shifts")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(_("值守类别"), max_length=32)
    post = models.CharField(_("岗位"), max_length=40)
    post_order = models.PositiveSmallIntegerField()
    min_rank = models.PositiveSmallIntegerField()
    seat = models.PositiveSmallIntegerField(_("席位"))
    day = models.DateField(_("值班日"))
    day_kind = models.CharField(max_length=20, choices=list(DAY_KIND_LABELS.items()))
    # What the day counts as in the ledger, as the calendar had it when the seats were laid out.
    duty_class = models.CharField(
        max_length=12,
        choices=list(DUTY_CLASS_LABELS.items()),
        default=DutyClass.ORDINARY,
        db_default=Value(DutyClass.ORDINARY.value),
    )
    festival = models.CharField(_("节日"), max_length=40, blank=True, db_default=Value(""))
    start = models.DateTimeField()
    end = models.DateTimeField()
    points = models.DecimalField(_("负担分"), max_digits=7, decimal_places=2)
    is_exclusive = models.BooleanField(default=True)
    # The period that takes this duty over, named when its seats are laid out; released once it is published.
    replaced_by = models.ForeignKey(
        "rostering.DutyPeriod", on_delete=models.PROTECT, null=True, related_name="replaced_shifts"
    )
    # A seat beside the regular ones, and the order that asked for it: what an order adds ends with it alone.
    extra = models.CharField(
        _("增派"), max_length=12, choices=list(EXTRA_LABELS.items()), blank=True, default="", db_default=Value("")
    )
    ordered_by = models.UUIDField(null=True)
    is_released = models.BooleanField(_("免值"), default=False, db_default=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("班次")
        constraints = [
            models.UniqueConstraint(fields=["roster", "day", "post", "seat"], name="shift_seat_once_per_day"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="shift_start_before_end"),
            models.CheckConstraint(
                condition=models.Q(end__lte=models.F("start") + MAX_SHIFT), name="shift_within_look_back"
            ),
            models.CheckConstraint(
                condition=models.Q(extra="", ordered_by__isnull=True)
                | (~models.Q(extra="") & models.Q(ordered_by__isnull=False)),
                name="shift_extra_by_order",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "start"], name="shift_by_period"),
            models.Index(fields=["unit", "start"], name="shift_by_unit"),
            models.Index(fields=["ordered_by"], condition=models.Q(ordered_by__isnull=False), name="shift_by_order"),
        ]
        triggers = [
            phases_partition_shift("COALESCE(NEW.id, OLD.id)"),
            touching(
                "shown_by_seats", "day", "post", "seat", "tier", "unit_id", "period_id",
                rows={"rostering_assignment": "is_active AND shift_id = NEW.id"},
            ),
            *moving(IN_FORCE.format("changed")),
            *remembering(PERIODS_COUNTY, which=KNOWN),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day} {self.post_name}"

    @property
    def post_name(self) -> Label:
        """As the policy of its period calls it, whatever later versions do; of an extra seat what it is there for. Only posts
        that don't ship need the period."""
        if self.extra:
            return EXTRA_LABELS[self.extra]
        return POST_LABELS.called_in(self.post, None if self.post in POST_LABELS.shipped else self.period.policy_id)

    def as_phases(self) -> tuple[Phase, ...]:
        """The stored phases in order. Costs no query when `phases` is prefetched."""
        return tuple(phase.as_phase() for phase in self.phases.all())

    @property
    def response_minutes(self) -> int | None:
        """The shortest time allowed from home to post; None when nobody comes from home."""
        return shortest_response(self.as_phases())


def shortest_response(phases: tuple[Phase, ...]) -> int | None:
    """Least positive response time among the phases."""
    return min((p.obligation.response_minutes for p in phases if p.obligation.response_minutes), default=None)


class ShiftPhase(models.Model):
    """A stretch of a shift with one obligation. A deferred trigger refuses phases that don't partition their shift."""

    # Found by the constraint below.
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="phases", db_index=False)
    start = models.DateTimeField()
    end = models.DateTimeField()
    posture = models.CharField(max_length=20, choices=list(POSTURE_LABELS.items()))
    place_limit = models.CharField(max_length=20, choices=list(PLACE_LABELS.items()), blank=True)
    leaving_rule = models.CharField(max_length=32, choices=list(LEAVING_LABELS.items()), blank=True)
    response_minutes = models.PositiveSmallIntegerField(null=True)
    exception = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("值守时段")
        ordering = ["start"]
        constraints = [
            # With what statistics add up: of a county's year they would read thirty thousand rows in as many places.
            models.UniqueConstraint(
                fields=["shift", "start"], include=["end", "posture"], name="shift_phase_start_once"
            ),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="shift_phase_start_before_end"),
        ]
        triggers = [
            phases_partition_shift("COALESCE(NEW.shift_id, OLD.shift_id)"),
            PHASES_SHOWN,
            *moving(IN_FORCE.format(OF_SHIFTS)),
            *remembering(SHIFTS_COUNTY, which=KNOWN_SEATS),
        ]

    def __str__(self) -> str:
        return f"{self.start} {self.posture}"

    def as_phase(self) -> Phase:
        owed = Obligation.stored(
            self.posture, self.place_limit, self.leaving_rule, self.response_minutes, self.exception
        )
        return Phase(self.start, self.end, owed)

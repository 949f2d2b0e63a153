import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.enums import SwapKind, SwapState
from rostering.labels import SWAP_KIND_LABELS, SWAP_STATE_LABELS
from units.rows.keeping import PERIOD, PERSON, UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import OF_UNIT, moving
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import User

# Still under way: something may yet change hands.
OPEN_STATES = (SwapState.REQUESTED, SwapState.ACCEPTED)


class SwapQuerySet(models.QuerySet["Swap"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, the unit's for its leader, one's own wherever they are, none for the auditor."""
        swaps = self.filter(period__county_id=user.county_id)
        if user.is_auditor:
            return swaps.none()
        if user.directory_unit_ids is not None:
            swaps = swaps.filter(unit_id__in=user.directory_unit_ids)
        if user.is_county_office:
            return swaps
        led = models.Q(unit_id__in=user.led_unit_ids)
        own = models.Q(person_id=user.person_id) | models.Q(counterpart_id=user.person_id)
        return swaps.filter(led | own if user.person_id else led)

    def concerning(self, person_id: uuid.UUID) -> Self:
        """Asked by this person, or asked of them."""
        return self.filter(models.Q(person_id=person_id) | models.Q(counterpart_id=person_id))

    def with_seats(self) -> Self:
        """Loads what a page names: two queries however many there are."""
        seats = SwapSeat.objects.select_related("assignment__shift", "giver", "taker", "revision")
        rows = self.select_related("person", "counterpart", "unit", "period")
        return rows.prefetch_related(models.Prefetch("seats", queryset=seats))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def due_to_expire(self, now: datetime) -> Self:
        """Open, though what was to change hands has begun."""
        return self.open().filter(expires_at__lte=now)


@reads_as_kept("unit", "period", "person", "counterpart", "requested_by", "answered_by", "decided_by")
class Swap(models.Model):
    """换班, 代班 or 紧急顶班: `person` gives up a duty that `counterpart` takes, for one of theirs when it is a swap.

    Which duty, or which part of it, stands in `seats`. `unit` and `period` are those of the duty given up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("类型"), max_length=20, choices=list(SWAP_KIND_LABELS.items()))
    state = models.CharField(max_length=12, choices=list(SWAP_STATE_LABELS.items()))
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="swaps")
    period = models.ForeignKey("rostering.DutyPeriod", on_delete=models.PROTECT, related_name="swaps")
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="swaps_asked")
    counterpart = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="swaps_answered")
    reason = models.CharField(_("事由"), max_length=500, blank=True)
    # Who pressed the button; another than the person themselves acted on their behalf.
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("提出时间"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    expires_at = models.DateTimeField(_("有效期至"))
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    words = kept_words()

    objects = SwapQuerySet.as_manager()

    class Meta:
        verbose_name = _("换班")
        triggers = [
            keeping(
                unit=UNIT,
                period=PERIOD,
                person=PERSON,
                counterpart=PERSON,
                requested_by=USER,
                answered_by=USER,
                decided_by=USER,
            ),
            *TOUCHED,
            *moving(OF_UNIT),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(person=models.F("counterpart")), name="swap_between_two_people"),
            # An emergency cover is in effect or reviewed, the others never are in effect before they are approved.
            models.CheckConstraint(
                condition=models.Q(
                    kind=SwapKind.EMERGENCY_COVER,
                    state__in=(SwapState.IN_EFFECT, SwapState.APPROVED, SwapState.REJECTED),
                )
                | (~models.Q(kind=SwapKind.EMERGENCY_COVER) & ~models.Q(state=SwapState.IN_EFFECT)),
                name="swap_state_of_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True)
                | models.Q(state__in=(SwapState.APPROVED, SwapState.REJECTED)),
                name="swap_decided_when_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-requested_at"], name="swap_by_unit"),
            models.Index(fields=["-requested_at", "id"], name="swap_by_time"),
            models.Index(fields=["person", "-requested_at"], name="swap_by_person"),
            models.Index(fields=["counterpart", "-requested_at"], name="swap_by_counterpart"),
            models.Index(fields=["period"], name="swap_by_period"),
            models.Index(fields=["expires_at"], condition=models.Q(state__in=OPEN_STATES), name="swap_open_until"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person} → {self.counterpart}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@reads_as_kept("giver", "taker")
class SwapSeat(models.Model):
    """One duty of a swap: `giver` hands `[start, end)` of it to `taker`. The first is what was asked for."""

    swap = models.ForeignKey(Swap, on_delete=models.CASCADE, related_name="seats")
    order = models.PositiveSmallIntegerField()
    assignment = models.ForeignKey("rostering.Assignment", on_delete=models.PROTECT, related_name="swap_seats")
    giver = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    start = models.DateTimeField()
    end = models.DateTimeField()
    # As the swap's state; kept here so that the database can refuse a second open one.
    is_open = models.BooleanField(default=True)
    revision = models.ForeignKey(
        "rostering.RosterRevision", on_delete=models.PROTECT, null=True, related_name="swap_seats"
    )
    words = kept_words()

    class Meta:
        verbose_name = _("换班席位")
        triggers = [keeping(giver=PERSON, taker=PERSON)]
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=models.Q(is_open=True),
                name="swap_one_open_per_assignment",
                violation_error_message=_("该班次已有换班在办"),
                violation_error_code="swap_already_open",
            ),
            models.UniqueConstraint(fields=["swap", "order"], name="swap_seat_once"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="swap_seat_start_before_end"),
        ]

    def __str__(self) -> str:
        return f"{self.swap_id} {self.assignment_id}"

    @property
    def is_part(self) -> bool:
        """Needs `assignment.shift` loaded."""
        shift = self.assignment.shift
        return (self.start, self.end) != (shift.start, shift.end)

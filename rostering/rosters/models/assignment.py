import uuid
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.engine.problem import Reason
from rostering.enums import AssignmentState, PeriodKind, PeriodState
from rostering.reasons import reasons_text
from rostering.rosters.models.shift import MAX_SHIFT, InstantRange, Shift
from rostering.rosters.models.touching import IN_FORCE, KNOWN_SEATS, OF_SHIFTS, SHIFTS_COUNTY, VACANCIES_SHOWN
from units.rows.ciphers import keyring
from units.rows.keeping import kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import User


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: "User") -> Self:
        """Of opened periods: the county's for the office, the unit's for its people and for the leader of the unit above,
        none for the auditor."""
        if user.is_auditor:
            return self.none()
        rows = self.filter(is_active=True, shift__period__county_id=user.county_id)
        rows = rows.exclude(shift__period__state=PeriodState.DRAFT)
        return rows.filter(user.sees("shift__unit"))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def in_force(self) -> Self:
        """Active and published: what people really owe."""
        return self.filter(is_active=True, shift__period__state__in=(PeriodState.PUBLISHED, PeriodState.CLOSED))

    def on_duty_at(self, at: datetime) -> Self:
        """In force at the instant `at`, one roster per unit. The look-back bound lets a btree on the start serve the question."""
        rows = self.in_force().filter(shift__start__lte=at, shift__start__gt=at - MAX_SHIFT, start__lte=at, end__gt=at)
        return rows.exclude(models.Exists(_preferred_at(at)))


def _preferred_at(at: datetime) -> "models.QuerySet[Shift]":
    """Duty of the same unit by another period that goes before: a holiday's before any other, else the later made.

    Rosters published before overlaps were refused may stand side by side; only one of them is to be answered with.
    """
    theirs, mine = models.Q(period__kind=PeriodKind.HOLIDAY), models.Q(kind_asked=PeriodKind.HOLIDAY)
    later = models.Q(period__created_at__gt=models.OuterRef("shift__period__created_at"))
    others = Shift.objects.filter(
        unit=models.OuterRef("shift__unit"),
        is_released=False,
        start__lte=at,
        start__gt=at - MAX_SHIFT,
        end__gt=at,
        period__state__in=(PeriodState.PUBLISHED, PeriodState.CLOSED),
    ).exclude(period=models.OuterRef("shift__period"))
    asked = models.ExpressionWrapper(models.OuterRef("shift__period__kind"), output_field=models.CharField())
    alike = (theirs & mine) | (~theirs & ~mine)
    return others.annotate(kind_asked=asked).filter((theirs & ~mine) | (alike & later))


@reads_as_kept("person")
class Assignment(models.Model):
    """Who holds a shift, or a part of it; without a person it is a vacancy with its reason.

    `words`: how the person was called and reached in the revision that seated them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Found by `assignment_of_shift`.
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, null=True, related_name="assignments")
    start = models.DateTimeField()
    end = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    is_pinned = models.BooleanField(_("人工指定"), default=False)
    is_exclusive = models.BooleanField(default=True)
    points = models.DecimalField(_("负担分"), max_digits=7, decimal_places=2)
    vacancy_causes = models.JSONField(default=list, blank=True)
    acknowledged_at = models.DateTimeField(_("收到时间"), null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = kept_words()
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    # Copied by the database from the person, where it is sealed.
    sealed_within: ClassVar = {"words": ("person", "mobile")}

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("值班安排")
        triggers = [
            *TOUCHED,
            VACANCIES_SHOWN,
            *moving(IN_FORCE.format(OF_SHIFTS)),
            # Whom it names stays, how they are reached goes when the key does (docs/decisions/0020).
            *remembering(SHIFTS_COUNTY, which=KNOWN_SEATS, without=("words", "person", "mobile")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="assignment_start_before_end"),
            ExclusionConstraint(
                name="assignment_person_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (InstantRange("start", "end", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(is_active=True, is_exclusive=True, person__isnull=False),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("该人员同一时段已有值班"),
                violation_error_code="person_already_on_duty",
            ),
            ExclusionConstraint(
                name="assignment_seat_no_overlap",
                expressions=[
                    ("shift", RangeOperators.EQUAL),
                    (InstantRange("start", "end", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(is_active=True),
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("该席位已有人"),
                violation_error_code="seat_already_held",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "start"], condition=models.Q(is_active=True), name="assignment_by_person"),
            # Named, with what statistics add up, so that they read nothing else; without it the planner takes the exclusion
            # constraint's GiST index, ten times as dear.
            models.Index(fields=["shift", "is_active"], include=["person", "points"], name="assignment_of_shift"),
            models.Index(
                fields=["shift"], condition=models.Q(is_active=True, person__isnull=True), name="assignment_vacant"
            ),
            # What is to come, for reminders: a handful of rows however long the history.
            models.Index(
                fields=["start"], condition=models.Q(is_active=True, person__isnull=False), name="assignment_coming"
            ),
        ]

    def __str__(self) -> str:
        return str(self.shift)

    @property
    def state(self) -> AssignmentState:
        """Needs `shift.period` loaded."""
        if self.person_id is None:
            return AssignmentState.VACANT
        if not self.shift.period.is_in_force:
            return AssignmentState.PROPOSED
        return AssignmentState.ACKNOWLEDGED if self.acknowledged_at else AssignmentState.PUBLISHED

    @property
    def sheet_mobile(self) -> str:
        """The holder's number as the sheet has it: as published, else today's; empty for a vacancy."""
        if self.person is None:
            return ""
        kept: str | None = self.words.get("person", {}).get("mobile")
        return self.person.mobile if kept is None else keyring().open(kept)

    @property
    def vacancy_reason(self) -> str:
        """Why nobody holds it, as a sentence; empty when somebody does."""
        if self.person_id is not None:
            return ""
        return reasons_text(Reason(cause["code"], cause.get("params", {})) for cause in self.vacancy_causes)

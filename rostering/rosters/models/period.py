import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from rostering.enums import PeriodState
from rostering.labels import OVERLAP_LABELS, PERIOD_KIND_LABELS, PERIOD_STATE_LABELS
from units.rows.keeping import USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering
from units.rows.touching import TOUCHED, touching

if TYPE_CHECKING:
    from units.models import User


class DayRange(models.Func):
    """daterange(first, last, '[]')."""

    function = "DATERANGE"
    output_field = DateRangeField()


class DutyPeriodQuerySet(models.QuerySet["DutyPeriod"]):
    def visible_to(self, user: "User") -> Self:
        """The office sees all of the county's periods, units those that have been opened, the auditor none."""
        periods = self.filter(county_id=user.county_id)
        if user.is_county_office:
            return periods
        return periods.none() if user.is_auditor else periods.exclude(state=PeriodState.DRAFT)

    def in_force(self) -> Self:
        """Whose rosters count: published, or closed after having been."""
        return self.filter(state__in=(PeriodState.PUBLISHED, PeriodState.CLOSED))


@reads_as_kept("exception_by")
class DutyPeriod(models.Model):
    """值班周期: a run of duty days of one county, rostered, confirmed and published together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="duty_periods")
    name = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("类型"), max_length=12, choices=list(PERIOD_KIND_LABELS.items()))
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"))
    filing_deadline = models.DateTimeField(_("报送截止"))
    state = models.CharField(max_length=12, choices=list(PERIOD_STATE_LABELS.items()), default=PeriodState.DRAFT)
    policy = models.ForeignKey("rostering.PolicyVersion", on_delete=models.PROTECT, null=True, related_name="+")
    exception_reason = models.CharField(_("缺口说明"), max_length=500, blank=True)
    exception_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    overlap = models.CharField(
        _("与其他值班表重叠时"), max_length=8, blank=True, choices=list(OVERLAP_LABELS.items()), db_default=Value("")
    )
    close_reason = models.CharField(_("提前结束的原因"), max_length=500, blank=True, db_default=Value(""))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    # Since its publication: {name, county, lead_office}, as the heads of its sheets say them.
    words = kept_words()

    objects = DutyPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("值班周期")
        triggers = [
            keeping(exception_by=USER),
            *TOUCHED,
            *moving(),
            *remembering(),
            # With its own instant, which is the service's. What opens has just been laid out; what has kept the name shows that.
            touching(
                "shown_by_seats",
                "name",
                "filing_deadline",
                rows={
                    "rostering_roster": (
                        "OLD.state <> 'draft' AND period_id = NEW.id AND updated_at <> NEW.updated_at"
                        " AND (OLD.filing_deadline IS DISTINCT FROM NEW.filing_deadline OR words->'period' IS NULL)"
                    ),
                    "rostering_assignment": (
                        "OLD.state <> 'draft' AND is_active AND updated_at <> NEW.updated_at"
                        " AND shift_id IN (SELECT shift.id FROM rostering_shift shift"
                        " JOIN rostering_roster roster ON roster.id = shift.roster_id"
                        " WHERE shift.period_id = NEW.id AND roster.words->'period' IS NULL)"
                    ),
                },
                at="GREATEST(NEW.updated_at, {0}updated_at + interval '1 microsecond')",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="duty_period_days_ordered"
            ),
            ExclusionConstraint(
                name="duty_period_no_overlap",
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        DayRange("first_day", "last_day", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                # One closed early has left its days to others.
                condition=models.Q(close_reason=""),
                violation_error_message=_("这些日期已有同类值班周期"),
                violation_error_code="period_overlap",
            ),
            ExclusionConstraint(
                name="duty_period_one_at_a_time",
                expressions=[
                    ("county", RangeOperators.EQUAL),
                    (
                        DayRange("first_day", "last_day", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                # Of seats laid out; where the office has said which period carries on, the shifts keep apart.
                condition=models.Q(close_reason="", overlap="") & ~models.Q(state=PeriodState.DRAFT),
                violation_error_message=_("这些日期已由另一值班表排班，请先说明以哪个为准"),
                violation_error_code="days_taken",
            ),
        ]
        indexes = [models.Index(fields=["county", "-first_day"], name="duty_period_by_county")]

    def __str__(self) -> str:
        return self.name

    @property
    def published_name(self) -> str:
        """What it was called when it was published; before that what it is called now."""
        name: str = self.words.get("name", self.name)
        return name

    @property
    def days(self) -> list[date]:
        span = (self.last_day - self.first_day).days
        return [self.first_day + timedelta(days=offset) for offset in range(span + 1)]

    @property
    def is_in_force(self) -> bool:
        return self.state in (PeriodState.PUBLISHED, PeriodState.CLOSED)

    def is_past_deadline(self, now: datetime) -> bool:
        return now > self.filing_deadline

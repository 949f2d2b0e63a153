import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.engine.problem import Rules, Strength
from rostering.labels import STRENGTH_LABELS
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import User

DEFAULTS = Rules()


class OpeningBalanceQuerySet(models.QuerySet["OpeningBalance"]):
    def visible_to(self, user: "User") -> Self:
        """As people's burden: the county's for the office, the unit's for its leader, one's own for a duty person."""
        return self.filter(user.whose("person__unit", "person"), person__unit__county_id=user.county_id)


class OpeningBalance(models.Model):
    """What somebody had carried in `[since, as_of)`, before the system kept the records. Duties by class, and points."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField("units.Person", on_delete=models.PROTECT, related_name="opening_balance")
    since = models.DateField(_("起始日期"))
    as_of = models.DateField(_("截止日期"))
    eve = models.DecimalField(_("除夕"), max_digits=6, decimal_places=2, default=0)
    festival = models.DecimalField(_("节日当天"), max_digits=6, decimal_places=2, default=0)
    statutory = models.DecimalField(_("法定假日"), max_digits=6, decimal_places=2, default=0)
    weekend = models.DecimalField(_("周末和调休"), max_digits=6, decimal_places=2, default=0)
    points = models.DecimalField(_("负担分"), max_digits=9, decimal_places=2, default=0)
    source = models.CharField(_("依据"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = OpeningBalanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("期初负担")
        triggers = TOUCHED
        constraints = [
            models.CheckConstraint(
                condition=models.Q(as_of__gt=models.F("since")), name="opening_balance_range_ordered"
            ),
            models.CheckConstraint(
                condition=models.Q(eve__gte=0, festival__gte=0, statutory__gte=0, weekend__gte=0, points__gte=0),
                name="opening_balance_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.as_of}"


class RosterRulesQuerySet(models.QuerySet["RosterRules"]):
    def visible_to(self, user: "User") -> Self:
        """Whoever reads rosters may know the rules they follow."""
        return self.none() if user.is_auditor else self.filter(county_id=user.county_id)


def _strength(label: Any, default: Strength) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=8, choices=list(STRENGTH_LABELS.items()), default=default)


class RosterRules(models.Model):
    """排班规则: a county's rules for rosters whose first day is `effective_from` or later; local settings throughout."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="roster_rules")
    effective_from = models.DateField(_("施行日期"))
    rest = _strength(_("两次值班之间休息"), DEFAULTS.rest)
    rest_days = models.PositiveSmallIntegerField(_("休息天数"), default=DEFAULTS.rest_days)
    rest_days_after_on_site = models.PositiveSmallIntegerField(
        _("24 小时在岗后休息天数"), default=DEFAULTS.rest_days_after_on_site
    )
    week = _strength(_("七天内值班次数"), DEFAULTS.week)
    max_in_week = models.PositiveSmallIntegerField(_("七天内最多次数"), default=DEFAULTS.max_in_week)
    period = _strength(_("一个周期内值班次数"), DEFAULTS.period)
    max_in_period = models.PositiveSmallIntegerField(
        _("一个周期最多次数"), null=True, blank=True, default=DEFAULTS.max_in_period
    )
    distance = _strength(_("响应半径"), DEFAULTS.distance)
    pair_together = _strength(_("不同时值班"), DEFAULTS.pair_together)
    pair_both_away = _strength(_("不同时外出"), DEFAULTS.pair_both_away)
    spacing_days = models.PositiveSmallIntegerField(_("尽量间隔天数"), default=DEFAULTS.spacing_days)
    ledger_years = models.PositiveSmallIntegerField(_("公平台账年数"), default=5)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = RosterRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("排班规则")
        ordering = ["-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "effective_from"],
                name="roster_rules_one_per_start",
                violation_error_message=_("该日起已有排班规则"),
                violation_error_code="rules_exist",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rest_days__lte=30,
                    rest_days_after_on_site__lte=30,
                    max_in_week__gte=1,
                    max_in_week__lte=7,
                    spacing_days__gte=1,
                    spacing_days__lte=60,
                    ledger_years__gte=1,
                    ledger_years__lte=20,
                ),
                name="roster_rules_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return str(self.effective_from)

    def as_rules(self) -> Rules:
        """For the engine."""
        return Rules(
            rest=Strength(self.rest),
            rest_days=self.rest_days,
            rest_days_after_on_site=self.rest_days_after_on_site,
            week=Strength(self.week),
            max_in_week=self.max_in_week,
            period=Strength(self.period),
            max_in_period=self.max_in_period,
            distance=Strength(self.distance),
            pair_together=Strength(self.pair_together),
            pair_both_away=Strength(self.pair_both_away),
            spacing_days=self.spacing_days,
        )

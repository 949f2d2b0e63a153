import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostering.enums import WishKind
from rostering.labels import PAIR_KIND_LABELS, WISH_KIND_LABELS
from units.rows.touching import TOUCHED

if TYPE_CHECKING:
    from units.models import Person, User

HEAVIEST = 9


class PreferenceQuerySet(models.QuerySet["Preference"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, the unit's for its leader, one's own for a duty person."""
        return self.filter(user.whose("person__unit", "person"), person__unit__county_id=user.county_id)

    def overlapping(self, first: date, last: date) -> Self:
        """Both ends included."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Preference(models.Model):
    """A wish for the duty days `first_day`..`last_day`, or a decision (指定) that somebody is on duty on one of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="preferences")
    kind = models.CharField(_("类型"), max_length=12, choices=list(WISH_KIND_LABELS.items()))
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"))
    post = models.CharField(_("岗位"), max_length=40, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("分量"), default=1, validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)]
    )
    note = models.CharField(_("备注"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = PreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("值班意愿")
        triggers = TOUCHED
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="preference_days_ordered"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=HEAVIEST), name="preference_weight_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=WishKind.PINNED) | models.Q(first_day=models.F("last_day")),
                name="preference_pin_is_for_one_day",
            ),
            models.UniqueConstraint(
                fields=["person", "first_day"],
                condition=models.Q(kind=WishKind.PINNED),
                name="preference_pinned_once_a_day",
                violation_error_message=_("该人员当日已指定值班"),
                violation_error_code="already_pinned",
            ),
        ]
        indexes = [models.Index(fields=["person", "first_day"], name="preference_by_person")]

    def __str__(self) -> str:
        return str(self.person)


class PairRuleQuerySet(models.QuerySet["PairRule"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office, those of the unit for its leader; not for the people they are about."""
        return self.filter(user.led("unit"), unit__county_id=user.county_id)

    def concerning(self, person_id: uuid.UUID) -> Self:
        return self.filter(models.Q(first_id=person_id) | models.Q(second_id=person_id))


class PairRule(models.Model):
    """Two people of a unit who are never on duty together, or never both away. Ids in order, so that a pair is one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="pair_rules")
    first = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("类型"), max_length=12, choices=list(PAIR_KIND_LABELS.items()))
    note = models.CharField(_("备注"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = PairRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("搭班规则")
        triggers = TOUCHED
        constraints = [
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="pair_rule_ids_ordered"),
            models.UniqueConstraint(
                fields=["unit", "first", "second", "kind"],
                name="pair_rule_once",
                violation_error_message=_("已有这条搭班规则"),
                violation_error_code="pair_rule_exists",
            ),
        ]
        indexes = [models.Index(fields=["second"], name="pair_rule_by_second")]

    def __str__(self) -> str:
        return f"{self.first}、{self.second}"

    def other(self, person_id: uuid.UUID) -> "Person":
        """Needs both people loaded."""
        return self.second if self.first_id == person_id else self.first


class SharedPersonQuerySet(models.QuerySet["SharedPerson"]):
    def visible_to(self, user: "User") -> Self:
        """The county's for the office; for a unit, who it lends and who it borrows."""
        return self.filter(user.led("unit") | user.led("person__unit"), unit__county_id=user.county_id)

    def overlapping(self, first: date, last: date) -> Self:
        """Both ends included."""
        return self.filter(valid_from__lte=last).filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=first))

    def throughout(self, first: date, last: date) -> Self:
        """On every one of the days, both ends included."""
        return self.filter(valid_from__lte=first).filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=last))


class SharedPerson(models.Model):
    """兼任: somebody who also fills posts of another unit, from a day on (`valid_to` is the first day no longer)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("units.Person", on_delete=models.PROTECT, related_name="shared_with")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="shared_people")
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("终止日期"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = SharedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("兼任")
        triggers = TOUCHED
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="shared_person_range_ordered",
            ),
            models.UniqueConstraint(
                fields=["person", "unit"],
                name="shared_person_once",
                violation_error_message=_("该人员已在该单位兼任"),
                violation_error_code="already_shared",
            ),
        ]
        indexes = [models.Index(fields=["unit"], name="shared_person_by_unit")]

    def __str__(self) -> str:
        return str(self.person)

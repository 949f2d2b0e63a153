import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from units.labels import RANK_LABELS
from units.rows.fields import NameKeyField
from units.rows.moving import OF_UNIT, moving
from units.rows.remembering import UNITS_COUNTY, remembering
from units.rows.sealed import SealedField
from units.rows.touching import TOUCHED
from units.spelling.names import name_key, tidy_name
from units.spelling.phones import mask_phone, mobile_number, phone_number

if TYPE_CHECKING:
    from units.counties.models.user import User

# Digits of a number by which somebody is looked up; fewer are a part of many.
LONG_ENOUGH = 7
# 领导排序 inside a unit. The name only parts two people whom somebody has given the same number.
IN_UNIT = ("-rank", "protocol_order", "name", "pk")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: "User") -> Self:
        """The county for the office, the unit for its leader, oneself for a duty person, nobody for the auditor."""
        return self.filter(user.whose("unit", "pk"), unit__county_id=user.county_id)

    def same_as(self, pk: uuid.UUID) -> Self:
        """Every entry of the same person beside one of them: of the units they came from, and where they go.

        Each as one value to look up: alternatives over joins would read everybody there is.
        """
        entries = Person.objects.values("moved_from")
        before, before_that = entries.filter(pk=pk), entries.filter(moved_to=pk)
        earlier = models.Q(pk=models.Subquery(before[:1])) | models.Q(pk=models.Subquery(before_that[:1]))
        return self.filter(models.Q(pk=pk) | models.Q(moved_from=pk) | earlier)

    def in_protocol_order(self) -> Self:
        """As they are named on paper: by rank, then by the order their unit has given them, never by name."""
        return self.order_by(*IN_UNIT)

    def by_unit(self) -> Self:
        """Units in protocol order, their people in theirs."""
        return self.order_by("unit__protocol_order", "unit__code", *IN_UNIT)

    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day).filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day))

    def found_by(self, text: str, *, by_number: bool = False) -> Self:
        """Those whose name, however it is typed, holds `text`, or its pinyin initials begin so, or, when whoever asks
        may see numbers, whose whole number it is."""
        key = name_key(text)
        found = models.Q(name__icontains=tidy_name(text))
        if key:
            found |= models.Q(name_key__contains=key) | models.Q(initials__startswith=key)
        number = mobile_number(text) or phone_number(text) if by_number else None
        if number and len(number) >= LONG_ENOUGH:
            found |= models.Q(mobile=number) | models.Q(office_phone=number)
        return self.filter(found)


class Person(models.Model):
    """Somebody who can be on duty. Leaves by `valid_to` (first day no longer there), never by deletion."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="people", verbose_name=_("单位"))
    name = models.CharField(_("姓名"), max_length=60)
    initials = models.CharField(_("拼音首字母"), max_length=60, blank=True, editable=False)
    name_key = NameKeyField(max_length=200, blank=True, editable=False)
    rank = models.PositiveSmallIntegerField(_("职级"), choices=list(RANK_LABELS.items()))
    position = models.CharField(_("职务"), max_length=100, blank=True)
    protocol_order = models.PositiveIntegerField(_("排序"), default=0, help_text=_("单位内同职级的先后，小的在前"))
    mobile = SealedField(_("手机"), max_length=20, blank=True)
    office_phone = SealedField(_("办公电话"), max_length=40, blank=True)
    travel_minutes = models.PositiveSmallIntegerField(
        _("响应半径（分钟）"), null=True, blank=True, help_text=_("从家到岗所需分钟数")
    )
    eligible_posts = ArrayField(models.CharField(max_length=40), verbose_name=_("可任岗位"), default=list, blank=True)
    valid_from = models.DateField(_("到任日期"))
    # Of somebody whose joining date nobody knows: the day they were entered, from which the ledger counts them.
    counted_from = models.DateField(null=True, blank=True, editable=False)
    valid_to = models.DateField(_("离任日期"), null=True, blank=True, help_text=_("自该日起不再排班"))

    # 调动: the entry of the same person in the unit they come from, which keeps what they did there.
    moved_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="moved_to"
    )

    # The number a personnel system knows the person by: on every entry of theirs, and `known_in` the county on the latest.
    external_id = models.CharField(_("外部编号"), max_length=64, blank=True, editable=False)
    known_in = models.ForeignKey(
        "units.County", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        # How somebody is called; never how they are reached.
        triggers = [*TOUCHED, *moving(OF_UNIT), *remembering(UNITS_COUNTY, only=("name", "position"))]
        constraints = [
            models.UniqueConstraint(fields=["known_in", "external_id"], name="external_id_once_per_county"),
            models.CheckConstraint(
                condition=models.Q(known_in__isnull=True) | ~models.Q(external_id=""), name="known_by_an_external_id"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="person_valid_range_ordered",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-rank", "protocol_order", "name"], name="person_by_unit"),
            models.Index(fields=["updated_at"], name="person_by_change"),
            # All entries of somebody whom a personnel system writes.
            models.Index(fields=["external_id"], name="person_by_external_id", condition=~models.Q(external_id="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def joined_on(self) -> date | None:
        """The joining date, None when nobody knows it."""
        return self.valid_from if self.counted_from is None else None

    @property
    def burden_from(self) -> date:
        """Since when they could have carried their share: nobody is loaded with what was due before anybody knew them."""
        return max(self.valid_from, self.counted_from or self.valid_from)

    @property
    def masked_mobile(self) -> str:
        return mask_phone(self.mobile)


class Grade(models.Model):
    """职级对照: a grade this county writes besides the usual ones, or ranks otherwise (`units.spelling.grades`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="grades")
    name = models.CharField(_("职级写法"), max_length=40)
    # The spelling that is compared: one entry for all of them.
    key = models.CharField(max_length=40, editable=False)
    rank = models.PositiveSmallIntegerField(_("归入"), choices=list(RANK_LABELS.items()))

    class Meta:
        verbose_name = _("职级对照")
        constraints = [models.UniqueConstraint(fields=["county", "key"], name="grade_once_per_county")]

    def __str__(self) -> str:
        return self.name

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from units.labels import TIER_LABELS
from units.rows.moving import OF_UNIT, moving
from units.rows.remembering import UNITS_COUNTY, remembering
from units.rows.touching import NOW_OR_LATER, TOUCHED, touching
from units.spelling.names import tidy_name

if TYPE_CHECKING:
    from units.counties.models.user import User


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, user: "User") -> Self:
        """The county for the office and the auditor, the own unit for everybody else."""
        units = self.filter(county_id=user.county_id)
        return units if user.unit_ids is None else units.filter(pk__in=user.unit_ids)

    def managed_by(self, user: "User") -> Self:
        """The county for the office, for everybody else the units they lead."""
        return self.filter(user.led("pk"), county_id=user.county_id)

    def read_by(self, user: "User") -> Self:
        """Whose rosters and figures one reads beyond naming them: those one manages, and for a leader the units below.
        A token that names its units goes no further than they do."""
        units = self.managed_by(user)
        if user.is_county_office or user.directory_unit_ids is not None:
            return units
        return units | self.filter(parent__in=user.led_unit_ids, county_id=user.county_id)

    def in_directory_of(self, user: "User") -> Self:
        """Names in the public duty directory: the county's, narrowed only by a token's units."""
        units = self.filter(county_id=user.county_id)
        return units if user.directory_unit_ids is None else units.filter(pk__in=user.directory_unit_ids)

    def called(self, text: str) -> Self:
        """Those whose name or short name holds `text`, or whose code begins so."""
        text = tidy_name(text)
        named = models.Q(name__icontains=text) | models.Q(short_name__icontains=text)
        return self.filter(named | models.Q(code__istartswith=text))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def serving_on(self, day: date) -> Self:
        """In use, and not closed by `day`."""
        return self.active().filter(models.Q(closed_from__isnull=True) | models.Q(closed_from__gt=day))

    def with_tier_on(self, day: date) -> Self:
        """Annotates `tier` with the tier that holds on `day` (None before the history begins)."""
        held = UnitTier.objects.filter(unit=models.OuterRef("pk"), valid__contains=day)
        return self.annotate(tier=models.Subquery(held.values("tier")[:1]))

    def in_protocol_order(self) -> Self:
        return self.order_by("protocol_order", "code")


# The service has the sentences; who writes rows by hand is stopped here.
ONE_LEVEL = pgtrigger.Trigger(
    name="units_one_level_below",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
    condition=pgtrigger.Q(new__parent__isnull=False),
    func="""
        IF EXISTS (
            SELECT FROM units_unit AS above WHERE above.id = NEW.parent_id
            AND (above.county_id <> NEW.county_id OR above.parent_id IS NOT NULL)
        ) OR EXISTS (SELECT FROM units_unit AS under WHERE under.parent_id = NEW.id) THEN
            RAISE EXCEPTION 'unit % can not be below unit %', NEW.id, NEW.parent_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'units_one_level_below';
        END IF;
        RETURN NULL;
    """,
)


class Unit(models.Model):
    """One of the county's offices, bureaus or townships. Deactivated, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="units")
    code = models.CharField(_("代码"), max_length=32)
    name = models.CharField(_("名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    protocol_order = models.PositiveIntegerField(_("排序"), default=0)
    duty_phone = models.CharField(_("值班电话"), max_length=40, blank=True)
    fax = models.CharField(_("传真"), max_length=40, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("经度"), max_digits=9, decimal_places=6, null=True, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)
    # The first day on which it doesn't exist any more; `is_active` follows on that day.
    closed_from = models.DateField(_("停用日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_in", verbose_name=_("并入")
    )

    # A township or station below it keeps rosters of its own, which the leader of the unit above reads. One level only.
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="below", verbose_name=_("上级单位")
    )

    updated_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        triggers = [
            *TOUCHED,
            *moving(),
            *remembering(),
            ONE_LEVEL,
            touching(
                "shown_in_directory",
                "code",
                "name",
                rows={"units_person": "unit_id = NEW.id", "units_unit": "NEW.id IN (merged_into_id, parent_id)"},
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["county", "code"], name="unit_code_once_per_county"),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="unit_not_below_itself"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True) | models.Q(latitude__range=(-90, 90)),
                name="unit_latitude_on_earth",
            ),
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True) | models.Q(longitude__range=(-180, 180)),
                name="unit_longitude_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["county", "protocol_order", "code"], name="unit_protocol_order")]

    def __str__(self) -> str:
        return self.name

    def serves_on(self, day: date) -> bool:
        """Whether it is in use on `day`, as far as is decided."""
        return self.is_active and (self.closed_from is None or day < self.closed_from)

    @property
    def label(self) -> str:
        """What fits a tile or a narrow column."""
        return self.short_name or self.name

    def tier_on(self, day: date) -> str | None:
        """The tier that holds on `day`, None before the history begins. One query."""
        return self.tiers.filter(valid__contains=day).values_list("tier", flat=True).first()


NO_GAP = pgtrigger.Trigger(
    name="tier_history_without_gap",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    timing=pgtrigger.Deferred,
    declare=[("gaps", "BIGINT")],
    func="""
        SELECT count(*) INTO gaps FROM (
            SELECT lower(valid) AS begins, lag(upper(valid)) OVER (ORDER BY valid) AS before,
                   row_number() OVER (ORDER BY valid) AS nth
            FROM units_unittier WHERE unit_id = COALESCE(NEW.unit_id, OLD.unit_id)
        ) history
        WHERE nth > 1 AND before IS DISTINCT FROM begins;
        IF gaps > 0 THEN
            RAISE EXCEPTION 'the tier history of unit % has a gap', COALESCE(NEW.unit_id, OLD.unit_id)
                USING ERRCODE = 'check_violation', CONSTRAINT = 'tier_history_without_gap';
        END IF;
        RETURN NULL;
    """,
)

# Lists of units show the tier.
SHOWN = pgtrigger.Trigger(
    name="shown_in_directory",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=f"""
        UPDATE units_unit AS shown SET updated_at = {NOW_OR_LATER.format("shown.")}
        WHERE id = COALESCE(NEW.unit_id, OLD.unit_id);
        RETURN NULL;
    """,  # noqa: S608 - written here, never input
)


class UnitTier(models.Model):
    """A unit's tier from a day on: a history without overlap (exclusion) and without gap (deferred trigger)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tiers")
    tier = models.CharField(_("值守类别"), max_length=32)
    valid = DateRangeField(_("有效期"), help_text=_("半开区间"))
    document_number = models.CharField(_("文号"), max_length=100, blank=True)
    reason = models.CharField(_("事由"), max_length=500, blank=True)
    # When the office decided it on the sheet of past years; None for an entry that came with a list, or by a review.
    decided_at = models.DateTimeField(_("决定时间"), null=True, editable=False)

    class Meta:
        verbose_name = _("类别沿革")
        ordering = ["valid"]
        constraints = [
            ExclusionConstraint(
                name="unit_tier_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=_("该单位在这一时段已有类别"),
                violation_error_code="tier_overlap",
            ),
            models.CheckConstraint(
                condition=models.Q(valid__isempty=False, valid__lower_inf=False), name="unit_tier_range_has_start"
            ),
        ]
        triggers = [NO_GAP, SHOWN, *moving(OF_UNIT), *remembering(UNITS_COUNTY)]

    def __str__(self) -> str:
        return f"{self.unit} {TIER_LABELS[self.tier]}"

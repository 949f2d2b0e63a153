import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alerts.enums import OrderState, StaffState
from alerts.labels import ORDER_STATE_LABELS, STAFF_STATE_LABELS
from alerts.rows import TOUCHED, Mirrored, UnitScopedQuerySet
from rostering.enums import ExtraKind
from rostering.labels import POSTURE_LABELS
from rostering.policies.rules.raising import Overlay, Raise
from units.rows.keeping import UNIT, USER, keeping, kept_words, reads_as_kept
from units.rows.moving import moving
from units.rows.remembering import remembering

if TYPE_CHECKING:
    from units.models import User


# Per unit and duty day, of each kind: more is a call-out.
MOST_EXTRA = 50
EXTRA_COLUMNS: Mapping[str, ExtraKind] = {
    "extra_leaders": ExtraKind.LEADER,
    "extra_staff": ExtraKind.STAFF,
    "extra_backups": ExtraKind.BACKUP,
    "field_team": ExtraKind.FIELD_TEAM,
}


class PostureOrderQuerySet(models.QuerySet["PostureOrder"]):
    def visible_to(self, user: "User") -> Self:
        """Orders are for the whole county to read; the auditor reads them in the audit trail."""
        return self.none() if user.is_auditor else self.filter(county_id=user.county_id)

    def covering(self, start: datetime, end: datetime) -> Self:
        """Those that hold somewhere within `[start, end)`. One withdrawn before it began never holds."""
        return self.filter(withdrawn_at__isnull=True, start__lt=end, end__gt=start)


@reads_as_kept("issued_by")
class PostureOrder(Mirrored):
    """值守升级令: named units or a whole tier hold at least `posture` within `[start, end)`.

    It may call further people in: so many per unit and duty day, on seats of their own (rostering/extras).
    Ending it early moves `end`; what was raised until then stays on record. One withdrawn before its start keeps the span
    it was issued for and has raised nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("编号"))
    reason = models.CharField(_("事由"), max_length=300)
    tier = models.CharField(_("值守类别"), max_length=32, blank=True)
    unit_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    posture = models.CharField(_("值守方式"), max_length=20, choices=list(POSTURE_LABELS.items()))
    extra_leaders = models.PositiveSmallIntegerField(_("每单位增派带班"), default=0, db_default=0)
    extra_staff = models.PositiveSmallIntegerField(_("每单位增派值班"), default=0, db_default=0)
    extra_backups = models.PositiveSmallIntegerField(_("每单位备班"), default=0, db_default=0)
    field_team = models.PositiveSmallIntegerField(_("每单位现场工作组"), default=0, db_default=0)
    start = models.DateTimeField(_("开始"))
    end = models.DateTimeField(_("结束"))
    state = models.CharField(max_length=8, choices=list(ORDER_STATE_LABELS.items()), default=OrderState.IN_FORCE)
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True)
    # The warning on whose page it was begun; the order that a signature brings is the warning's own (`PublicWarning.order`).
    warning = models.ForeignKey(
        "alerts.PublicWarning", on_delete=models.PROTECT, null=True, related_name="orders_begun"
    )
    ends_with_warning = models.BooleanField(_("预警结束时一并解除"), default=False, db_default=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = PostureOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("值守升级令")
        triggers = [TOUCHED, keeping(issued_by=USER, units_in="unit_ids"), *moving(), *remembering()]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="posture_order_number_once"),
            models.CheckConstraint(
                condition=models.Q(start__lt=models.F("end")), name="posture_order_start_before_end"
            ),
            models.CheckConstraint(
                condition=~models.Q(tier="") | ~models.Q(unit_ids=[]), name="posture_order_names_somebody"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_with_warning=False) | models.Q(warning__isnull=False),
                name="posture_order_ends_with_its_warning",
            ),
        ]
        indexes = [models.Index(fields=["county", "end"], name="posture_order_by_end")]

    @property
    def extras(self) -> dict[ExtraKind, int]:
        """How many of each kind it calls in per unit and duty day; empty for none."""
        wanted = {kind: getattr(self, column) for column, kind in EXTRA_COLUMNS.items()}
        return {kind: count for kind, count in wanted.items() if count}

    @property
    def called(self) -> str:
        """As revisions and messages name it."""
        return _now("第 %(number)d 号值守升级令：%(reason)s") % {"number": self.number, "reason": self.reason}

    def as_overlay(self) -> Overlay:
        """As the resolver below takes it."""
        return Overlay(Raise(self.start, self.end, self.posture), self.tier, frozenset(self.unit_ids))

    def __str__(self) -> str:
        return f"#{self.number} {self.reason}"


class OrderStaffQuerySet(UnitScopedQuerySet["OrderStaff"]):
    """Nothing beyond the scoping."""


@reads_as_kept("unit", "confirmed_by")
class OrderStaff(Mirrored):
    """Whom an order calls in of one unit: `seats` of them, told already; the unit confirms who comes, or exchanges them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("units.County", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(PostureOrder, on_delete=models.PROTECT, related_name="staff")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField(_("增派席位"))
    state = models.CharField(max_length=10, choices=list(STAFF_STATE_LABELS.items()), default=StaffState.ASKED)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    words = kept_words()

    objects = OrderStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("增派人员")
        triggers = [TOUCHED, keeping(unit=UNIT, confirmed_by=USER), *moving()]
        constraints = [models.UniqueConstraint(fields=["order", "unit"], name="order_staff_once_per_unit")]
        indexes = [
            models.Index(fields=["unit"], condition=models.Q(state=StaffState.ASKED), name="order_staff_to_confirm")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.seats}"

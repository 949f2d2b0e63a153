"""What posture orders look like."""

from rest_framework import serializers

from alerts.enums import OrderState, StaffState
from alerts.orders.queries import OrderEffect, UnitStaff
from rostering.enums import ExtraKind, Posture
from rostering.models import Assignment
from rostering.seats.shapes import UnreachedShape
from units.api.fields import DayField, InstantField, TierField
from units.api.objects import ObjectShape
from units.api.rows import RowShape, UserNameField
from units.api.shapes import PersonRef, UnitRef


class PostureOrderShape(RowShape):
    """Names a whole tier, or units, or both. `withdrawn_at`: taken back before its start, it has raised nobody. `extra_*`
    and `field_team`: how many more of each kind every unit has per duty day, called in from its own people. `warning`: the one it
    was begun from."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    reason = serializers.CharField()
    tier = TierField(allow_null=True)
    units = UnitRef(many=True)
    posture = serializers.ChoiceField(choices=list(Posture))
    start = InstantField()
    end = InstantField()
    state = serializers.ChoiceField(choices=list(OrderState))
    withdrawn_at = InstantField(allow_null=True)
    warning = serializers.UUIDField(source="warning_id", allow_null=True)
    ends_with_warning = serializers.BooleanField()
    issued_by = UserNameField(allow_null=True)
    extra_leaders = serializers.IntegerField()
    extra_staff = serializers.IntegerField()
    extra_backups = serializers.IntegerField()
    field_team = serializers.IntegerField()
    created_at = InstantField()
    version = serializers.IntegerField()

    also = ("unit_ids",)
    kept = True


class CalledShape(ObjectShape):
    """A seat that an order adds. `person` null: nobody could be called in, `vacancy_reason` says why. `assignment` is how the
    roster knows it, where it may be given to somebody else; null before the order is issued."""

    extra = serializers.ChoiceField(choices=list(ExtraKind), source="shift.extra")
    post = serializers.CharField(source="shift.post")
    day = DayField(source="shift.day")
    start = InstantField()
    end = InstantField()
    person = PersonRef(allow_null=True)
    vacancy_reason = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    assignment = serializers.UUIDField(allow_null=True)
    acknowledged_at = InstantField(allow_null=True)

    @staticmethod
    def read_assignment(seat: Assignment) -> str | None:
        return None if seat._state.adding else str(seat.pk)


class UnitCalledShape(ObjectShape):
    """Whom an order would call in of one unit."""

    unit = UnitRef()
    seats = CalledShape(many=True)


class OrderStaffShape(ObjectShape):
    """Whom an order has called in of one unit, and whether the unit has confirmed them."""

    id = serializers.UUIDField(source="staff.pk")
    unit = UnitRef(source="staff.unit")
    state = serializers.ChoiceField(choices=list(StaffState), source="staff.state")
    confirmed_at = InstantField(allow_null=True, source="staff.confirmed_at")
    confirmed_by = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(source="staff.version")
    seats = CalledShape(many=True)

    @staticmethod
    def read_confirmed_by(one: UnitStaff) -> str | None:
        return one.staff.confirmed_by.display_name if one.staff.confirmed_by else None


class OrderEffectShape(ObjectShape):
    """`shifts` would owe more than they do; `told` people hold them, or are `called` in; `unreached` of those aren't for certain.
    `uncovered` units have no published roster for all of the span: nobody is added there in the rest."""

    shifts = serializers.IntegerField()
    told = serializers.IntegerField()
    unreached = UnreachedShape(many=True)
    seats = serializers.IntegerField()
    vacant = serializers.IntegerField()
    called = UnitCalledShape(many=True)
    uncovered = serializers.ListField(child=serializers.CharField())

    @staticmethod
    def read_uncovered(effect: OrderEffect) -> list[str]:
        return [unit.code for unit in effect.uncovered]

"""Taking somebody or a unit out of the register that was entered by mistake and that nothing hangs on yet."""

from django.db import transaction
from django.db.models import ForeignObjectRel, ProtectedError
from django.utils.translation import gettext as _now

from units.audit import services as audit
from units.audit.models import AuditEvent
from units.counties.models.unit import Unit, UnitTier
from units.counties.models.user import User
from units.db import held, write
from units.errors import RuleViolation
from units.people.models import Person
from units.permissions import check_manage_county, check_manage_people
from units.signals import person_leaves_register

# What a unit was entered with, and what is kept of it for ever.
GO_WITH_A_UNIT = (UnitTier, AuditEvent)
UNIT_AUDITED = ("code", "name", "short_name", "protocol_order", "duty_phone", "is_active")
AUDITED = ("name", "rank", "position", "eligible_posts", "valid_from")


@write
def delete_person(*, person: Person, by: User) -> None:
    """Raises NotAllowed, RuleViolation `person_has_history` once there is duty, leave, a login or a message of theirs:
    then the day they leave is what ends it."""
    check_manage_people(by, person.unit)
    row = held(person, related=("unit",))
    person_leaves_register.send(sender=Person, person=row)
    audit.record(
        by=by,
        action="person.deleted",
        row=row,
        county=row.unit.county_id,
        unit=row.unit,
        before=audit.snapshot(row, AUDITED),
    )
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise has_history(row) from error


@write
def delete_unit(*, unit: Unit, by: User) -> None:
    """With the tiers it was entered with; the trail goes on naming it.

    Raises NotAllowed, RuleViolation `unit_has_history` once anything else names it: then it is closed (已停用).
    """
    check_manage_county(by, unit.county)
    row = held(unit, related=("county",))
    refuse_with_history(row)
    before = audit.snapshot(row, UNIT_AUDITED)
    row.tiers.all().delete()
    audit.record(by=by, action="unit.deleted", row=row, county=row.county_id, before=before)
    row.delete()


def refuse_with_history(unit: Unit) -> None:
    """Raises RuleViolation `unit_has_history` when anything but its own tiers names the unit."""
    if any(_names(relation, unit) for relation in unit._meta.get_fields(include_hidden=True)):
        raise RuleViolation(
            "unit_has_history",
            _now("%(name)s已有人员、账号、值班或办理记录，不能删除；确不再使用的，请改为停用") % {"name": unit.name},
        )


def _names(relation: object, unit: Unit) -> bool:
    """Does a row of this kind name the unit? Many-to-many rows would go with it without a word, so they are asked, too."""
    if not isinstance(relation, ForeignObjectRel) or relation.many_to_many or relation.related_model in GO_WITH_A_UNIT:
        return False
    rows = relation.related_model._base_manager
    return bool(rows.filter(**{relation.field.name: unit}).exists())


def has_history(person: Person) -> RuleViolation:
    return RuleViolation(
        "person_has_history",
        _now("%(name)s已有值班、请假、账号或消息等记录，不能删除；请改填离任日期") % {"name": person.name},
    )

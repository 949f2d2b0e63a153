"""Taking somebody or a unit out of the register that was entered by mistake and that nothing hangs on yet."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _now

from units.db import lock, write
from units.errors import RuleViolation
from units.models import Person, User
from units.permissions import check_manage_people
from units.services import audit
from units.signals import person_leaves_register

AUDITED = ("name", "rank", "position", "eligible_posts", "valid_from")


@write
def delete_person(*, person: Person, by: User) -> None:
    """Raises NotAllowed, RuleViolation `person_has_history` once there is duty, leave, a login or a message of theirs:
    then the day they leave is what ends it."""
    check_manage_people(by, person.unit)
    lock(person)
    row = Person.objects.select_related("unit").get(pk=person.pk)
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


def has_history(person: Person) -> RuleViolation:
    return RuleViolation(
        "person_has_history",
        _now("%(name)s已有值班、请假、账号或消息等记录，不能删除；请改填离任日期") % {"name": person.name},
    )

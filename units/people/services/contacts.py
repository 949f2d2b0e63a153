"""Phone numbers outside duty: each full number somebody looks at is on record before it is shown."""

from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.user import User
from units.db import write
from units.errors import InvalidInput, NotAllowed
from units.people.models import Person

LONGEST_REASON = 500


@write
def reveal_phone(*, person: Person, reason: str, by: User) -> Person:
    """Records who looks at whose number and why; only then may the caller show `person.mobile`.

    Raises NotAllowed without the contacts scope or outside one's units, InvalidInput without a reason.
    """
    if not by.may_see_contacts_of(person.unit_id):
        raise NotAllowed("permission_denied", _("您没有查看电话的权限"))
    reason = reason.strip()
    if not reason:
        raise InvalidInput("reason_required", _("请填写查看电话的事由"), field="reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("reason_too_long", _("事由不超过 500 字"), field="reason")
    audit.record(
        by=by, action="person.phone_revealed", row=person, county=by.county_id, unit=person.unit_id, reason=reason
    )
    return person

"""What somebody doesn't want to hear outside the inbox: their own choice, and only of what is no safety matter."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from alerts.enums import MUTABLE, Purpose
from alerts.outbox.models import Mute
from alerts.permissions import check_manage_contacts
from units.audit import services as audit
from units.db import lock, write
from units.errors import InvalidInput
from units.models import Person, User


def wanted_of(person: Person) -> list[Purpose]:
    """Of what may be chosen, what they hear outside the inbox."""
    muted = set(Mute.objects.filter(person=person).values_list("purpose", flat=True))
    return [purpose for purpose in MUTABLE if purpose not in muted]


@write
def choose(*, person: Person, wanted: Collection[str], by: User) -> list[Purpose]:
    """Of MUTABLE the `wanted` go outside the inbox from now on. Raises NotAllowed, InvalidInput `unknown_purpose`."""
    check_manage_contacts(by, person)
    if not set(wanted) <= set(MUTABLE):
        raise InvalidInput("unknown_purpose", _("没有这类提醒"), field="wanted")
    lock(person)
    before = wanted_of(person)
    after = [purpose for purpose in MUTABLE if purpose in wanted]
    Mute.objects.filter(person=person, purpose__in=after).delete()
    Mute.objects.bulk_create(
        (Mute(person=person, purpose=purpose) for purpose in MUTABLE if purpose not in wanted), ignore_conflicts=True
    )
    if before != after:
        audit.record(
            by=by, action="contact.chosen", row=person, county=person.unit.county_id, unit=person.unit_id,
            before={"wanted": before}, after={"wanted": after},
        )  # fmt: skip
    return after

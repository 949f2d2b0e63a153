"""A duty sheet is for dialling: whole numbers are printed for whoever says what for, and that is on record first."""

from django.utils.translation import gettext_lazy as _

from rostering.permissions import refuse
from rostering.rosters.models.period import DutyPeriod
from units.audit import services as audit
from units.db import write
from units.enums import Scope
from units.errors import InvalidInput
from units.models import Unit, User

LONGEST_PURPOSE = 200


def can_print_phones(user: User, unit: Unit | None) -> bool:
    """Of the unit's sheet whoever may see its numbers; of the county's the office."""
    if unit is None:
        return user.sees_whole_county and user.has_scope(Scope.CONTACTS_READ)
    return user.may_see_contacts_of(unit.pk)


@write
def record_phones_printed(*, period: DutyPeriod, unit: Unit | None, purpose: str, by: User) -> None:
    """Raises NotAllowed, InvalidInput `purpose_required` or `purpose_too_long`."""
    if not can_print_phones(by, unit):
        refuse()
    purpose = purpose.strip()
    if not purpose:
        raise InvalidInput("purpose_required", _("请写明完整号码的用途"), field="purpose")
    if len(purpose) > LONGEST_PURPOSE:
        raise InvalidInput("purpose_too_long", _("用途不超过 200 字"), field="purpose")
    audit.record(by=by, action="period.phones_printed", row=period, county=period.county_id, unit=unit, reason=purpose)

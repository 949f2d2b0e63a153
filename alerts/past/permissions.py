from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from units.enums import Scope
from units.errors import NotAllowed
from units.models import Unit, User


def can_retrace(user: User) -> bool:
    """The county office; whoever leads a unit, for it."""
    return (
        user.county_id is not None and user.has_scope(Scope.ALERTS_READ) and (user.is_county_office or user.leads_unit)
    )


def check_see_past(user: User) -> None:
    if not can_retrace(user):
        _refuse()


def check_retrace(user: User, unit: Unit | None = None) -> None:
    """Raises NotAllowed; a leader has to name a unit of theirs."""
    theirs = user.managed_unit_ids
    is_theirs = theirs is None or (unit is not None and unit.pk in theirs)
    if not can_retrace(user) or not is_theirs:
        _refuse()


def _refuse() -> NoReturn:
    raise NotAllowed("permission_denied", _("值守回溯仅供两办和单位负责人查看，单位负责人限本单位"))

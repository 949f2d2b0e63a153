"""Who may bring sheets: the office for the county, a leader for the own unit."""

from django.utils.translation import gettext_lazy as _

from units.counties.models.user import User
from units.enums import Scope
from units.errors import NotAllowed


def can_import(user: User) -> bool:
    return (
        user.county_id is not None
        and (user.sees_whole_county or user.leads_unit)
        and user.has_scope(Scope.ROSTER_WRITE)
    )


def check_import(user: User) -> None:
    if not can_import(user):
        raise NotAllowed("permission_denied", _("导入由单位负责人或两办办理"))

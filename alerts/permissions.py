"""Who may see what happens on duty: `can_x` answers, `check_x` raises NotAllowed."""

from django.utils.translation import gettext_lazy as _

from units.domain.enums import Scope
from units.errors import NotAllowed
from units.models import User


def can_see_board(user: User) -> bool:
    """The duty directory is open to everybody who does or arranges duty; the auditor reads the trail instead."""
    return user.county_id is not None and user.has_scope(Scope.ROSTER_READ)


def check_see_board(user: User) -> None:
    if not can_see_board(user):
        raise NotAllowed("permission_denied", _("值班动态仅供两办、单位负责人和值班人员查看"))

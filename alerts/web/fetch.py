"""Fetching a row and asking whether this reader may see it, in one step: unknown and invisible are both 404."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from alerts.permissions import check_command, check_keeper
from units.enums import Scope
from units.errors import NotAllowed
from units.models import County, User
from units.web.reader import reader as signed_in


def reader(request: HttpRequest) -> User:
    """The signed-in user, who must be somebody of a county's duty. Raises NotAllowed for the auditor."""
    user = signed_in(request)
    if user.county is None or not user.has_scope(Scope.ALERTS_READ):
        raise NotAllowed("permission_denied", _("此页仅供两办、单位负责人和值班人员查看"))
    return user


def commander(request: HttpRequest) -> User:
    """The county office. Raises NotAllowed for everybody else."""
    user = reader(request)
    check_command(user)
    return user


def keeper(request: HttpRequest) -> User:
    """Who sees to people: the county office, or a unit's leader for the unit. Raises NotAllowed for everybody else."""
    user = reader(request)
    check_keeper(user)
    return user


def county_of(user: User) -> County:
    if user.county is None:
        raise AssertionError("`reader` lets nobody through who belongs to no county")
    return user.county

"""Who may go on a round: a county leader for themselves, the office for any of them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from alerts.permissions import can_command
from rostering.labels import is_county_wide
from units.enums import Scope
from units.errors import NotAllowed

if TYPE_CHECKING:
    from units.models import Person, User


def can_supervise(user: "User", leader: "Person") -> bool:
    if can_command(user):
        return leader.unit.county_id == user.county_id
    return user.person_id == leader.pk and user.has_scope(Scope.ALERTS_WRITE) and is_county_leader(leader)


def check_supervise(user: "User", leader: "Person") -> None:
    if not can_supervise(user, leader):
        raise NotAllowed("permission_denied", _("值班督导由县领导本人或两办登记"))


def is_county_leader(person: "Person") -> bool:
    return any(map(is_county_wide, person.eligible_posts))

"""Who may do what about a duty that is up for cover: `can_x` answers, `check_x` raises NotAllowed."""

from uuid import UUID

from rostering.covers.models import Cover
from rostering.permissions import is_office, leads, refuse
from units.enums import Scope
from units.models import User


def can_keep_cover(user: User, cover: Cover) -> bool:
    """Withdraw it, and see who was asked: whose duty it is, the unit's leader, the office."""
    own = user.person_id is not None and user.person_id == cover.person_id
    return user.has_scope(Scope.ROSTER_WRITE) and (own or can_stand_for(user, cover))


def check_keep_cover(user: User, cover: Cover) -> None:
    if not can_keep_cover(user, cover):
        refuse()


def can_stand_for(user: User, cover: Cover) -> bool:
    """Answer for somebody who was asked: the unit's leader or the office."""
    return is_office(user) or leads(user, cover.unit_id)


def check_answer_ask(user: User, cover: Cover, person_id: UUID) -> None:
    """For oneself, or on behalf of somebody."""
    own = user.person_id == person_id
    if not (user.has_scope(Scope.ROSTER_WRITE) and (own or can_stand_for(user, cover))):
        refuse()

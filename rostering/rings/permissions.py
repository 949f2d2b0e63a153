"""Who may do what with offers and rings: `can_x` answers, `check_x` raises NotAllowed."""

from uuid import UUID

from rostering.permissions import is_office, leads, refuse
from rostering.rings.models import Ring, RingOffer
from units.enums import Scope
from units.models import User


def can_stand_for(user: User, unit_id: UUID) -> bool:
    return user.has_scope(Scope.ROSTER_WRITE) and (is_office(user) or leads(user, unit_id))


def check_keep_offer(user: User, offer: RingOffer) -> None:
    """Take it back: whose duty it is, or leader and office on their behalf."""
    own = user.has_scope(Scope.ROSTER_WRITE) and user.person_id is not None and user.person_id == offer.person_id
    if not (own or can_stand_for(user, offer.unit_id)):
        refuse()


def check_answer_ring(user: User, ring: Ring, person_id: UUID) -> None:
    """For oneself, or on behalf of somebody who takes part."""
    own = user.has_scope(Scope.ROSTER_WRITE) and user.person_id == person_id
    if not (own or can_stand_for(user, ring.unit_id)):
        refuse()


def check_decide_ring(user: User, ring: Ring) -> None:
    """批准 or 不予批准: the unit's leader, or the office."""
    if not can_stand_for(user, ring.unit_id):
        refuse()

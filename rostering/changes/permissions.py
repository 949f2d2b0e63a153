"""Who may move a swap on: `can_x` answers, `check_x` raises NotAllowed."""

from django.utils.translation import gettext_lazy as _

from rostering.changes.models import Swap
from rostering.enums import SwapState
from rostering.permissions import is_office, leads, refuse
from units.enums import Scope
from units.errors import NotAllowed
from units.models import User


def can_answer_swap(user: User, swap: Swap) -> bool:
    """同意 or 不同意: who is asked, or leader and office on their behalf."""
    return user.has_scope(Scope.ROSTER_WRITE) and (
        user.person_id == swap.counterpart_id or is_office(user) or leads(user, swap.unit_id)
    )


def check_answer_swap(user: User, swap: Swap) -> None:
    if not can_answer_swap(user, swap):
        refuse()


def can_decide_swap(user: User, swap: Swap) -> bool:
    """批准 or 不予批准: the unit's leader, or the office."""
    return user.has_scope(Scope.ROSTER_WRITE) and (is_office(user) or leads(user, swap.unit_id))


def check_decide_swap(user: User, swap: Swap) -> None:
    if not can_decide_swap(user, swap):
        refuse()


def can_review_cover(user: User, swap: Swap) -> bool:
    """复核 of a 紧急顶班: leader or office, but not whoever ordered it."""
    return can_decide_swap(user, swap) and user.pk != swap.requested_by_id


def check_review_cover(user: User, swap: Swap) -> None:
    if can_decide_swap(user, swap) and not can_review_cover(user, swap):
        raise NotAllowed("own_cover", _("紧急顶班须由发起人以外的负责人复核"))
    if not can_review_cover(user, swap):
        refuse()


def can_withdraw_swap(user: User, swap: Swap) -> bool:
    """撤回: who asked, who has agreed, or leader and office on their behalf."""
    own = user.person_id == swap.person_id
    agreed = user.person_id == swap.counterpart_id and swap.state == SwapState.ACCEPTED
    return user.has_scope(Scope.ROSTER_WRITE) and (own or agreed or can_decide_swap(user, swap))


def check_withdraw_swap(user: User, swap: Swap) -> None:
    if not can_withdraw_swap(user, swap):
        refuse()

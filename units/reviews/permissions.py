"""Who may see a tier review and take its steps: `can_x` answers, `check_x` raises NotAllowed. `by` None is the system itself."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from units.counties.models.user import User
from units.enums import Scope
from units.errors import NotAllowed
from units.labels import Label
from units.permissions import acts_as_office, leads
from units.reviews.models.review import TierReview
from units.reviews.rules.stages import ROLES, Step


def can_see_reviews(user: User) -> bool:
    return user.has_scope(Scope.REVIEWS_READ) and user.county_id is not None


def check_see_reviews(user: User) -> None:
    if not can_see_reviews(user):
        raise NotAllowed("permission_denied", _("类别调整仅供两办和单位负责人查看"))


STEP_REFUSALS: dict[str, Label] = {
    Step.ADVANCE: _("推进类别调整由两办办理"),
    Step.APPROVE: _("决定类别调整由两办办理"),
    Step.REJECT: _("决定类别调整由两办办理"),
    Step.WITHDRAW: _("撤回由提出申请的单位负责人或两办办理"),
}


def can_take_step(user: User | None, review: TierReview, step: Step) -> bool:
    """By the table of roles; a leader takes back only what the own unit has applied for."""
    if user is None or user.acting_role not in ROLES[step]:
        return False
    if user.is_county_office:
        return can_handle_review(user, review)
    return leads(user, review.unit_id) and not review.by_office


def check_take_step(user: User | None, review: TierReview, step: Step) -> None:
    if not can_take_step(user, review, step):
        raise NotAllowed("permission_denied", STEP_REFUSALS[step])


def can_handle_review(user: User | None, review: TierReview) -> bool:
    """Rounds, decisions, visits: the county's office."""
    return acts_as_office(user, review.county_id, review.unit_id)


def check_handle_review(user: User | None, review: TierReview) -> None:
    if not can_handle_review(user, review):
        raise NotAllowed("permission_denied", _("论证和走访由两办组织"))


def sees_whole_review(user: User, review: TierReview) -> bool:
    """Record, rounds and everybody's word: the office and the unit itself. A unit that is only asked sees its part."""
    if user.is_county_office:
        return True
    return user.leads(review.unit_id)


def can_add_evidence(user: User | None, review: TierReview) -> bool:
    return can_handle_review(user, review) or leads(user, review.unit_id)


def check_add_evidence(user: User | None, review: TierReview) -> None:
    if not can_add_evidence(user, review):
        raise NotAllowed("permission_denied", _("提交材料由本单位负责人或两办办理"))


def check_settle_suggestion(user: User | None, county_id: UUID, unit_id: UUID) -> None:
    if not acts_as_office(user, county_id, unit_id):
        raise NotAllowed("permission_denied", _("筛查建议由两办处理"))

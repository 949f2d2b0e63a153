"""Who may do what with rosters: `can_x` answers, `check_x` raises NotAllowed."""

from django.utils.translation import gettext_lazy as _

from rostering.changes.models import Swap
from rostering.enums import SwapState
from rostering.jobs.models import Job
from rostering.rosters.models.roster import Roster
from rostering.rosters.models.shift import Assignment
from units.enums import Scope
from units.errors import NotAllowed
from units.models import Person, User


def _is_office(user: User) -> bool:
    return user.sees_whole_county


def _leads(user: User, unit_id: object) -> bool:
    return user.leads_unit and user.unit_ids is not None and unit_id in user.unit_ids


def _refuse() -> None:
    raise NotAllowed("permission_denied", _("您没有办理此事的权限"))


def can_manage_calendar(user: User) -> bool:
    return _is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_manage_calendar(user: User) -> None:
    if not can_manage_calendar(user):
        _refuse()


def can_manage_periods(user: User) -> bool:
    """Create, open, generate."""
    return _is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_manage_periods(user: User) -> None:
    if not can_manage_periods(user):
        _refuse()


def can_approve(user: User) -> bool:
    """Accept, return, publish, close."""
    return _is_office(user) and user.has_scope(Scope.ROSTER_APPROVE)


def check_approve(user: User) -> None:
    if not can_approve(user):
        _refuse()


def can_file(user: User, roster: Roster) -> bool:
    """Change people on a unit's roster and confirm it: its leader, or the office on its behalf."""
    return user.has_scope(Scope.ROSTER_WRITE) and (_is_office(user) or _leads(user, roster.unit_id))


def check_file(user: User, roster: Roster) -> None:
    if not can_file(user, roster):
        _refuse()


def can_acknowledge(user: User, assignment: Assignment) -> bool:
    """收到: the person themselves, or leader and office on their behalf."""
    if not user.has_scope(Scope.ROSTER_WRITE) or assignment.person_id is None:
        return False
    own = user.person_id == assignment.person_id
    return own or _is_office(user) or _leads(user, assignment.shift.unit_id)


def check_acknowledge(user: User, assignment: Assignment) -> None:
    if not can_acknowledge(user, assignment):
        _refuse()


def can_record_absence(user: User, person: Person) -> bool:
    """One's own, the unit's for its leader, anybody's for the office."""
    if not user.has_scope(Scope.ROSTER_WRITE):
        return False
    return user.person_id == person.pk or _is_office(user) or _leads(user, person.unit_id)


def check_record_absence(user: User, person: Person) -> None:
    if not can_record_absence(user, person):
        _refuse()


def can_decide_absence(user: User, person: Person) -> bool:
    """Approve or reject leave, pin people, set pair rules: the unit's leader, or the office."""
    return user.has_scope(Scope.ROSTER_WRITE) and (_is_office(user) or _leads(user, person.unit_id))


def check_decide_absence(user: User, person: Person) -> None:
    if not can_decide_absence(user, person):
        _refuse()


def can_manage_rules(user: User) -> bool:
    """Rules of rosters, opening balances, people shared by units: the county office."""
    return _is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_manage_rules(user: User) -> None:
    if not can_manage_rules(user):
        _refuse()


def can_write_circulars(user: User) -> bool:
    """通报 are the county office's."""
    return _is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_write_circulars(user: User) -> None:
    if not can_write_circulars(user):
        _refuse()


def can_have_duties(user: User) -> bool:
    """Everybody but the auditor may stand on a roster."""
    return not user.is_auditor and user.has_scope(Scope.ROSTER_READ)


def check_have_duties(user: User) -> None:
    if not can_have_duties(user):
        _refuse()


def can_cancel_job(user: User, job: Job) -> bool:
    """Who started it, and the office."""
    return user.has_scope(Scope.ROSTER_READ) and (job.created_by_id == user.pk or _is_office(user))


def check_cancel_job(user: User, job: Job) -> None:
    if not can_cancel_job(user, job):
        _refuse()


def can_ask_swap(user: User, assignment: Assignment) -> bool:
    """Ask for 换班, 代班 or 紧急顶班: whose duty it is, or leader and office on their behalf."""
    if not user.has_scope(Scope.ROSTER_WRITE):
        return False
    own = user.person_id is not None and user.person_id == assignment.person_id
    return own or _is_office(user) or _leads(user, assignment.shift.unit_id)


def check_ask_swap(user: User, assignment: Assignment) -> None:
    if not can_ask_swap(user, assignment):
        _refuse()


def can_answer_swap(user: User, swap: Swap) -> bool:
    """同意 or 不同意: who is asked, or leader and office on their behalf."""
    return user.has_scope(Scope.ROSTER_WRITE) and (
        user.person_id == swap.counterpart_id or _is_office(user) or _leads(user, swap.unit_id)
    )


def check_answer_swap(user: User, swap: Swap) -> None:
    if not can_answer_swap(user, swap):
        _refuse()


def can_decide_swap(user: User, swap: Swap) -> bool:
    """批准 or 不予批准: the unit's leader, or the office."""
    return user.has_scope(Scope.ROSTER_WRITE) and (_is_office(user) or _leads(user, swap.unit_id))


def check_decide_swap(user: User, swap: Swap) -> None:
    if not can_decide_swap(user, swap):
        _refuse()


def can_review_cover(user: User, swap: Swap) -> bool:
    """复核 of a 紧急顶班: leader or office, but not whoever ordered it."""
    return can_decide_swap(user, swap) and user.pk != swap.requested_by_id


def check_review_cover(user: User, swap: Swap) -> None:
    if can_decide_swap(user, swap) and not can_review_cover(user, swap):
        raise NotAllowed("own_cover", _("紧急顶班须由发起人以外的负责人复核"))
    if not can_review_cover(user, swap):
        _refuse()


def can_withdraw_swap(user: User, swap: Swap) -> bool:
    """撤回: who asked, who has agreed, or leader and office on their behalf."""
    own = user.person_id == swap.person_id
    agreed = user.person_id == swap.counterpart_id and swap.state == SwapState.ACCEPTED
    return user.has_scope(Scope.ROSTER_WRITE) and (own or agreed or can_decide_swap(user, swap))


def check_withdraw_swap(user: User, swap: Swap) -> None:
    if not can_withdraw_swap(user, swap):
        _refuse()


def can_draft_policies(user: User) -> bool:
    """Clone, edit, simulate and discard drafts, open and close rounds, answer comments."""
    return _is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_draft_policies(user: User) -> None:
    if not can_draft_policies(user):
        _refuse()


def can_publish_policies(user: User) -> bool:
    return _is_office(user) and user.has_scope(Scope.ROSTER_APPROVE)


def check_publish_policies(user: User) -> None:
    if not can_publish_policies(user):
        _refuse()


def can_comment_policies(user: User, unit_id: object) -> bool:
    """A unit speaks through its leader, nobody for another's."""
    return _leads(user, unit_id) and user.has_scope(Scope.ROSTER_WRITE)


def check_comment_policies(user: User, unit_id: object) -> None:
    if not can_comment_policies(user, unit_id):
        _refuse()


def can_repair(user: User) -> bool:
    """Ask for proposals that put a published roster right: leaders for their unit, the office for any."""
    return user.has_scope(Scope.ROSTER_WRITE) and (_is_office(user) or user.leads_unit)


def check_repair(user: User) -> None:
    if not can_repair(user):
        _refuse()


def can_undo(user: User) -> bool:
    """Take a step of an open period back: leaders their own changes, the office any."""
    return user.has_scope(Scope.ROSTER_WRITE) and (_is_office(user) or user.leads_unit)


def check_undo(user: User) -> None:
    if not can_undo(user):
        _refuse()

"""Who may do what with rosters: `can_x` answers, `check_x` raises NotAllowed."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from units.enums import Scope
from units.errors import NotAllowed
from units.models import Person, User

if TYPE_CHECKING:
    from rostering.jobs.models import Job


def is_office(user: User) -> bool:
    return user.sees_whole_county


def leads(user: User, unit_id: UUID | None) -> bool:
    return user.leads(unit_id)


def refuse() -> None:
    raise NotAllowed("permission_denied", _("您没有办理此事的权限"))


def can_manage_calendar(user: User) -> bool:
    return is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_manage_calendar(user: User) -> None:
    if not can_manage_calendar(user):
        refuse()


def can_manage_periods(user: User) -> bool:
    """Create, open, generate."""
    return is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_manage_periods(user: User) -> None:
    if not can_manage_periods(user):
        refuse()


def can_approve(user: User) -> bool:
    """Accept, return, publish, close."""
    return is_office(user) and user.has_scope(Scope.ROSTER_APPROVE)


def check_approve(user: User) -> None:
    if not can_approve(user):
        refuse()


def can_record_absence(user: User, person: Person) -> bool:
    """One's own, the unit's for its leader, anybody's for the office."""
    if not user.has_scope(Scope.ROSTER_WRITE):
        return False
    return user.person_id == person.pk or is_office(user) or leads(user, person.unit_id)


def check_record_absence(user: User, person: Person) -> None:
    if not can_record_absence(user, person):
        refuse()


def can_decide_absence(user: User, person: Person) -> bool:
    """Approve or reject leave, pin people, set pair rules: the unit's leader, or the office."""
    return user.has_scope(Scope.ROSTER_WRITE) and (is_office(user) or leads(user, person.unit_id))


def check_decide_absence(user: User, person: Person) -> None:
    if not can_decide_absence(user, person):
        refuse()


def can_manage_rules(user: User) -> bool:
    """Rules of rosters, opening balances, people shared by units: the county office."""
    return is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_manage_rules(user: User) -> None:
    if not can_manage_rules(user):
        refuse()


def can_write_circulars(user: User) -> bool:
    """通报 are the county office's."""
    return is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_write_circulars(user: User) -> None:
    if not can_write_circulars(user):
        refuse()


def can_have_duties(user: User) -> bool:
    """Everybody but the auditor may stand on a roster."""
    return not user.is_auditor and user.has_scope(Scope.ROSTER_READ)


def check_have_duties(user: User) -> None:
    if not can_have_duties(user):
        refuse()


def can_draft_policies(user: User) -> bool:
    """Clone, edit, simulate and discard drafts, open and close rounds, answer comments."""
    return is_office(user) and user.has_scope(Scope.ROSTER_WRITE)


def check_draft_policies(user: User) -> None:
    if not can_draft_policies(user):
        refuse()


def can_publish_policies(user: User) -> bool:
    return is_office(user) and user.has_scope(Scope.ROSTER_APPROVE)


def check_publish_policies(user: User) -> None:
    if not can_publish_policies(user):
        refuse()


def can_comment_policies(user: User, unit_id: UUID | None) -> bool:
    """A unit speaks through its leader, nobody for another's."""
    return leads(user, unit_id) and user.has_scope(Scope.ROSTER_WRITE)


def check_comment_policies(user: User, unit_id: UUID | None) -> None:
    if not can_comment_policies(user, unit_id):
        refuse()


def can_repair(user: User) -> bool:
    """Ask for proposals that put a published roster right: leaders for their unit, the office for any."""
    return user.has_scope(Scope.ROSTER_WRITE) and (is_office(user) or user.leads_unit)


def check_repair(user: User) -> None:
    if not can_repair(user):
        refuse()


def can_undo(user: User) -> bool:
    """Take a step of an open period back: leaders their own changes, the office any."""
    return user.has_scope(Scope.ROSTER_WRITE) and (is_office(user) or user.leads_unit)


def check_undo(user: User) -> None:
    if not can_undo(user):
        refuse()


def can_cancel_job(user: User, job: "Job") -> bool:
    """Who started it, and the office."""
    return user.has_scope(Scope.ROSTER_READ) and (job.created_by_id == user.pk or is_office(user))


def check_cancel_job(user: User, job: "Job") -> None:
    if not can_cancel_job(user, job):
        refuse()

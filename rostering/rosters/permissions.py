"""Who may change a unit's roster and whoever stands on it: `can_x` answers, `check_x` raises NotAllowed."""

from rostering.permissions import can_approve, is_office, leads, refuse
from rostering.rosters.models.assignment import Assignment
from rostering.rosters.models.roster import Roster
from units.enums import Scope
from units.models import Person, User


def can_file(user: User, roster: Roster) -> bool:
    """Change people on a unit's roster and confirm it: its leader, or the office on its behalf."""
    return user.has_scope(Scope.ROSTER_WRITE) and (is_office(user) or leads(user, roster.unit_id))


def check_file(user: User, roster: Roster) -> None:
    if not can_file(user, roster):
        refuse()


def can_designate(user: User, roster: Roster) -> bool:
    """领导指定: the unit's leader, or whoever of the office decides."""
    return user.has_scope(Scope.ROSTER_WRITE) and (can_approve(user) or leads(user, roster.unit_id))


def check_designate(user: User, roster: Roster) -> None:
    if not can_designate(user, roster):
        refuse()


def can_acknowledge(user: User, assignment: Assignment) -> bool:
    """收到: the person themselves, or leader and office on their behalf."""
    if not user.has_scope(Scope.ROSTER_WRITE) or assignment.person_id is None:
        return False
    own = user.person_id == assignment.person_id
    return own or is_office(user) or leads(user, assignment.shift.unit_id) or _is_other_entry(user, assignment)


def _is_other_entry(user: User, assignment: Assignment) -> bool:
    """Whose login hasn't followed them to their new unit yet may answer for what waits there."""
    if user.person_id is None or assignment.person_id is None:
        return False
    return Person.objects.same_as(user.person_id).filter(pk=assignment.person_id).exists()


def check_acknowledge(user: User, assignment: Assignment) -> None:
    if not can_acknowledge(user, assignment):
        refuse()


def can_ask_swap(user: User, assignment: Assignment) -> bool:
    """Ask for 换班, 代班 or 紧急顶班: whose duty it is, or leader and office on their behalf."""
    if not user.has_scope(Scope.ROSTER_WRITE):
        return False
    own = user.person_id is not None and user.person_id == assignment.person_id
    return own or is_office(user) or leads(user, assignment.shift.unit_id)


def check_ask_swap(user: User, assignment: Assignment) -> None:
    if not can_ask_swap(user, assignment):
        refuse()

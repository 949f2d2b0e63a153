"""Who may see and do what on duty: `can_x` answers, `check_x` raises NotAllowed."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from units.enums import Scope
from units.errors import NotAllowed
from units.models import Person, Unit, User


def _refuse() -> None:
    raise NotAllowed("permission_denied", _("您没有办理此事的权限"))


def _is_office(user: User) -> bool:
    return user.sees_whole_county and user.has_scope(Scope.ALERTS_WRITE)


def _is_of(user: User, unit_id: UUID) -> bool:
    """A leader or duty person of the unit who may write."""
    of_unit = user.unit_ids is not None and unit_id in user.unit_ids
    return of_unit and (user.leads_unit or user.is_duty_person) and user.has_scope(Scope.ALERTS_WRITE)


def can_see_board(user: User) -> bool:
    """The duty directory is open to everybody who does or arranges duty; the auditor reads the trail instead."""
    return user.county_id is not None and user.has_scope(Scope.ROSTER_READ)


def check_see_board(user: User) -> None:
    if not can_see_board(user):
        raise NotAllowed("permission_denied", _("值班动态仅供两办、单位负责人和值班人员查看"))


def can_command(user: User) -> bool:
    """Checks, call-outs, orders, closing: the county office."""
    return _is_office(user)


def check_command(user: User) -> None:
    if not can_command(user):
        _refuse()


def can_hand_in_warnings(user: User) -> bool:
    """The county office; a platform's token that may do nothing but this."""
    return user.sees_whole_county and user.has_scope(Scope.WARNINGS_WRITE)


def check_hand_in_warnings(user: User) -> None:
    if not can_hand_in_warnings(user):
        _refuse()


def can_act_for_unit(user: User, unit_id: UUID) -> bool:
    """Logs, whistles, replies: the unit's people, or the office."""
    return _is_office(user) or _is_of(user, unit_id)


def check_act_for_unit(user: User, unit_id: UUID) -> None:
    if not can_act_for_unit(user, unit_id):
        _refuse()


def can_confirm_staff(user: User, unit_id: UUID) -> bool:
    """Who comes by an order: the unit's leader, or the office on their behalf."""
    return _is_office(user) or (user.leads(unit_id) and user.has_scope(Scope.ALERTS_WRITE))


def check_confirm_staff(user: User, unit_id: UUID) -> None:
    if not can_confirm_staff(user, unit_id):
        _refuse()


def can_answer_for(user: User, person: Person) -> bool:
    """Oneself; the unit's leader or the office on somebody's behalf."""
    if not user.has_scope(Scope.ALERTS_WRITE):
        return False
    return user.person_id == person.pk or user.leads(person.unit_id) or _is_office(user)


def check_answer_for(user: User, person: Person) -> None:
    if not can_answer_for(user, person):
        _refuse()


def can_manage_contacts(user: User, person: Person) -> bool:
    return can_answer_for(user, person)


def check_manage_contacts(user: User, person: Person) -> None:
    if not can_manage_contacts(user, person):
        _refuse()


def check_keeper(user: User) -> None:
    """Who sees to people at all: the county office, or whoever leads a unit."""
    if not _is_office(user) and not (user.leads_unit and user.has_scope(Scope.ALERTS_WRITE)):
        raise NotAllowed("permission_denied", _("此页仅供两办和单位负责人使用"))


def can_prepare(user: User, unit_id: UUID) -> bool:
    """联络准备: see who of the unit can be reached and ask those who can't: its leader, or the office."""
    return _is_office(user) or (user.leads(unit_id) and user.has_scope(Scope.ALERTS_WRITE))


def check_prepare(user: User, unit_id: UUID) -> None:
    if not can_prepare(user, unit_id):
        _refuse()


def can_manage_webhooks(user: User) -> bool:
    """The county office; a grant bound to units for those units (rows are scoped by `visible_to`)."""
    return user.is_county_office and user.has_scope(Scope.ALERTS_WRITE)


def check_manage_webhooks(user: User) -> None:
    if not can_manage_webhooks(user):
        _refuse()


def can_subscribe(user: User, unit: Unit | None) -> bool:
    """A calendar of one's own duties, or of a unit one sees the roster of."""
    if user.is_auditor or user.county_id is None or not user.has_scope(Scope.ROSTER_READ):
        return False
    if unit is None:
        return user.person_id is not None
    return unit.county_id == user.county_id and (user.unit_ids is None or unit.pk in user.unit_ids)


def check_subscribe(user: User, unit: Unit | None) -> None:
    if not can_subscribe(user, unit):
        _refuse()

"""Who may give and take accounts. `by` None is the system itself: a command, or the first-run page."""

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Role
from units.permissions import can_manage_county, refuse


def can_see_accounts(user: User) -> bool:
    """The office, and leaders those of their units."""
    return user.grant is None and (user.sees_whole_county or bool(user.led_unit_ids))


def check_see_accounts(user: User) -> None:
    if not can_see_accounts(user):
        refuse()


def can_give_role(by: User | None, county: County, role: Role, unit: Unit | None) -> bool:
    """The office gives any role of its county; a leader that of a duty person of a unit they lead."""
    if can_manage_county(by, county):
        return True
    return by is not None and role == Role.DUTY_PERSON and unit is not None and by.leads(unit.pk)


def check_give_role(by: User | None, county: County, role: Role, unit: Unit | None) -> None:
    if not can_give_role(by, county, role, unit):
        refuse()


def can_manage_account(by: User | None, account: User) -> bool:
    """Deactivate, reactivate, unlock, give a first password: whoever may give its role."""
    if by is None:
        return True
    if account.county is None or account.is_superuser:
        return account.county is not None and can_manage_county(by, account.county)
    return can_give_role(by, account.county, Role(account.role), account.unit)


def check_manage_account(by: User | None, account: User) -> None:
    if not can_manage_account(by, account):
        refuse()


def can_change_role(by: User | None, account: User) -> bool:
    """Only the office."""
    return by is None or (account.county is not None and can_manage_county(by, account.county))


def check_change_role(by: User | None, account: User) -> None:
    if not can_change_role(by, account):
        refuse()

"""Who may give and take accounts. `by` None is the system itself: a command, or the first-run page."""

from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.enums import Role, Scope
from units.permissions import refuse


def can_see_accounts(user: User) -> bool:
    """The office, and leaders those of their units."""
    return user.has_scope(Scope.ACCOUNTS_READ) and (user.sees_whole_county or user.leads_unit)


def check_see_accounts(user: User) -> None:
    if not can_see_accounts(user):
        refuse()


def _is_office(by: User, county: County) -> bool:
    return by.sees_whole_county and by.county_id == county.pk and by.has_scope(Scope.ACCOUNTS_WRITE)


def can_give_role(by: User | None, county: County, role: Role, unit: Unit | None) -> bool:
    """The office gives any role of its county; a leader that of a duty person of a unit they lead."""
    if by is None or _is_office(by, county):
        return True
    led = unit is not None and by.leads(unit.pk) and by.has_scope(Scope.ACCOUNTS_WRITE)
    return led and role == Role.DUTY_PERSON


def check_give_role(by: User | None, county: County, role: Role, unit: Unit | None) -> None:
    if not can_give_role(by, county, role, unit):
        refuse()


def can_manage_account(by: User | None, account: User) -> bool:
    """Close, open, unlock, give a first password: the office, and a leader those who only serve in units they lead."""
    if by is None:
        return True
    if account.county is None:
        return False
    if _is_office(by, account.county):
        return True
    further = account.further_roles
    plain = not account.is_superuser and all(
        role == Role.DUTY_PERSON and by.leads(unit) for unit, role in further.items()
    )
    return plain and can_give_role(by, account.county, Role(account.role), account.unit)


def check_manage_account(by: User | None, account: User) -> None:
    if not can_manage_account(by, account):
        refuse()


def can_change_role(by: User | None, account: User) -> bool:
    """Only the office."""
    return by is None or (account.county is not None and _is_office(by, account.county))


def check_change_role(by: User | None, account: User) -> None:
    if not can_change_role(by, account):
        refuse()

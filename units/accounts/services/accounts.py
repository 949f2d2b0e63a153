"""Accounts: made, given another role, closed and opened again. None is ever deleted, because the trail names them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from units.accounts.permissions import check_change_role, check_give_role, check_manage_account
from units.accounts.rules import first_password
from units.accounts.services.logins import checked_login, checked_phone
from units.accounts.services.passwords import check_password
from units.accounts.services.sessions import drop_sessions
from units.audit import services as audit
from units.counties.models.city import City
from units.counties.models.county import County
from units.counties.models.unit import Unit
from units.counties.models.user import UNIT_ROLES, User
from units.counties.services import office_kept
from units.db import lock, write
from units.enums import Role
from units.errors import InvalidInput, RuleViolation
from units.labels import COUNTY_ROLE_LABELS
from units.people.models import Person
from units.spelling.names import tidy_name

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class NewAccount:
    """`password` is known now and never again."""

    user: User
    password: str


@write
def create_account(
    *,
    county: County,
    role: Role,
    by: User | None,
    login: str = "",
    display_name: str = "",
    unit: Unit | None = None,
    person: Person | None = None,
    password: str | None = None,
    must_change: bool = True,
) -> NewAccount:
    """An account of `county`. `login` is a name or a mobile number; empty makes one up. Without `password` one is made by
    chance. Without `display_name` it is called as its person.

    Raises NotAllowed, InvalidInput (`field` login, display_name, unit, person, password), RuleViolation `has_account`.
    """
    check_give_role(by, county, role, unit)
    check_place(county, role, unit)
    if person is not None:
        _check_person(county, role, unit, person)
    name = _checked_name(display_name or (person.name if person else ""))
    wanted = checked_login(login, name=name, unit=unit)
    account = User(
        username=wanted.username,
        login_phone=wanted.phone,
        first_name=name,
        county=county,
        unit=unit,
        person=person,
        role=role,
        must_change_password=must_change,
    )
    return _saved(account, password, by)


@write
def create_city_account(
    *, city: City, login: str, display_name: str, by: None, password: str | None = None, must_change: bool = True
) -> NewAccount:
    """An account of a city's office, which reads its counties. Only the system gives one.

    Raises InvalidInput (`field` login, display_name, password).
    """
    name = _checked_name(display_name)
    wanted = checked_login(login, name=name, unit=None)
    account = User(
        username=wanted.username,
        login_phone=wanted.phone,
        first_name=name,
        city=city,
        role=Role.CITY_OFFICE,
        must_change_password=must_change,
    )
    return _saved(account, password, by)


def _saved(account: User, password: str | None, by: User | None) -> NewAccount:
    if password is not None:
        check_password(password, account)
    given = first_password() if password is None else password
    account.set_password(given)
    account.save(force_insert=True)
    audit.record(
        by=by,
        action="account.created",
        row=account,
        county=account.county_id,
        unit=account.unit_id,
        after=_facts(account),
    )
    return NewAccount(account, given)


@write
def change_role(*, account: User, role: Role, unit: Unit | None, by: User | None) -> User:
    """Another role, another unit, from the next request on.

    Raises NotAllowed, InvalidInput `unit_required`, RuleViolation `own_account`, `last_office_account`.
    """
    check_change_role(by, account)
    account = _held(account)
    if account.county is None:
        raise RuleViolation("no_county", _("该账号没有所属的县"))
    check_place(account.county, role, unit)
    if role != Role.COUNTY_OFFICE and account.is_county_office:
        _check_not_own(account, by)
    before = _facts(account)
    with office_kept(account.county_id):
        account.role, account.unit = role, unit
        account.save(update_fields=["role", "unit"])
    audit.record(
        by=by,
        action="account.changed",
        row=account,
        county=account.county_id,
        unit=unit,
        before=before,
        after=_facts(account),
    )
    return account


@write
def change_phone(*, account: User, phone: str, by: User | None) -> User:
    """Another mobile number to sign in by; empty leaves the username alone. Their person's own number is no matter of it.

    Raises NotAllowed, InvalidInput `bad_phone`, `login_taken`.
    """
    check_manage_account(by, account)
    account = _held(account)
    number = checked_phone(phone, but=account)
    if number != account.login_phone:
        account.login_phone = number
        account.save(update_fields=["login_phone"])
        audit.record(
            by=by,
            action="account.phone_changed",
            row=account,
            county=account.county_id,
            unit=account.unit_id,
            after={"by_phone": bool(number)},
        )
    return account


@write
def deactivate(*, account: User, by: User | None, reason: str = "") -> User:
    """Opens nothing from the next request on: sessions, keys. Twice is once.

    Raises NotAllowed, RuleViolation `own_account`, `last_office_account`.
    """
    check_manage_account(by, account)
    account = _held(account)
    if account.is_active:
        _check_not_own(account, by)
        with office_kept(account.county_id):
            _set_active(account, by, is_active=False, reason=reason)
    return account


@write
def reactivate(*, account: User, by: User | None, reason: str = "") -> User:
    """As before it was closed. Twice is once. Raises NotAllowed."""
    check_manage_account(by, account)
    account = _held(account)
    if not account.is_active:
        _set_active(account, by, is_active=True, reason=reason)
    return account


def _set_active(account: User, by: User | None, *, is_active: bool, reason: str) -> None:
    account.is_active = is_active
    account.save(update_fields=["is_active"])
    if not is_active:
        drop_sessions(account)
    audit.record(
        by=by,
        action="account.reactivated" if is_active else "account.deactivated",
        row=account,
        county=account.county_id,
        unit=account.unit_id,
        reason=reason,
    )


def _held(account: User) -> User:
    """The account as it is now. Whoever closes office accounts is one at a time, so that one is always left."""
    lock(f"office-accounts:{account.county_id}", account)
    return User.objects.select_related("county", "unit", "person").get(pk=account.pk)


def _check_not_own(account: User, by: User | None) -> None:
    if by is not None and by.pk == account.pk:
        raise RuleViolation("own_account", _("不能停用或降低自己的账号，请由另一个两办账号办理"))


def check_place(county: County, role: Role, unit: Unit | None) -> None:
    """Raises InvalidInput for a role that needs a unit and has none, for one that no county gives, and for a unit of another
    county."""
    if role not in COUNTY_ROLE_LABELS:
        raise InvalidInput("unknown_role", _("县内没有这个角色"), field="role")
    if unit is None and role in UNIT_ROLES:
        raise InvalidInput("unit_required", _("单位负责人和值班人员须有所属单位"), field="unit")
    if unit is not None and (unit.county_id != county.pk or not unit.is_active):
        raise InvalidInput("unknown_unit", _("没有这个单位，或单位已停用"), field="unit")


def _check_person(county: County, role: Role, unit: Unit | None, person: Person) -> None:
    lock(person)
    if person.unit.county_id != county.pk or (role in UNIT_ROLES and unit is not None and person.unit_id != unit.pk):
        raise InvalidInput("person_elsewhere", _("该人员不在这个单位"), field="person")
    owner = User.objects.filter(person=person).first()
    if owner is not None:
        message = _("%(person)s已有账号，一人一个账号") % {"person": person.name}
        raise RuleViolation("has_account", message, {"field": "person", "account": owner.pk})


def _checked_name(text: str) -> str:
    name = tidy_name(text)
    if not name:
        raise InvalidInput("name_required", _("请填写姓名或名称"), field="display_name")
    if len(name) > LONGEST_NAME:
        message = _("姓名或名称不超过 %(most)d 个字") % {"most": LONGEST_NAME}
        raise InvalidInput("name_too_long", message, field="display_name")
    return name


def _facts(account: User) -> dict[str, Any]:
    """What the trail keeps: never a number or a password."""
    return {
        "role": str(account.role),
        "unit": account.unit.name if account.unit else None,
        "person": account.person.name if account.person else None,
        "by_phone": bool(account.login_phone),
    }

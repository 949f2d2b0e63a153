"""Accounts for many at once, and how their owners get in: a link to their own channel, or a first password on paper."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.accounts.hashers import FirstPassword
from units.accounts.permissions import check_give_role, check_manage_account
from units.accounts.reaching import reachable
from units.accounts.rules import first_password, free_code
from units.accounts.services.keys import send_keys
from units.audit import services as audit
from units.counties.models.county import County
from units.counties.models.user import User
from units.db import lock, write
from units.enums import AccountKeyKind, Role
from units.errors import InvalidInput, RuleViolation
from units.people.models import Person
from units.spelling.phones import mobile_number
from units.spelling.pinyin import initials

MOST_AT_ONCE = 1000


class Way(StrEnum):
    INVITATION = "invitation"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one person; `is_new` is false for whoever has an account already. They sign in by `phone`, without one
    by `code`. `remarks` are sentences about what differs from what was asked."""

    person: Person
    is_new: bool
    way: Way = Way.SHEET
    code: str = ""
    phone: str = ""
    remarks: tuple[Any, ...] = ()

    @property
    def login(self) -> str:
        return self.phone or self.code


@dataclass(frozen=True, slots=True)
class Made:
    """`sheet` holds (line, password): known now and never again."""

    invited: list[Line] = field(default_factory=list)
    sheet: list[tuple[Line, str]] = field(default_factory=list)
    skipped: list[Line] = field(default_factory=list)


@write
def invite(*, account: User, by: User | None) -> None:
    """A link to choose a password, good for 72 hours, by the channel of the account's person; earlier ones end.

    Raises NotAllowed, RuleViolation `no_way`, `account_closed`.
    """
    check_manage_account(by, account)
    lock(account)
    account.refresh_from_db()
    if not account.is_active:
        raise RuleViolation("account_closed", _("账号已停用，请先启用"))
    if account.person_id is None or account.person_id not in reachable([account.person_id]):
        raise RuleViolation("no_way", _("没有可用的通道或手机号，邀请送不到本人，请改用初始密码"))
    now = timezone.now()
    send_keys([account], AccountKeyKind.INVITATION, now=now)
    audit.record(by=by, action="account.invited", row=account, county=account.county_id, unit=account.unit_id, now=now)


def planned(people: Sequence[Person], *, by_phone: bool, way: Way) -> list[Line]:
    """What `create_many` would do, person by person, in the given order. Writes nothing. Four queries."""
    people = list(people)
    ids = [person.pk for person in people]
    having = set(User.objects.filter(person__in=ids).values_list("person_id", flat=True))
    reached = reachable(ids) if way == Way.INVITATION else set()
    numbers = _free_numbers(people) if by_phone else {}
    taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
    lines = []
    for person in people:
        if person.pk in having:
            lines.append(Line(person, is_new=False))
            continue
        lines.append(_line(person, numbers, taken, reached, by_phone=by_phone, way=way))
    return lines


@write
def create_many(*, county: County, people: Sequence[Person], role: Role, by: User, by_phone: bool, way: Way) -> Made:
    """One account for each who has none, of the unit they are in; whoever has one is left alone and named.

    Whom no link reaches gets a first password instead. Raises NotAllowed, InvalidInput `nobody_chosen`, `too_many`.
    """
    _check(county, people, role, by)
    lock("account-logins", *people)
    now = timezone.now()
    lines = planned(people, by_phone=by_phone, way=way)
    made = Made(skipped=[line for line in lines if not line.is_new])
    accounts = []
    for line in (one for one in lines if one.is_new):
        account, password = _account(county, line, role)
        accounts.append(account)
        if line.way == Way.SHEET:
            made.sheet.append((line, password))
        else:
            made.invited.append(line)
    User.objects.bulk_create(accounts, batch_size=200)
    invited = {line.person.pk for line in made.invited}
    send_keys([one for one in accounts if one.person_id in invited], AccountKeyKind.INVITATION, now=now)
    audit.record_many(
        audit.event(
            by=by,
            action="account.created",
            row=account,
            county=county,
            unit=account.unit,
            after={"role": str(role), "unit": str(account.unit), "person": str(account.person),
                   "by_phone": bool(account.login_phone), "invited": account.person_id in invited},
            now=now,
        )
        for account in accounts
    )  # fmt: skip
    return made


def _check(county: County, people: Sequence[Person], role: Role, by: User) -> None:
    if not people:
        raise InvalidInput("nobody_chosen", _("请至少勾选一人"), field="people")
    if len(people) > MOST_AT_ONCE:
        raise InvalidInput("too_many", _("一次最多 %(most)d 人") % {"most": MOST_AT_ONCE}, field="people")
    for unit in {person.unit_id: person.unit for person in people}.values():
        check_give_role(by, county, role, unit)


def _line(
    person: Person,
    numbers: dict[UUID, str],
    taken: set[str],
    reached: Collection[UUID],
    *,
    by_phone: bool,
    way: Way,
) -> Line:
    remarks = []
    number = numbers.get(person.pk, "")
    code = free_code("-".join(filter(None, [person.unit.code, initials(person.name)])), taken)
    taken.add(code.lower())
    if by_phone and not number:
        remarks.append(_("没有可用的手机号（未登记，或与他人共用），改用代码登录"))
    if way == Way.INVITATION and person.pk not in reached:
        remarks.append(_("没有可用的通道，邀请送不到，改发初始密码"))
        way = Way.SHEET
    return Line(person, True, way, code, number, tuple(remarks))


def _free_numbers(people: Sequence[Person]) -> dict[UUID, str]:
    """The number of each who has one to themselves."""
    numbers = {person.pk: mobile_number(person.mobile) or "" for person in people}
    used = set(
        User.objects.filter(login_phone__in=filter(None, numbers.values())).values_list("login_phone", flat=True)
    )
    counted: dict[str, int] = {}
    for number in numbers.values():
        counted[number] = counted.get(number, 0) + 1
    return {pk: number for pk, number in numbers.items() if number and number not in used and counted[number] == 1}


def _account(county: County, line: Line, role: Role) -> tuple[User, str]:
    person = line.person
    password = first_password() if line.way == Way.SHEET else ""
    account = User(
        username=line.code,
        login_phone=line.phone,
        first_name=person.name,
        county=county,
        unit=person.unit,
        person=person,
        role=role,
        must_change_password=True,
    )
    if password:
        hasher = FirstPassword()
        account.password = hasher.encode(password, hasher.salt())
    else:
        account.set_unusable_password()
    return account, password

"""Passwords: given by somebody else for the first sign-in, or chosen by whoever signs in. None is ever stored or recorded."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.accounts.models import AccountKey
from units.accounts.permissions import check_manage_account
from units.accounts.rules import first_password
from units.accounts.services.sessions import drop_sessions
from units.audit import services as audit
from units.counties.models.user import User
from units.db import lock, write
from units.errors import InvalidInput, RuleViolation


def check_password(password: str, account: User) -> None:
    """Raises InvalidInput `weak_password` with every rule it breaks."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise InvalidInput("weak_password", "".join(error.messages), field="password") from error


@write
def set_password(*, account: User, by: User | None, password: str | None = None, must_change: bool = True) -> str:
    """Gives `account` a password, by default one by chance, that has to be changed at the next sign-in. Returns it.

    Every session of the account ends. Raises NotAllowed, InvalidInput `weak_password`, RuleViolation `own_account`.
    """
    check_manage_account(by, account)
    if by is not None and by.pk == account.pk:
        raise RuleViolation("own_account", _("自己的密码请在“我的账号”中修改"))
    lock(account)
    account.refresh_from_db()
    given = first_password() if password is None else password
    if password is not None:
        check_password(password, account)
    store_password(account, given, must_change=must_change)
    drop_sessions(account)
    _recorded("account.password_reset", account, by, timezone.now())
    return given


@write
def change_password(*, account: User, old: str | None, new: str, session_key: str = "") -> None:
    """One's own. `old` None where the first password has just been typed (`must_change_password`). Every session ends but
    the one of `session_key`.

    Raises InvalidInput `wrong_password`, `weak_password`, `same_password`.
    """
    lock(account)
    account.refresh_from_db()
    if old is None and not account.must_change_password:
        raise InvalidInput("wrong_password", _("请填写现在的密码"), field="old")
    if old is not None and not account.check_password(old):
        raise InvalidInput("wrong_password", _("现在的密码不对"), field="old")
    check_password(new, account)
    if account.check_password(new):
        raise InvalidInput("same_password", _("新密码须与现在的密码不同"), field="password")
    store_password(account, new, must_change=False)
    drop_sessions(account, but=session_key)
    _recorded("account.password_changed", account, account, timezone.now())


def store_password(account: User, password: str, *, must_change: bool) -> None:
    """Links by which another could be chosen are good no more."""
    account.set_password(password)
    AccountKey.objects.usable_at(timezone.now()).filter(user=account).update(expires_at=timezone.now())
    account.must_change_password = must_change
    account.save(update_fields=["password", "must_change_password"])


def _recorded(action: str, account: User, by: User | None, now: datetime) -> None:
    audit.record(by=by, action=action, row=account, county=account.county_id, unit=account.unit_id, now=now)

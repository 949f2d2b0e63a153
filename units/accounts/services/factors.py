"""The second factor: an app on the owner's phone shows codes; recovery codes are for whoever has lost it."""

import hmac
from base64 import b32encode
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.accounts.models import RecoveryCode, SecondFactor
from units.accounts.permissions import check_manage_account
from units.accounts.reaching import tell_reset
from units.accounts.rules import MOST_WRONG_CODES, may_try, recovery_code, step_of, tidy_code
from units.accounts.services.sessions import drop_sessions
from units.audit import services as audit
from units.counties.models.settings import CountySettings
from units.counties.models.user import User
from units.counties.services import digest_of
from units.db import lock, write
from units.enums import Role
from units.errors import InvalidInput, RuleViolation

CODES = 10
# Who may change what everybody relies on, and who watches them.
OFFICE_ROLES = (Role.COUNTY_OFFICE, Role.AUDITOR)
SECRET_BYTES = 20


def secret_of(factor_id: UUID) -> bytes:
    """Follows from the installation's pepper, so that it stands nowhere: another pepper ends every factor."""
    key = hmac.new(settings.TOKEN_PEPPER.encode(), f"second-factor:{factor_id}".encode(), sha256).digest()
    return key[:SECRET_BYTES]


def typed_secret(factor_id: UUID) -> str:
    """For whoever can't scan: base32, as apps take it."""
    return b32encode(secret_of(factor_id)).decode()


def app_address(account: User, factor_id: UUID) -> str:
    """`otpauth://totp/…`: what the app reads from the square."""
    issuer = quote(account.county.name if account.county else "值班")
    return f"otpauth://totp/{issuer}:{quote(account.username)}?secret={typed_secret(factor_id)}&issuer={issuer}"


def has_factor(account: User) -> bool:
    return SecondFactor.objects.filter(user=account).exists()


def must_set_up(account: User) -> bool:
    """Whether the county wants a second factor of an account that has none."""
    if account.role not in OFFICE_ROLES or account.county_id is None:
        return False
    return CountySettings.of(account.county_id).office_second_factor and not has_factor(account)


@write
def set_up(*, account: User, factor_id: UUID, code: str, session_key: str) -> list[str]:
    """`code` proves that the app has the secret of `factor_id`. Returns the recovery codes, known now and never again.
    Every session ends but the one of `session_key`.

    Raises InvalidInput `wrong_code`, RuleViolation `has_factor`.
    """
    lock(account)
    if has_factor(account):
        raise RuleViolation("has_factor", _("第二重验证已经启用"))
    now = timezone.now()
    step = step_of(secret_of(factor_id), tidy_code(code), now=now, after=0)
    if step is None:
        raise InvalidInput("wrong_code", _("验证码不对或已过期，请核对手机时间后输入最新的 6 位数字"), field="code")
    factor = SecondFactor.objects.create(id=factor_id, user=account, created_at=now, last_step=step)
    codes = _codes_for(factor)
    drop_sessions(account, but=session_key)
    _recorded("account.factor_set_up", account, account, now)
    return codes


@write
def prove(*, account: User, typed: str) -> bool:
    """Takes a code of the app or a recovery code, each good once. A wrong one is counted: the answer is False, not an error,
    for an error would undo the count.

    Raises RuleViolation `codes_exhausted` while no code is taken, whatever it is.
    """
    lock(account)
    now = timezone.now()
    factor = SecondFactor.objects.filter(user=account).first()
    if factor is None:
        return False
    if not may_try(factor.failures, factor.failed_at, now):
        raise RuleViolation("codes_exhausted", _("验证码连续输错多次，请 15 分钟后再试，或请两办重置第二重验证"))
    if _takes_code(factor, tidy_code(typed), now) or _takes_recovery(factor, tidy_code(typed), now):
        return True
    SecondFactor.objects.filter(pk=factor.pk).update(failures=min(factor.failures + 1, 32767), failed_at=now)
    if factor.failures + 1 == MOST_WRONG_CODES:
        _recorded("account.codes_exhausted", account, None, now)
    return False


def _takes_code(factor: SecondFactor, code: str, now: datetime) -> bool:
    step = step_of(secret_of(factor.pk), code, now=now, after=factor.last_step)
    if step is not None:
        SecondFactor.objects.filter(pk=factor.pk).update(last_step=step, failures=0, failed_at=None)
    return step is not None


def _takes_recovery(factor: SecondFactor, code: str, now: datetime) -> bool:
    if not factor.codes.filter(digest=_digest(factor, code), used_at__isnull=True).update(used_at=now):
        return False
    SecondFactor.objects.filter(pk=factor.pk).update(failures=0, failed_at=None)
    left = factor.codes.filter(used_at__isnull=True).count()
    _recorded("account.recovery_code_used", factor.user, factor.user, now, {"codes_left": left})
    return True


@write
def renew_codes(*, account: User, typed: str) -> list[str]:
    """New recovery codes in place of the old; none for a wrong code. Raises as `prove` does."""
    if not prove(account=account, typed=typed):
        return []
    factor = SecondFactor.objects.get(user=account)
    factor.codes.all().delete()
    _recorded("account.recovery_codes_made", account, account, timezone.now())
    return _codes_for(factor)


@write
def remove(*, account: User, typed: str) -> bool:
    """One's own, before another phone takes its place. False for a wrong code. Raises as `prove` does."""
    if not prove(account=account, typed=typed):
        return False
    SecondFactor.objects.filter(user=account).delete()
    _recorded("account.factor_removed", account, account, timezone.now())
    return True


@write
def reset(*, account: User, by: User | None) -> None:
    """Of somebody who has lost phone and recovery codes: they are told, every session ends, and where the county wants a
    factor they set up another at the next sign-in.

    Raises NotAllowed, RuleViolation `own_account`, `no_factor`.
    """
    check_manage_account(by, account)
    if by is not None and by.pk == account.pk:
        raise RuleViolation("own_account", _("自己的第二重验证请在“我的账号”中更换"))
    lock(account)
    factor = SecondFactor.objects.filter(user=account).first()
    if factor is None:
        raise RuleViolation("no_factor", _("该账号没有启用第二重验证"))
    now = timezone.now()
    factor_id = factor.pk
    factor.delete()
    drop_sessions(account)
    _recorded("account.factor_reset", account, by, now)
    tell_reset(account, factor_id, now)


def _codes_for(factor: SecondFactor) -> list[str]:
    codes = [recovery_code() for _number in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=_digest(factor, tidy_code(code))) for code in codes
    )
    return codes


def _digest(factor: SecondFactor, code: str) -> str:
    """Of this factor alone: the same code of somebody else is another."""
    return digest_of(f"recovery-code:{factor.pk}:{code}")


def _recorded(action: str, account: User, by: User | None, now: datetime, after: dict[str, int] | None = None) -> None:
    audit.record(
        by=by, action=action, row=account, county=account.county_id, unit=account.unit_id, after=after, now=now
    )

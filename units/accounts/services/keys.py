"""One-use links by which somebody chooses a password: an invitation (72 hours), or after forgetting it (30 minutes)."""

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.accounts.models import AccountKey
from units.accounts.reaching import send
from units.accounts.services.locks import unlock_quietly
from units.accounts.services.passwords import check_password, store_password
from units.accounts.services.sessions import drop_sessions
from units.audit import services as audit
from units.counties.models.user import User
from units.counties.services import digest_of, find_user
from units.db import lock, write
from units.enums import AccountKeyKind
from units.errors import RuleViolation

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
LIVES = {AccountKeyKind.INVITATION: timedelta(hours=72), AccountKeyKind.RESET: timedelta(minutes=30)}


def secret_of(key_id: UUID) -> str:
    """Follows from the installation's pepper, so that it stands nowhere, not even in the message that waits to be sent."""
    key = hmac.new(settings.TOKEN_PEPPER.encode(), f"account-key:{key_id}".encode(), sha256).digest()
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def key_path(key_id: UUID) -> str:
    """Short, for it has to fit a text message; the logs leave it out (`units.web.logs`)."""
    return f"/k/{secret_of(key_id)}/"


def send_keys(accounts: Sequence[User], kind: AccountKeyKind, *, now: datetime) -> list[AccountKey]:
    """A key for each account on its way to its person; earlier ones of the kind are good no more."""
    AccountKey.objects.usable_at(now).filter(user__in=accounts, kind=kind).update(expires_at=now)
    made = []
    for account in accounts:
        pk = uuid4()
        key = AccountKey(
            id=pk,
            user=account,
            kind=kind,
            digest=digest_of(secret_of(pk)),
            created_at=now,
            expires_at=now + LIVES[kind],
        )
        made.append(key)
    AccountKey.objects.bulk_create(made, batch_size=500)
    send(made, now)
    return made


def find_key(secret: str, *, now: datetime) -> AccountKey | None:
    """None for one that is unknown, used, too old, or of an account that is closed. Changes nothing."""
    if not SECRET.fullmatch(secret):
        return None
    key = AccountKey.objects.usable_at(now).select_related("user").filter(digest=digest_of(secret)).first()
    if key is None or find_user(key.user_id, today=timezone.localdate(now)) is None:
        return None
    return key


@write
def use_key(*, key: AccountKey, password: str) -> User:
    """The account gets the password its owner chose; every session of it ends, and so does a lock after wrong passwords.

    Raises InvalidInput `weak_password` (the key stays good), RuleViolation `key_used`.
    """
    now = timezone.now()
    lock(key.user)
    account = User.objects.get(pk=key.user_id)
    check_password(password, account)
    if not AccountKey.objects.usable_at(now).filter(pk=key.pk).update(used_at=now):
        raise RuleViolation("key_used", _("链接已用过或已过期，请重新获取"))
    store_password(account, password, must_change=False)
    drop_sessions(account)
    unlock_quietly(account)
    action = "account.joined" if key.kind == AccountKeyKind.INVITATION else "account.password_recovered"
    audit.record(by=account, action=action, row=account, county=account.county_id, unit=account.unit_id, now=now)
    return account

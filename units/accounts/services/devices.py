"""Browsers that an account was used in: a sign-in in one that is new is told to its person."""

import secrets
from datetime import datetime, timedelta

from units.accounts.models import KnownDevice
from units.accounts.reaching import tell_new_device
from units.accounts.rules import device_of
from units.counties.models.user import User
from units.counties.services import digest_of
from units.db import lock, write

KEPT = timedelta(days=365)
MOST = 50


@write
def note_device(*, user: User, key: str, agent: str, now: datetime) -> str:
    """`key` is what the browser's cookie says, empty without one. Returns the key of a browser that was not known for any
    account, to be kept in a cookie, else an empty text. The first of an account is nothing to tell."""
    lock(user)
    known = KnownDevice.objects.filter(user=user)
    if key and known.filter(digest=_digest(key)).update(used_at=now):
        return ""
    had_others = known.exists()
    given = key or secrets.token_urlsafe(24)
    device = KnownDevice.objects.create(user=user, digest=_digest(given), used_at=now)
    known.filter(used_at__lt=now - KEPT).delete()
    oldest = list(known.order_by("-used_at").values_list("pk", flat=True)[MOST:])
    known.filter(pk__in=oldest).delete()
    if had_others:
        tell_new_device(user, device.pk, device_of(agent), now)
    return "" if key else given


def _digest(key: str) -> str:
    return digest_of(f"device:{key}")

"""Keys for REST clients: made, found by their keyed digest, revoked. A key is shown once and never stored."""

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Q

from units.counties.models.token import ApiToken

KEY = re.compile(r"duty_[A-Za-z0-9_-]{43}")
PREFIX_LENGTH = 12
# `last_used_at` is for people who tidy up: a minute is exact enough and spares a write per request.
USE_NOTED_EVERY = timedelta(minutes=1)


def digest_of(key: str) -> str:
    """HMAC-SHA256 under the pepper: a stolen database alone opens nothing."""
    return hmac.new(settings.TOKEN_PEPPER.encode(), key.encode(), sha256).hexdigest()


def find_token(key: str, *, now: datetime) -> ApiToken | None:
    """The token of a key with its user, None when it is unknown, revoked, expired or its user inactive. One query."""
    if not KEY.fullmatch(key):
        return None
    usable = ApiToken.objects.usable_at(now).filter(user__is_active=True)
    return usable.select_related("user").filter(digest=digest_of(key)).first()


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Remembers that the token was used; at most one write a minute, whoever else notes it too."""
    stale = now - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= stale:
        due = ApiToken.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale), pk=token.pk)
        due.update(last_used_at=now)

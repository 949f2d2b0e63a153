"""Keys of REST clients, found by their keyed digest, how often a client may ask, and logins older than their county."""

import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.counties.models.county import County
from units.counties.models.token import ApiToken
from units.counties.models.unit_role import further_roles
from units.counties.models.user import User, may_come_in
from units.counties.queries import office_stays
from units.db import lock
from units.errors import RuleViolation

KEY = re.compile(r"duty_[A-Za-z0-9_-]{43}")
PREFIX_LENGTH = 12
# `last_used_at` is for people who tidy up: a minute is exact enough and spares a write per request.
USE_NOTED_EVERY = timedelta(minutes=1)
# Fixed windows, counted in Postgres so that every web process counts together.
WINDOW = timedelta(minutes=1)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

COUNT = """
    INSERT INTO units_ratewindow AS kept (key, started_at, used)
    VALUES (%(key)s, %(started_at)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        used = CASE WHEN kept.started_at = excluded.started_at THEN kept.used + 1 ELSE 1 END,
        started_at = excluded.started_at
    RETURNING used
"""


def digest_of(key: str) -> str:
    """HMAC-SHA256 under the pepper: a stolen database alone opens nothing."""
    return hmac.new(settings.TOKEN_PEPPER.encode(), key.encode(), sha256).hexdigest()


def find_token(key: str, *, now: datetime) -> ApiToken | None:
    """The token of a key with its user, None when it is unknown, revoked, expired or its user's account closed. One query."""
    if not KEY.fullmatch(key):
        return None
    usable = ApiToken.objects.usable_at(now).filter(may_come_in(timezone.localdate(now), "user__"))
    rows = usable.annotate(read=further_roles("user_id")).select_related("user")
    token = rows.filter(digest=digest_of(key)).first()
    if token is not None:
        token.user.roles_read = vars(token)["read"]
    return token


def find_user(pk: int, *, today: date) -> User | None:
    """Who goes on being signed in; None once the account is closed or its person has left. One query."""
    row = User.objects.filter(may_come_in(today), pk=pk).annotate(read=further_roles("pk")).first()
    if row is not None:
        row.roles_read = row.read
    return row


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Remembers that the token was used; at most one write a minute, whoever else notes it too."""
    stale = now - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= stale:
        due = ApiToken.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale), pk=token.pk)
        due.update(last_used_at=now)


def wait_for(*, client: str, bucket: str, limit: int, now: datetime) -> timedelta | None:
    """Counts one use of `bucket`. None when it is within `limit` per window, else how long until the next one."""
    started_at = now - (now - EPOCH) % WINDOW
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": f"{bucket}:{client}", "started_at": started_at})
        used: int = cursor.fetchone()[0]
    return None if used <= limit else started_at + WINDOW - now


@contextmanager
def office_kept(county_id: UUID | None) -> Iterator[None]:
    """Around whatever may take an account from the county office, within its transaction: refused with RuleViolation
    `last_office_account` where nobody would be left who can sign in for it, now or once somebody has left. One at a time, so
    that one is always left; a county that never had one is let alone."""
    if county_id is None:
        yield
        return
    lock(f"office-accounts:{county_id}")
    today = timezone.localdate()
    before = office_stays(county_id, today=today)
    yield
    if office_stays(county_id, today=today) < before:
        raise RuleViolation("last_office_account", _("这是最后一个在用的两办账号，请先新建或启用另一个"))


def take_in(*, county: County) -> int:
    """Gives the first county the superusers made before it, so that they see something. Returns how many."""
    if County.objects.exclude(pk=county.pk).exists():
        return 0
    return User.objects.filter(is_superuser=True, county__isnull=True).update(county=county)

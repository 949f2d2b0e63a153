"""Where somebody is signed in: noted at signing in, shown to its owner, ended one by one or all at once."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from units.accounts.models import SignIn
from units.accounts.permissions import check_manage_account
from units.audit import services as audit
from units.counties.models.user import User
from units.db import write

# "Last used" is for people: some minutes are exact enough, and spare a write per request.
USE_NOTED_EVERY = timedelta(minutes=5)
LONGEST_AGENT = 300


@write
def note_sign_in(*, user: User, session_key: str, agent: str, address: str | None, now: datetime) -> None:
    """A browser has signed in. What is left of sessions that are over goes."""
    mine = SignIn.objects.filter(user=user)
    mine.exclude(session_key__in=Session.objects.filter(session_key__in=mine.values("session_key"))).delete()
    SignIn.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user,
            "agent": agent.replace("\x00", "")[:LONGEST_AGENT],
            "address": address,
            "created_at": now,
            "used_at": now,
        },
    )


def note_use(*, session_key: str, ends_at: datetime, now: datetime) -> bool:
    """`ends_at`: when it will be over if nobody uses it again. False for a session that nobody has noted yet."""
    Session.objects.filter(session_key=session_key, expire_date__lt=ends_at).update(expire_date=ends_at)
    return bool(SignIn.objects.filter(session_key=session_key).update(used_at=now))


@write
def renamed(*, old_key: str, new_key: str) -> None:
    """The session goes on under another key."""
    SignIn.objects.filter(session_key=old_key).update(session_key=new_key)


@write
def end_session(*, sign_in: SignIn, by: User) -> None:
    """One of one's own. Ending what has ended is nothing."""
    _end([sign_in.session_key])
    _recorded(by, by)


@write
def end_sessions(*, account: User, by: User, but: str = "") -> int:
    """All of an account, except the one whose key is `but`. Returns how many. Raises NotAllowed for another's."""
    if by.pk != account.pk:
        check_manage_account(by, account)
    ended = drop_sessions(account, but=but)
    _recorded(account, by, ended)
    return ended


def drop_sessions(account: User, *, but: str = "") -> int:
    """Without a word in the trail: what calls it says there why."""
    keys = list(SignIn.objects.filter(user=account).exclude(session_key=but).values_list("session_key", flat=True))
    return _end(keys)


def _end(keys: list[str]) -> int:
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _recorded(account: User, by: User, ended: int = 1) -> None:
    audit.record(
        by=by,
        action="account.sessions_ended",
        row=account,
        county=account.county_id,
        unit=account.unit_id,
        after={"sessions": ended},
        now=timezone.now(),
    )

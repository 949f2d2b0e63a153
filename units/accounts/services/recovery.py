"""A forgotten password: a link by a way the person has proven to be theirs. Nobody learns whether a login exists."""

from datetime import datetime, timedelta

from django.utils import timezone

from units.accounts.models import AccountKey
from units.accounts.reaching import verified
from units.accounts.services.keys import send_keys
from units.audit import services as audit
from units.counties.models.user import User
from units.counties.services import find_user
from units.db import lock, write
from units.enums import AccountKeyKind
from units.spelling.names import tidy_name
from units.spelling.phones import mobile_number

MOST_PER_HOUR = 3


@write
def ask_recovery(*, login: str, now: datetime) -> None:
    """Sends a link where there is an account with somebody who is there and has a verified way; else does nothing. The
    same silence follows every login."""
    text = tidy_name(login)
    phone = mobile_number(text)
    found = User.objects.filter(login_phone=phone) if phone else User.objects.filter(username=text)
    account = found.first()
    if account is None or account.person_id is None or find_user(account.pk, today=timezone.localdate(now)) is None:
        return
    if account.person_id not in verified([account.person_id]):
        return
    lock(account)
    recent = AccountKey.objects.filter(user=account, kind=AccountKeyKind.RESET, created_at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_PER_HOUR:
        return
    send_keys([account], AccountKeyKind.RESET, now=now)
    audit.record(by=None, action="account.recovery_sent", row=account, county=account.county_id, unit=account.unit_id)

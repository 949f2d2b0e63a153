"""Accounts locked after wrong passwords: from one address, for a quarter of an hour (django-axes); after wrong codes of the
second factor from any address (`units.accounts.rules.may_try`)."""

from axes.models import AccessAttempt

from units.accounts.models import SecondFactor
from units.accounts.permissions import check_manage_account
from units.audit import services as audit
from units.counties.models.user import User
from units.db import write
from units.rows.ciphers import keyring


@write
def unlock(*, account: User, by: User) -> None:
    """From wherever it is locked. Raises NotAllowed."""
    check_manage_account(by, account)
    unlock_quietly(account)
    SecondFactor.objects.filter(user=account).update(failures=0, failed_at=None)
    audit.record(by=by, action="account.unlocked", row=account, county=account.county_id, unit=account.unit_id)


def unlock_quietly(account: User) -> None:
    """Without a word in the trail: what calls it says there why."""
    names = [account.username.lower(), account.username, *keyring().digests(account.login_phone)]
    AccessAttempt.objects.filter(username__in=names).delete()

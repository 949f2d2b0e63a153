"""Whose account it is that another system vouches for. None is ever made: whoever has none is told to ask for one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.accounts.reaching import person_of_member
from units.counties.models.user import User
from units.counties.services import find_user
from units.errors import NotAllowed
from units.spelling.phones import mobile_number

PHONE = "phone_number"


def account_of_claims(claims: Mapping[str, Any], now: datetime) -> User:
    """By the claim that the installation names (OIDC_CLAIM): a number that the provider has verified, or a login name.

    Raises NotAllowed `no_account`, the same for an account that may not come in.
    """
    value = claims.get(settings.OIDC_CLAIM)
    if not isinstance(value, str) or not value:
        raise _no_account()
    if settings.OIDC_CLAIM != PHONE:
        return _let_in(User.objects.filter(username=value), now)
    phone = mobile_number(value) if claims.get("phone_number_verified") is True else None
    return _let_in(User.objects.filter(login_phone=phone) if phone else User.objects.none(), now)


def account_of_member(member: str, now: datetime) -> User:
    """Of the person whose way of being reached, `wecom://` and the member's id, has been verified. Raises NotAllowed."""
    person_id = person_of_member(member)
    return _let_in(User.objects.filter(person_id=person_id) if person_id else User.objects.none(), now)


def _let_in(found: Any, now: datetime) -> User:
    pk = found.values_list("pk", flat=True).first()
    account = find_user(pk, today=timezone.localdate(now)) if pk else None
    if account is None:
        raise _no_account()
    return account


def _no_account() -> NotAllowed:
    return NotAllowed("no_account", _("您在值班系统中没有可用的账号，请联系本单位负责人或两办"))

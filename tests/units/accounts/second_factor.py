"""A phone with an app that shows codes, for tests."""

from datetime import datetime

from django_otp.oath import TOTP

from units.accounts.services.factors import secret_of, set_up
from units.models import SecondFactor, User


def code_of(factor_id: object, now: datetime, *, off: int = 0) -> str:
    """What the app shows `off` steps from `now`."""
    clock = TOTP(secret_of(factor_id))  # type: ignore[arg-type]
    clock.time = now.timestamp() + 30 * off
    return f"{clock.token():06d}"


def enrolled(user: User, factor_id: object, now: datetime) -> list[str]:
    """`user` has a factor since `now`; returns the recovery codes."""
    return set_up(account=user, factor_id=factor_id, code=code_of(factor_id, now), session_key="")  # type: ignore[arg-type]


def factor_of(user: User) -> SecondFactor:
    return SecondFactor.objects.get(user=user)

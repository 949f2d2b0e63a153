"""Keys for REST clients: made and revoked by whoever they act for. A key is shown once and never stored."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from units.audit import services as audit
from units.counties.models.token import ApiToken
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.counties.services import PREFIX_LENGTH, digest_of
from units.db import write
from units.enums import Scope
from units.errors import InvalidInput, NotAllowed

LONGEST_LIFE_DAYS = 3660


@dataclass(frozen=True, slots=True)
class NewToken:
    """`key` is known now and never again."""

    token: ApiToken
    key: str


@write
def create_token(
    *,
    user: User,
    scopes: Iterable[Scope],
    by: User | None,
    unit_codes: Iterable[str] | None = None,
    days: int | None = None,
    name: str = "",
) -> NewToken:
    """A key that acts as `user`, with at most `scopes` and, when `unit_codes` is given, at most those units.

    Raises InvalidInput for no scopes, scopes the role doesn't have, units `user` doesn't see, a life out of range,
    a name that is too long.
    """
    wanted = _checked_scopes(user, scopes)
    _check_name(name)
    unit_ids = None if unit_codes is None else _checked_units(user, unit_codes)
    now = timezone.now()
    key = "duty_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=key[:PREFIX_LENGTH],
        digest=digest_of(key),
        scopes=wanted,
        unit_ids=unit_ids,
        expires_at=None if days is None else now + _checked_life(days),
    )
    audit.record(
        by=by,
        action="token.created",
        row=token,
        county=user.county_id,
        after={"user": user.username, "scopes": wanted, "units": _unit_names(unit_ids)},
        now=now,
    )
    return NewToken(token, key)


@write
def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """From the next request on the key opens nothing. Revoking twice is revoking once.

    Raises NotAllowed unless it is one's own, or the county's and `by` is the office.
    """
    if not ApiToken.objects.visible_to(by).filter(pk=token.pk).exists():
        raise NotAllowed("permission_denied", _("您没有办理此事的权限"))
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record(by=by, action="token.revoked", row=token, county=by.county_id, now=token.revoked_at)
    return token


def _checked_scopes(user: User, scopes: Iterable[Scope]) -> list[str]:
    wanted = sorted(set(scopes))
    if not wanted:
        raise InvalidInput("scope_required", _("请至少指定一项权限"), field="scope")
    beyond = [scope for scope in wanted if scope not in user.scopes]
    if beyond:
        message = _("%(role)s没有这些权限：%(scopes)s") % {
            "role": user.get_role_display(),
            "scopes": ", ".join(beyond),
        }
        raise InvalidInput("scope_beyond_role", message, field="scope")
    return [str(scope) for scope in wanted]


def _check_name(name: str) -> None:
    longest = ApiToken._meta.get_field("name").max_length or 0
    if len(name) > longest:
        message = _("用途不超过 %(most)d 个字") % {"most": longest}
        raise InvalidInput("name_too_long", message, field="name")


def _checked_units(user: User, codes: Iterable[str]) -> list[UUID]:
    wanted = set(codes)
    found = dict(Unit.objects.visible_to(user).filter(code__in=wanted).values_list("code", "pk"))
    unknown = sorted(wanted - found.keys())
    if unknown:
        message = _("没有这些单位，或不在该用户的范围内：%(codes)s") % {"codes": ", ".join(unknown)}
        raise InvalidInput("unknown_unit", message, field="unit")
    return sorted(found.values())


def _unit_names(ids: list[UUID] | None) -> list[str] | None:
    """None = every unit the user sees."""
    return (
        None
        if ids is None
        else list(Unit.objects.filter(pk__in=ids).in_protocol_order().values_list("name", flat=True))
    )


def _checked_life(days: int) -> timedelta:
    if not 1 <= days <= LONGEST_LIFE_DAYS:
        message = _("有效期须为 1 至 %(most)d 天") % {"most": LONGEST_LIFE_DAYS}
        raise InvalidInput("days_out_of_range", message, field="days")
    return timedelta(days=days)

"""Fetching a row and asking whether this reader may see it, in one step: unknown and invisible are both 404."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from units.enums import Scope
from units.errors import NotAllowed
from units.models import County, User
from units.web.reader import reader


def roster_reader(request: HttpRequest) -> User:
    """The signed-in user, who must be somebody who reads rosters. Raises NotAllowed for the auditor."""
    user = reader(request)
    if not user.has_scope(Scope.ROSTER_READ):
        raise NotAllowed("permission_denied", _("您的角色不查看值班表"))
    return user


def county_of(user: User) -> County:
    """Raises NotAllowed for a login that belongs to no county."""
    if user.county is None:
        raise NotAllowed("permission_denied", _("您的账号不属于任何县"))
    return user.county


def uuid_or_none(text: str) -> UUID | None:
    """Of a form's field; None for anything that isn't an id."""
    try:
        return UUID(text)
    except ValueError:
        return None


def seen_version(request: HttpRequest) -> int | None:
    """The version the reader looked at; None when the page sent none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None

"""Keys of REST clients: listed, looked at, revoked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from units.accounts.services.tokens import revoke_token
from units.api.inputs import PageQuery
from units.api.nouns import NounAct, NounDetail, NounList, NounView
from units.api.shapes import TokenShape
from units.counties.models.token import ApiToken
from units.counties.models.unit import Unit
from units.errors import NotAllowed


class TokenView(NounView):
    model = ApiToken
    shape = TokenShape

    def bodies(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """One query for the units of all of them."""
        wanted = {pk for row in rows for pk in row["unit_ids"] or ()}
        codes = dict(Unit.objects.in_directory_of(self.user).filter(pk__in=wanted).values_list("pk", "code"))
        return [TokenShape.body(row, units=_codes_of(row["unit_ids"], codes)) for row in rows]


class Tokens(TokenView, NounList):
    """One's API tokens; the county's for the signed-in office. Keys are made by `manage.py create_token`."""

    query = PageQuery
    order = ("-created_at", "-id")


class TokenDetail(TokenView, NounDetail):
    """One token."""


class RevokeToken(TokenView, NounAct):
    """Ends a token from the next request on. A token may end itself; ending another takes a signed-in browser."""

    def act(self, row: ApiToken) -> None:
        if isinstance(self.request.auth, ApiToken) and self.request.auth != row:
            raise NotAllowed("session_required", _("撤销其他令牌须登录后办理"))
        revoke_token(token=row, by=self.user)


def _codes_of(unit_ids: list[Any] | None, codes: dict[Any, str]) -> list[str] | None:
    return None if unit_ids is None else [codes[pk] for pk in unit_ids if pk in codes]

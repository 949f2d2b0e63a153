"""Keys of REST clients: listed, looked at, revoked."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from units.accounts.services.tokens import revoke_token
from units.api import shapes
from units.api.etags import check_match, tagged
from units.api.inputs import PageQuery
from units.api.pagination import page_of_rows
from units.api.views import ApiView, find
from units.counties.models.token import ApiToken
from units.counties.models.unit import Unit
from units.counties.models.user import User
from units.errors import NotAllowed


class Tokens(ApiView):
    """One's API tokens; the county's for the signed-in office. Keys are made by `manage.py create_token`."""

    query = PageQuery
    shape = shapes.TokenShape
    is_list = True

    def get(self, request: Request) -> Response:
        rows = ApiToken.objects.visible_to(self.user).values(*shapes.TOKEN_FIELDS)
        page = page_of_rows(
            request, rows, self.params, ("-created_at", "-id"), lambda found: _token_bodies(self.user, found)
        )
        return Response(page)


class TokenDetail(ApiView):
    """One token."""

    shape = shapes.TokenShape

    def get(self, request: Request, pk: str) -> Response:
        return tagged(request, _token_body(self.user, pk))


class RevokeToken(ApiView):
    """Ends a token from the next request on. A token may end itself; ending another takes a signed-in browser."""

    shape = shapes.TokenShape

    def post(self, request: Request, pk: str) -> Response:
        token = find(ApiToken.objects.visible_to(self.user), pk=pk)
        if isinstance(request.auth, ApiToken) and request.auth != token:
            raise NotAllowed("session_required", _("撤销其他令牌须登录后办理"))
        check_match(request, _token_body(self.user, pk))
        revoke_token(token=token, by=self.user)
        return tagged(request, _token_body(self.user, pk))


def _token_body(user: User, pk: str) -> dict[str, Any]:
    row = find(ApiToken.objects.visible_to(user).values(*shapes.TOKEN_FIELDS), pk=pk)
    return _token_bodies(user, [row])[0]


def _token_bodies(user: User, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = {pk for row in rows for pk in row["unit_ids"] or ()}
    codes = dict(Unit.objects.in_directory_of(user).filter(pk__in=wanted).values_list("pk", "code"))
    return list(map(partial(shapes.token_shape, unit_codes=codes), rows))

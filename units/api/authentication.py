"""Who is asking: a bearer token of ours, or the browser's session with its CSRF token."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from units.counties.models.token import ApiToken
from units.counties.models.user import Grant, User
from units.counties.services import find_token, note_use
from units.enums import Scope
from units.errors import NotAllowed

SCHEME = "bearer"
# In the session of somebody who has to set up a second factor before anything else.
FACTOR_DUE = "second_factor_due"


def is_factor_due(request: HttpRequest | Request) -> bool:
    return request.user.is_authenticated and bool(request.session.get(FACTOR_DUE))


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <key>`: one query, and a write at most once a minute."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """None without a bearer header; raises AuthenticationFailed for a key that opens nothing, whatever the cause."""
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        now = timezone.now()
        token = find_token(key.strip(), now=now)
        if token is None:
            raise AuthenticationFailed(_("令牌无效、已过期或已撤销。"), code="invalid_token")
        note_use(token=token, now=now)
        user = token.user
        user.grant = Grant(frozenset(token.scopes), None if token.unit_ids is None else frozenset(token.unit_ids))
        return user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The signed-in browser."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """Raises NotAllowed `password_change_required` while the password is one that somebody else gave, and
        `second_factor_required` while a second factor has to be set up."""
        found: tuple[User, None] | None = super().authenticate(request)
        if found is not None and found[0].must_change_password:
            raise NotAllowed("password_change_required", _("请先登录网页修改初始密码，再使用接口"))
        if found is not None and request._request.session.get(FACTOR_DUE):
            raise NotAllowed("second_factor_required", _("请先登录网页设置第二重验证，再使用接口"))
        return found

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(_("缺少或不符的 CSRF 令牌。"), code="csrf_failed") from error


class HasScope(BasePermission):
    """The scope a view declares for the method (`read_scope`, `write_scope`); None = any signed-in caller."""

    def has_permission(self, request: Request, view: object) -> bool:
        scope: Scope | None = view.scope_for(request.method)  # type: ignore[attr-defined]
        if scope is not None and not (isinstance(request.user, User) and request.user.has_scope(scope)):
            raise NotAllowed("insufficient_scope", _("需要权限 %(scope)s") % {"scope": scope}, {"scope": str(scope)})
        return True

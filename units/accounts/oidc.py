"""The county's single sign-on: an OpenID Connect provider (authlib), by authorization code with PKCE, state and nonce."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from joserfc.errors import JoseError

# Signatures by a key that the provider alone has; never `none`, never a secret shared with us.
SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
ALGORITHMS = "id_token_signing_alg_values_supported"
# How far the provider's clock may be off, in seconds.
LEEWAY = 60
TIMEOUT = 10


class NotVouched(Exception):
    """The provider vouches for nobody: refused, forged, too old, meant for another, or not reached."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """`claims` are the provider's word, checked; `id_token` is shown to it again at signing out."""

    claims: Mapping[str, Any]
    id_token: str


class Provider(DjangoOAuth2App):
    """Takes no signature by what the provider's own list might let pass."""

    def load_server_metadata(self) -> dict[str, Any]:
        found: dict[str, Any] = super().load_server_metadata()
        found[ALGORITHMS] = sorted(SIGNED_BY.intersection(found.get(ALGORITHMS, ()))) or ["RS256"]
        return found


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def described() -> Mapping[str, Any]:
    """What the provider says of itself, asked anew. Raises NotVouched when it can't be reached or says nothing of use."""
    try:
        address = f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration"
        answer = requests.get(address, timeout=TIMEOUT)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise NotVouched from error
    if not isinstance(found, dict):
        raise NotVouched
    return found


def start(request: HttpRequest, callback: str) -> HttpResponseBase:
    """To the provider's sign-in page, which leads back to `callback`. State, nonce and verifier wait in the session.

    Raises NotVouched.
    """
    try:
        answer: HttpResponseBase = _client().authorize_redirect(request, callback)
    except (requests.RequestException, RuntimeError, ValueError) as error:
        raise NotVouched from error
    return answer


def finish(request: HttpRequest) -> Vouched:
    """Of the request by which the provider sends somebody back. Raises NotVouched."""
    client = _client()
    expected = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
    }
    try:
        token = client.authorize_access_token(request, claims_options=expected, leeway=LEEWAY)
        claims = dict(token["userinfo"])
        if settings.OIDC_CLAIM not in claims and client.load_server_metadata().get("userinfo_endpoint"):
            claims = _more(claims, client.userinfo(token=token))
    except (AuthlibBaseError, JoseError, requests.RequestException, RuntimeError, ValueError, KeyError) as error:
        raise NotVouched from error
    return Vouched(claims, token["id_token"])


def sign_out_address(id_token: str, back: str) -> str:
    """Where the provider's own session ends; empty when it offers no such page or can't be asked."""
    try:
        metadata = _client().load_server_metadata()
        if not metadata.get("end_session_endpoint"):
            return ""
        wanted = _client().create_logout_url(post_logout_redirect_uri=back, id_token_hint=id_token)
    except (requests.RequestException, RuntimeError, ValueError):
        return ""
    return str(wanted["url"])


def _more(claims: dict[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """What the provider says of the same person elsewhere. Raises NotVouched where it speaks of another."""
    if found.get("sub") != claims["sub"]:
        raise NotVouched
    return {**found, **claims}


def _client() -> Any:
    return _client_of(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, settings.OIDC_SCOPE)


@lru_cache(maxsize=4)
def _client_of(issuer: str, client_id: str, secret: str, scope: str) -> Any:
    """One for each process, so that the provider's description and keys are fetched once, keys again when they change."""
    return Provider(
        DjangoIntegration("oidc"),
        name="oidc",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": scope, "code_challenge_method": "S256", "default_timeout": TIMEOUT},
    )

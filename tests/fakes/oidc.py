"""A small OpenID Connect provider with real keys over http on loopback: discovery, authorize, token (with PKCE), userinfo, jwks,
end of session. `sign` makes the id token, so that a test may forge one."""

import base64
import json
import time
from collections.abc import Callable
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.fakes.server import Answer, Call, FakeHttp

CLIENT, SECRET = "duty", "client-secret-for-tests"
Claims = dict[str, Any]
KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}, private=True)


def signed(claims: Claims, *, key: RSAKey = KEY) -> str:
    return jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)


def unsigned(claims: Claims) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


class FakeOidc(FakeHttp):
    """`person` is who is signed in there; `changes` are made to the claims before `sign`; `lacking` isn't in its description,
    `more` is."""

    def __init__(self) -> None:
        super().__init__()
        self.person: Claims = {}
        self.changes: Claims = {}
        self.sign: Callable[[Claims], str] = signed
        self.userinfo: Claims = {"sub": "s1"}
        self.lacking: set[str] = set()
        self.more: Claims = {}
        self.codes: dict[str, dict[str, str]] = {}

    def take(self, call: Call) -> Answer:
        answers: dict[str, Callable[[], Answer]] = {
            "/.well-known/openid-configuration": lambda: Answer(self._description()),
            "/jwks": lambda: Answer({"keys": [KEY.as_dict(private=False)]}),
            "/userinfo": lambda: Answer(self.userinfo),
            "/authorize": lambda: self._authorize(call.query),
            "/token": lambda: self._token(dict(parse_qsl(call.body.decode()))),
            "/end": lambda: Answer("", 302, {"Location": call.query["post_logout_redirect_uri"]}),
        }
        return answers[call.path]()

    def _description(self) -> Claims:
        ends = {
            "authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks",
            "userinfo_endpoint": "userinfo", "end_session_endpoint": "end",
        }  # fmt: skip
        return {
            "issuer": self.url,
            "id_token_signing_alg_values_supported": ["RS256", "none"],
            **{name: f"{self.url}/{path}" for name, path in ends.items() if name not in self.lacking},
            **self.more,
        }

    def _authorize(self, asked: dict[str, str]) -> Answer:
        """Nobody is asked anything: the person is signed in already."""
        code = token_urlsafe(16)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return Answer("", 302, {"Location": f"{asked['redirect_uri']}?{back}"})

    def _token(self, given: dict[str, str]) -> Answer:
        asked = self.codes.pop(given.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != given.get("redirect_uri") or not _proves(given, asked):
            return Answer({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": "s1", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            **self.person, **self.changes,
        }  # fmt: skip
        body = {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": self.sign(claims)}
        return Answer(body)


def _proves(given: dict[str, str], asked: dict[str, str]) -> bool:
    digest = sha256(given.get("code_verifier", "").encode()).digest()
    return asked.get("code_challenge") == base64.urlsafe_b64encode(digest).decode().rstrip("=")

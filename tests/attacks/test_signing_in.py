"""At the sign-in: who there is, what a browser gives away, and logins that only look like somebody's."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher
from django.test import Client

from tests.factories import PASSWORD, Cast

pytestmark = pytest.mark.django_db
# What is new with every answer: tokens, and the login that stands in the form again.
NEW = re.compile(r'(?:value|content)="[^"]*"')


def test_a_login_that_nobody_has_costs_as_much_and_says_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    kind: Any = type(get_hasher())
    encode = kind.encode

    def counted(self: BasePasswordHasher, *args: Any, **kwargs: Any) -> Any:
        hashed.append("once")
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(kind, "encode", counted)
    told = {}
    for login in ("leader", "nobody-at-all"):
        hashed.clear()
        answer = Client().post("/login/", {"username": login, "password": "wrong"})
        told[login] = (answer.status_code, NEW.sub("", answer.content.decode()), len(hashed))
    assert told["leader"] == told["nobody-at-all"]
    assert told["leader"][2] == 1


SENT_FROM = {
    "another origin": {"Origin": "https://evil.example"},
    "an origin like ours": {"Origin": "http://testserver.evil.example"},
    "no origin": {"Origin": "null"},
    "another page": {"Referer": "https://evil.example/", "X-Forwarded-Proto": "https"},
    "no page": {"X-Forwarded-Proto": "https"},
}


@pytest.mark.parametrize("how", SENT_FROM)
def test_a_form_of_another_site_is_refused(cast: Cast, how: str, settings: Any) -> None:
    """Though it has the cookie and the token."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")
    sent = {"username": "leader", "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    assert client.post("/login/", sent, headers=SENT_FROM[how]).status_code == 403
    assert client.post("/login/", sent).status_code == 302


@pytest.mark.parametrize(
    "login", ["ӏeader", "leаder", "lead\u200ber", "\u202eredael", "leader\x00", "leader%00", "LEADER ", "leader' --"]
)
def test_a_login_that_looks_like_another_opens_nothing(cast: Cast, login: str) -> None:
    answer = Client().post("/login/", {"username": login, "password": PASSWORD})

    assert answer.status_code in (200, 400)
    assert "sessionid" not in answer.cookies


def test_cookies_are_the_browsers_alone(cast: Cast, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    client = Client()
    client.get("/login/", secure=True)
    answer = client.post("/login/", {"username": "leader", "password": PASSWORD}, secure=True)

    session = answer.cookies["sessionid"]
    assert (session["httponly"], session["secure"], session["samesite"]) == (True, True, "Lax")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"
    assert all(morsel["secure"] for name, morsel in client.cookies.items() if name in ("sessionid", "csrftoken"))

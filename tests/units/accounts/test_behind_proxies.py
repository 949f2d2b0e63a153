"""Behind a proxy everybody seems to ask from its address: who it was stands in X-Forwarded-For, as far as our proxies wrote it."""

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory

from tests.factories import PASSWORD, Cast
from units.accounts.models import SignIn
from units.web.client_address import client_address

PROXY = "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "said", "connected", "expected"),
    [
        (0, "", "10.0.0.1", "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1", "10.0.0.1"),
        (1, "10.0.0.1", PROXY, "10.0.0.1"),
        (1, "203.0.113.9, 10.0.0.1", PROXY, "10.0.0.1"),
        (2, "203.0.113.9, 10.0.0.1, 192.168.1.1", PROXY, "10.0.0.1"),
        (2, "10.0.0.1", PROXY, PROXY),
        (1, "", PROXY, PROXY),
        (1, "fd00::7", PROXY, "fd00::7"),
        (1, "unknown", PROXY, None),
        (0, "", "", None),
    ],
)
def test_what_our_own_proxies_wrote_is_believed_and_nothing_before_it(
    settings: LazySettings, proxies: int, said: str, connected: str, expected: str | None
) -> None:
    settings.PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": said} if said else {}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=connected)) == expected


def sign_in(password: str, *, address: str, claimed: str = "") -> int:
    """As it comes from nginx, which appends the address to whatever the client has claimed."""
    said = ", ".join(filter(None, [claimed, address]))
    browser = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": said})
    return browser.post("/login/", {"username": "duty", "password": password}).status_code


def test_who_guesses_behind_the_proxy_locks_itself_out_and_nobody_else(cast: Cast, settings: LazySettings) -> None:
    settings.PROXY_COUNT = 1
    for number in range(settings.AXES_FAILURE_LIMIT):
        sign_in("wrong", address="203.0.113.9", claimed=f"10.9.9.{number}")
    assert sign_in(PASSWORD, address="203.0.113.9", claimed="10.0.0.1") == 429
    assert sign_in(PASSWORD, address="10.0.0.1") == 302
    assert SignIn.objects.get().address == "10.0.0.1"

"""Where a page leads on to: never to another site, whatever `next`, Referer or Host say."""

from urllib.parse import urljoin

import pytest
from django.conf import LazySettings
from django.test import Client

from alerts.models import Notification
from tests.clients import browser_of
from tests.factories import PASSWORD, Cast

ELSEWHERE = {
    "another site": "https://evil.example/",
    "without scheme": "//evil.example/",
    "three slashes": "///evil.example/",
    "backslash": "\\evil.example",
    "two backslashes": "\\\\evil.example",
    "slash and backslash": "/\\evil.example",
    "tab between": "/\t/evil.example",
    "escaped tab between": "/%09/evil.example/..//evil.example",
    "line break between": "/\n/evil.example",
    "script": "javascript:alert(1)",
    "script in capitals": " JaVaScRiPt:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "our name before an at": "https://testserver@evil.example/",
    "our name in front": "https://testserver.evil.example/",
    "scheme without slashes": "https:evil.example",
    "full-width slashes": "／／evil.example",
    "name of a view": "units:logout",
    "half a name of a view": "a:b",
    "a word": "NaN",
    "nul": "/\x00/",
    "header": "/\r\nSet-Cookie: stolen=1",
}
pytestmark = pytest.mark.django_db


def leads_here(location: str) -> bool:
    """As a browser reads it: tabs and line breaks are left out, backslashes are slashes."""
    read = "".join(sign for sign in location if sign not in "\t\r\n").replace("\\", "/").strip()
    return urljoin("https://testserver/login/", read).startswith("https://testserver/")


@pytest.mark.parametrize("attack", ELSEWHERE)
def test_next_after_signing_in(cast: Cast, attack: str) -> None:
    sent = {"username": cast.duty.username, "password": PASSWORD, "next": ELSEWHERE[attack]}
    answer = Client().post("/login/", sent)

    assert answer.status_code == 302
    assert leads_here(answer["Location"]), answer["Location"]
    assert "stolen" not in answer.cookies


@pytest.mark.parametrize("attack", ELSEWHERE)
def test_next_of_a_form(cast: Cast, attack: str) -> None:
    browser = browser_of(cast.duty)
    for path, sent in (("/text-size/", {"size": "large"}), ("/language/", {"language": "en"})):
        answer = browser.post(path, sent | {"next": ELSEWHERE[attack]}, headers={"Referer": ELSEWHERE[attack].strip()})
        assert answer.status_code == 302
        assert leads_here(answer["Location"]), (path, answer["Location"])


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"])
def test_a_link_in_a_message_is_not_the_callers(cast: Cast, settings: LazySettings, header: str) -> None:
    """A password asked for under another host name would be sent with a link to it."""
    settings.ALERT_DEFAULT_CHANNELS = ["console"]
    evil = "host=evil.example" if header == "Forwarded" else "evil.example"
    answer = Client().post("/login/forgotten/", {"login": cast.duty.username}, headers={header: evil})

    assert answer.status_code == (400 if header == "Host" else 200)
    assert "evil.example" not in answer.content.decode()
    assert not [row for row in Notification.objects.all() if "evil" in str(vars(row))]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver@evil.example", "testserver:80@evil.example", "testserver, evil.example", "testserver/evil",
     "evil.example#testserver", "[::1]evil", "testserver:evil", "", "*", "testserver evil.example"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/login/", "/api/v1/units/"])
def test_a_forged_host_is_no_host_of_ours(db: None, host: str, path: str) -> None:
    answer = Client(raise_request_exception=False).get(path, headers={"Host": host})

    assert answer.status_code == 400 or (not host and answer.status_code < 500)
    assert "evil" not in answer.content.decode() + str(answer.headers)

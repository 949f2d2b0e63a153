"""What a phone keeps: the worker, the manifest, and which pages are marked for it and for whom."""

import json

import pytest
from django.test import Client

from tests.clients import browser_of
from tests.factories import Cast

KEPT_FOR = "X-Kept-For"
pytestmark = pytest.mark.django_db


def test_the_manifest_names_icons_that_are_there(client: Client, cast: Cast) -> None:
    content = json.loads(client.get("/manifest.webmanifest").content)
    assert content["start_url"] == "/"
    assert {icon["purpose"] for icon in content["icons"]} == {"any", "maskable"}
    assert {"192x192", "512x512"} == {icon["sizes"] for icon in content["icons"]}


def test_the_worker_is_script_of_the_root_and_allowed(client: Client, cast: Cast) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/my/", "/my/duty/", "/contacts/directory/"])
def test_pages_are_kept_for_one_session_alone(cast: Cast, path: str) -> None:
    first, second = (browser_of(cast.duty).get(path)[KEPT_FOR] for _ in range(2))
    assert first
    assert first != second


@pytest.mark.parametrize("path", ["/my/account/", "/my/feeds/", "/messages/contacts/", "/login/", "/offline/"])
def test_pages_with_secrets_are_never_kept(cast: Cast, path: str) -> None:
    assert KEPT_FOR not in browser_of(cast.duty).get(path)


def test_a_poll_is_no_page(cast: Cast) -> None:
    assert KEPT_FOR not in browser_of(cast.duty).get("/my/", headers={"HX-Request": "true"})

"""Signed events: what receivers get, and what they can't make us do."""

import hashlib
import hmac
import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import Settings

from alerts.channels.webhook import Webhook, post_event, signature
from alerts.enums import ReceiptStatus
from tests.alerts.channels.conftest import MESSAGE, Line
from tests.fakes.faults import Mode
from tests.fakes.receiver import FakeReceiver

Connect = Callable[[str], Line]
PUBLIC = "93.184.216.34"


@pytest.fixture
def loopback(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = True


def test_the_signature_covers_time_and_body() -> None:
    expected = hmac.new(b"s", b'1750000000.{"a":1}', hashlib.sha256).hexdigest()

    assert signature(b'{"a":1}', ["s"], at=1750000000) == f"t=1750000000,v1={expected}"


def test_a_receiver_gets_the_event_and_none_of_our_keys(connect: Connect) -> None:
    line = connect("webhook")
    params = {"asker": "县政府办", "path": "/a/k3y/", "address": "https://x", "code": "123456", "version": 7}

    line.channel.send(replace(line.message, params=params))

    (call,) = line.fake.calls
    assert json.loads(call.body) == {
        "id": MESSAGE.key,
        "type": "check",
        "version": 7,
        "title": MESSAGE.title,
        "text": MESSAGE.text,
        "link": MESSAGE.link,
        "data": {"asker": "县政府办", "version": 7},
    }
    assert call.headers["x-event-id"] == MESSAGE.key
    assert call.headers["host"] == line.fake.host
    assert call.target == "/hook?tenant=9f8e7d"


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(
    ("receiver_has", "status"),
    [("new", ReceiptStatus.ACCEPTED), ("old", ReceiptStatus.ACCEPTED), ("stranger", ReceiptStatus.REFUSED)],
)
def test_while_secrets_rotate_either_will_do(receiver_has: str, status: ReceiptStatus) -> None:
    with FakeReceiver(secret=receiver_has) as receiver:
        receipt = post_event(f"{receiver.url}/", event_id="e1", body=b"{}", secrets=["new", "old"])

    assert receipt.status == status


def test_a_repeated_event_has_the_same_id(connect: Connect) -> None:
    line = connect("webhook")
    line.fake.faults.script(Mode.DROP_REPLY)

    statuses = [line.channel.send(line.message).status for _ in range(2)]

    assert statuses == [ReceiptStatus.UNKNOWN, ReceiptStatus.ACCEPTED]
    assert len(line.fake.calls) == 2
    assert line.fake.keys == [MESSAGE.key]


@pytest.mark.usefixtures("loopback")
def test_a_redirect_is_not_followed() -> None:
    with FakeReceiver() as inside, FakeReceiver(redirect_to=inside.url) as receiver:
        receipt = post_event(receiver.url, event_id="e1", body=b"{}", secrets=["secret-now"])

        assert (receipt.status, receipt.detail) == (ReceiptStatus.REFUSED, "HTTP 307: redirects are not followed")
        assert inside.calls == []


def test_without_the_setting_loopback_is_refused() -> None:
    with FakeReceiver() as receiver:
        plain = post_event(receiver.url, event_id="e1", body=b"{}", secrets=["s"])
        tls = post_event(f"https://localhost:{receiver.port}/", event_id="e1", body=b"{}", secrets=["s"])

        assert [plain.status, tls.status] == [ReceiptStatus.REFUSED] * 2
        assert receiver.calls == []


def test_a_name_that_changes_its_address_is_called_where_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: public when checked, loopback when connected to, were it looked up a second time."""
    answers = [PUBLIC, "127.0.0.1"]
    called: list[tuple[str, int]] = []

    def getaddrinfo(_host: str, port: int, **_kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port))]

    def create_connection(address: tuple[str, int], **_kwargs: Any) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", create_connection)

    receipt = post_event("https://hooks.example.org/in", event_id="e1", body=b"{}", secrets=["s"])

    assert receipt.status == ReceiptStatus.FAILED
    assert called == [(PUBLIC, 443)]
    assert answers == ["127.0.0.1"]


class Reached(socket.socket):
    """One end of a pair that says it has reached the public address."""

    def getpeername(self) -> tuple[str, int]:
        return PUBLIC, 443


def test_the_certificate_must_be_for_the_name_not_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, theirs = socket.socketpair()
    ours = Reached(fileno=plain.detach())
    shaken: list[tuple[str, bool, ssl.VerifyMode]] = []

    def wrap_socket(self: ssl.SSLContext, _sock: socket.socket, *, server_hostname: str) -> ssl.SSLSocket:
        shaken.append((server_hostname, self.check_hostname, self.verify_mode))
        raise ssl.SSLCertVerificationError("hostname mismatch")

    row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: [row])
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_kwargs: ours)
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap_socket)

    receipt = post_event("https://hooks.example.org/in", event_id="e1", body=b"{}", secrets=["s"])
    theirs.close()

    assert shaken == [("hooks.example.org", True, ssl.CERT_REQUIRED)]
    assert (receipt.status, receipt.detail) == (ReceiptStatus.FAILED, "certificate not valid for this name")


@pytest.mark.usefixtures("loopback")
def test_a_receiver_that_trickles_is_cut_off(settings: Settings) -> None:
    """Each byte comes in time; the whole would take half a minute."""
    settings.ALERT_TIMEOUTS = (0.5, 0.5)
    with FakeReceiver() as receiver:
        receiver.faults.script(Mode.TRICKLE)
        started = time.monotonic()

        receipt = post_event(receiver.url, event_id="e1", body=b"{}", secrets=["secret-now"])

    assert receipt.status == ReceiptStatus.UNKNOWN
    assert time.monotonic() - started < 5


def test_the_second_address_is_tried_when_the_first_is_dead(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with FakeReceiver() as receiver:
        rows = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, receiver.port))
            for address in ("127.0.0.2", "127.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", _once(rows))
        receipt = post_event(f"http://localhost:{receiver.port}/", event_id="e1", body=b"{}", secrets=["secret-now"])

    assert receipt.status == ReceiptStatus.ACCEPTED


def test_secrets_are_needed(settings: Settings) -> None:
    settings.WEBHOOK_SECRETS = []

    receipt = Webhook().send(replace(MESSAGE, address="https://hooks.example.org/"))

    assert (receipt.status, receipt.detail) == (ReceiptStatus.REFUSED, "not configured: WEBHOOK_SECRETS")


def _once(rows: list[Any]) -> Callable[..., list[Any]]:
    """These rows for names, and the system's own answer for the addresses in them."""
    real = socket.getaddrinfo
    return lambda host, *args, **kwargs: rows if host == "localhost" else real(host, *args, **kwargs)

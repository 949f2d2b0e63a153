"""Signed events to addresses given by others. They are looked up once, checked, and exactly that address is called."""

import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings

from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.http import verdict
from alerts.channels.registry import not_configured
from alerts.channels.targets import Forbidden, Target, Unresolved, target_of
from alerts.enums import ChannelCode, ReceiptStatus

# Part of the link or the text already, or the receiver's own address.
PRIVATE = ("address", "path", "code")


class Webhook:
    """A person's messages to a program of theirs, signed with the installation's secrets."""

    code: str = ChannelCode.WEBHOOK
    needs: ClassVar = ("WEBHOOK_SECRETS",)
    idempotent = False
    queryable = False
    needs_address = True

    @staticmethod
    def accepts(address: str) -> bool:
        try:
            target_of(address)
        except Forbidden:
            return False
        except Unresolved:
            return True
        return True

    def send(self, message: Outgoing) -> Receipt:
        """One attempt."""
        unready = not_configured(self.needs)
        if unready is not None:
            return unready
        event = {
            "id": message.key,
            "type": message.template,
            "version": message.params.get("version", 1),
            "title": message.title,
            "text": message.text,
            "link": message.link,
            "data": {name: value for name, value in message.params.items() if name not in PRIVATE},
        }
        body = json.dumps(event, ensure_ascii=False).encode()
        return post_event(message.address, event_id=message.key, body=body, secrets=settings.WEBHOOK_SECRETS)

    def query(self, message: Outgoing) -> Receipt:
        return Receipt(ReceiptStatus.UNKNOWN, detail="receivers keep no record for us")


def post_event(url: str, *, event_id: str, body: bytes, secrets: Sequence[str]) -> Receipt:
    """Posts one JSON event. While secrets are rotated both sign; receivers drop an `X-Event-Id` they have had."""
    try:
        target = target_of(url)
    except Forbidden as error:
        return Receipt(ReceiptStatus.REFUSED, detail=str(error))
    except Unresolved as error:
        return Receipt(ReceiptStatus.FAILED, detail=str(error))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "county-duty-rosters",
        "X-Event-Id": event_id,
        "X-Signature": signature(body, secrets, at=int(time.time())),
        "Connection": "close",
    }
    return _post(target, body, headers)


def signature(body: bytes, secrets: Sequence[str], *, at: int) -> str:
    """`t=…,v1=…` with one `v1` per secret, newest first: HMAC-SHA256 over `t.body`, so that old calls can't be replayed."""
    signed = f"{at}.".encode() + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


def _post(target: Target, body: bytes, headers: dict[str, str]) -> Receipt:
    connection = _Pinned(target)
    # One bound for the whole exchange: a receiver that trickles would outlive any per-read time-out.
    bound = threading.Timer(sum(settings.ALERT_TIMEOUTS), connection.cut)
    bound.daemon = True
    bound.start()
    try:
        try:
            connection.connect()
        except (OSError, ValueError) as error:
            return Receipt(ReceiptStatus.FAILED, detail=_no_connection(error))
        return _exchange(connection, target, body, headers)
    finally:
        bound.cancel()
        connection.close()


def _exchange(connection: "_Pinned", target: Target, body: bytes, headers: dict[str, str]) -> Receipt:
    try:
        connection.request("POST", target.path, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return Receipt(ReceiptStatus.UNKNOWN, detail="no answer in time")
    if 300 <= status < 400:
        return Receipt(ReceiptStatus.REFUSED, detail=f"HTTP {status}: redirects are not followed")
    return verdict(status) or Receipt(ReceiptStatus.ACCEPTED)


def _no_connection(error: Exception) -> str:
    return "certificate not valid for this name" if isinstance(error, ssl.SSLCertVerificationError) else "no connection"


class _Pinned(http.client.HTTPConnection):
    """A connection to the addresses that were checked, under the name that was asked for."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port)
        self.target = target
        # Never a second look-up: only `connect` below, once.
        self.auto_open = 0
        # What the Host header leaves out.
        self.default_port = 443 if target.is_tls else 80

    def connect(self) -> None:
        connect, read = settings.ALERT_TIMEOUTS
        plain = _first_open(self.target, connect)
        self.sock = plain
        if self.target.is_tls:
            self.sock = _trust().wrap_socket(plain, server_hostname=self.target.host)
        self.sock.settimeout(read)

    def cut(self) -> None:
        """Ends whatever is going on, from another thread."""
        try:
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _first_open(target: Target, patience: float) -> socket.socket:
    """A connection to the first address that answers, all of them within `patience` seconds."""
    ends = time.monotonic() + patience
    trouble: OSError = TimeoutError()
    for address in target.addresses:
        left = ends - time.monotonic()
        if left <= 0:
            break
        try:
            found = socket.create_connection((address, target.port), timeout=left)
        except OSError as error:
            trouble = error
            continue
        if target.is_reached_at(found.getpeername()[0]):
            return found
        found.close()
    raise trouble


def _trust() -> ssl.SSLContext:
    """The system's certificates, and those of the county's own CA."""
    trust = ssl.create_default_context()
    if settings.WEBHOOK_CA_FILE:
        trust.load_verify_locations(settings.WEBHOOK_CA_FILE)
    return trust

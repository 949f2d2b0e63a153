"""One bounded HTTP call to a provider the installation has chosen. Addresses given by users go through `webhook`."""

import json
import time
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from alerts.channels.delivery import Receipt
from alerts.enums import ReceiptStatus

MOST_BYTES = 65_536
# Codes by which a server says "later"; every other 4xx will be the same next time.
LATER = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The JSON object in the body, empty when it holds none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class NoReply(Exception):
    """The call brought no answer; `receipt` says whether the provider may have acted on it all the same."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.detail)
        self.receipt = receipt


def call(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> Reply:
    """The provider's answer, whatever its status. Raises NoReply. Redirects are answers, not followed."""
    connect, read = settings.ALERT_TIMEOUTS
    ends = time.monotonic() + connect + read
    try:
        with requests.request(
            method,
            url,
            data=body or None,
            headers=headers,
            params=query,
            timeout=(connect, read),
            allow_redirects=False,
            stream=True,
        ) as response:
            return Reply(response.status_code, _bounded(response, ends))
    except requests.exceptions.RequestException as error:
        raise NoReply(_silence(error)) from error


def verdict(status: int) -> Receipt | None:
    """What an HTTP status alone says: None for success, where the body decides."""
    if 200 <= status < 300:
        return None
    later = status in LATER or status >= 500
    return Receipt(ReceiptStatus.FAILED if later else ReceiptStatus.REFUSED, detail=f"HTTP {status}")


def _bounded(response: requests.Response, ends: float) -> bytes:
    """The body as far as it came in time: one that trickles must not hold a worker."""
    body = b""
    for part in response.iter_content(8192):
        body += part
        if len(body) > MOST_BYTES or time.monotonic() > ends:
            raise requests.exceptions.ReadTimeout("answer too long or too slow")
    return body


def _silence(error: requests.exceptions.RequestException) -> Receipt:
    """Before a connection stood nothing was sent: failed. After that nobody can tell: unknown."""
    if _never_connected(error):
        return Receipt(ReceiptStatus.FAILED, detail="no connection")
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return Receipt(ReceiptStatus.REFUSED, detail="bad address of the provider in the settings")
    return Receipt(ReceiptStatus.UNKNOWN, detail="no answer in time")


def _never_connected(error: requests.exceptions.RequestException) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    # A certificate that doesn't check out ends the handshake, before the request is written.
    if isinstance(error, requests.exceptions.SSLError):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError | ConnectTimeoutError)

"""Chat and push: an address is an apprise URL. Robots that answer in the body are sent by `robots`, the rest by apprise."""

import logging
import re
from urllib.parse import urlsplit

import apprise
from django.conf import settings

from alerts.channels import robots
from alerts.channels.addresses import has_breaks, one_line
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.enums import ChannelCode, ReceiptStatus

# Services whose address names no server of its own; all others may only name servers in APPRISE_HOSTS.
WITHOUT_SERVER = ("schan", "pushplus", "wxpusher")
STATUS = re.compile(r"error=(\d{3})\b")
AFTER_CONNECTING = re.compile(
    r"Read timed out|Connection aborted|closed connection|Connection broken|RemoteDisconnected"
)


class Apprise:
    code: str = ChannelCode.APPRISE
    idempotent = False
    queryable = False
    needs_address = True

    @staticmethod
    def accepts(address: str) -> bool:
        return robots.robot_of(address) is not None or is_allowed(address)

    def send(self, message: Outgoing) -> Receipt:
        """One attempt."""
        robot = robots.robot_of(message.address)
        if robot is not None:
            return robots.send(robot, message)
        if not is_allowed(message.address):
            return Receipt(ReceiptStatus.REFUSED, detail="this kind of address is not allowed here")
        return _push(message)

    def query(self, message: Outgoing) -> Receipt:
        return Receipt(ReceiptStatus.UNKNOWN, detail="push services keep no record of keys")


def is_allowed(address: str) -> bool:
    """Whether the installation lets people be reached at `address`; its server, where it names one, counts too."""
    if has_breaks(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme not in settings.APPRISE_SCHEMAS:
        return False
    return parts.scheme in WITHOUT_SERVER or parts.netloc.rpartition("@")[2].lower() in settings.APPRISE_HOSTS


class _Ear(logging.Logger):
    """What a service says about one attempt; kept in memory only, since it repeats tokens and texts."""

    def __init__(self) -> None:
        super().__init__("one attempt", logging.DEBUG)
        self.heard: list[str] = []

    def handle(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


def _push(message: Outgoing) -> Receipt:
    service = _service(message.address)
    if service is None:
        return Receipt(ReceiptStatus.REFUSED, detail="not a usable address")
    service.logger = ear = _Ear()
    body = f"{message.text}\n{message.link}" if message.link else message.text
    if service.notify(body=body, title=one_line(message.title), body_format=apprise.NotifyFormat.TEXT):
        return Receipt(ReceiptStatus.ACCEPTED)
    return _why_not("\n".join(ear.heard))


def _service(address: str) -> apprise.NotifyBase | None:
    """The service at `address`, without the options an address may carry: certificates are checked, time is bounded."""
    connect, read = settings.ALERT_TIMEOUTS
    bare = urlsplit(address)._replace(query="", fragment="").geturl()
    # Memory only: the library would otherwise keep what it learns on disk.
    asset = apprise.AppriseAsset(storage_mode=apprise.PersistentStoreMode.MEMORY, secure_logging=True)
    url = f"{bare}?cto={connect}&rto={read}&redirect=no&verify=yes"
    service = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    return service if isinstance(service, apprise.NotifyBase) else None


def _why_not(heard: str) -> Receipt:
    status = STATUS.search(heard)
    if status is not None:
        refused = 400 <= int(status[1]) < 500 and int(status[1]) not in {408, 429}
        return Receipt(ReceiptStatus.REFUSED if refused else ReceiptStatus.FAILED, detail=f"HTTP {status[1]}")
    if AFTER_CONNECTING.search(heard):
        return Receipt(ReceiptStatus.UNKNOWN, detail="no answer in time")
    return Receipt(ReceiptStatus.FAILED, detail="no connection" if "Socket Exception" in heard else "not delivered")

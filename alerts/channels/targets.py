"""Where a webhook may go: the public internet, and receivers on the intranet that the administrator lists one by one. Decided
on the very addresses that are then connected to."""

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from alerts.channels.addresses import has_breaks

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Addresses of the IPv4 internet written as IPv6; what counts is what is inside.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# What a listed name may lie on. Never loopback or link-local: there are this machine and its cloud's secrets.
INTRANET = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
HOST = re.compile(r"[A-Za-z0-9._:\u0080-\U0010ffff-]{1,253}")


class Forbidden(Exception):
    """Nothing is ever sent there; the sentence says why without repeating the address."""


class Unresolved(Exception):
    """The name can't be looked up just now."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: `addresses` are the only ones to connect to, `host` the name to show and to verify."""

    host: str
    port: int
    is_tls: bool
    path: str
    addresses: tuple[str, ...]

    def is_reached_at(self, address: str) -> bool:
        """Whether a connection that is open leads to an address that was checked."""
        return ipaddress.ip_address(address.partition("%")[0]) in {
            ipaddress.ip_address(known.partition("%")[0]) for known in self.addresses
        }


def target_of(url: str) -> Target:
    """`url` looked up once and checked. Raises Forbidden or Unresolved."""
    host, port, is_tls, path = _parts(url)
    is_listed = _origin(host, port, is_tls=is_tls) in listed_origins()
    if not is_listed and not settings.WEBHOOK_ALLOW_LOOPBACK and (port != 443 or not is_tls):
        raise Forbidden("only https on port 443 is used")
    return Target(host, port, is_tls, path, _checked(_look_up(host, port), is_listed=is_listed))


def listed_origins() -> frozenset[str]:
    """Of settings.WEBHOOK_INTRANET, each with its port. Raises Forbidden for an entry that is no origin."""
    origins = set()
    for entry in settings.WEBHOOK_INTRANET:
        host, port, is_tls, path = _parts(entry.strip())
        if path != "/":
            raise Forbidden("an entry of WEBHOOK_INTRANET has no path")
        origins.add(_origin(host, port, is_tls=is_tls))
    return frozenset(origins)


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever it is wrapped in."""
    address = ipaddress.ip_address(text.partition("%")[0])
    inside = _inside(address)
    if inside is not None:
        return is_public(str(inside))
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _parts(url: str) -> tuple[str, int, bool, str]:
    if has_breaks(url) or " " in url or "\\" in url or len(url) > 300:
        raise Forbidden("not a usable address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden("not a usable address") from error
    if parts.scheme not in {"https", "http"}:
        raise Forbidden("only https addresses are used")
    if "@" in parts.netloc or not HOST.fullmatch(parts.hostname or ""):
        raise Forbidden("not a usable address")
    is_tls = parts.scheme == "https"
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return _ascii_host(parts.hostname or ""), port or (443 if is_tls else 80), is_tls, _ascii_path(path)


def _origin(host: str, port: int, *, is_tls: bool) -> str:
    return f"{'https' if is_tls else 'http'}://{host}:{port}"


def _ascii_host(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise Forbidden("not a usable address") from error


def _ascii_path(path: str) -> str:
    if not path.isascii():
        raise Forbidden("characters beyond ASCII in the path have to be percent-encoded")
    return path


def _look_up(host: str, port: int) -> list[str]:
    """The addresses of `host`, waited for no longer than for a connection: the resolver itself can take minutes."""
    answers: list[str] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        answers.extend(str(row[4][0]) for row in rows)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(settings.ALERT_TIMEOUTS[0])
    if not answers:
        raise Unresolved("the name is not known just now")
    return answers


def _checked(addresses: list[str], *, is_listed: bool) -> tuple[str, ...]:
    """One bad address spoils the name: whoever mixes public and private ones means to slip through."""
    for address in addresses:
        is_ours = is_listed and _is_intranet(address)
        if not is_public(address) and not is_ours and not _is_allowed_loopback(address):
            raise Forbidden("the address is not on the public internet")
    return tuple(dict.fromkeys(addresses))


def _is_intranet(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    return any(address in network for network in INTRANET)


def _is_allowed_loopback(address: str) -> bool:
    return settings.WEBHOOK_ALLOW_LOOPBACK and ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _inside(address: Address) -> Address | None:
    """The IPv4 address an IPv6 one stands for, None when it stands for itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo

"""Where a webhook may go."""

import socket
import time
from typing import Any

import pytest
from pytest_django import Settings

from alerts.channels.checks import check_channels
from alerts.channels.targets import Forbidden, Target, Unresolved, is_public, target_of

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),  # noqa: S104 - to be refused
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("192.0.2.1", "198.18.0.1", "203.0.113.9"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1"),
        # IPv4 in IPv6 clothes: mapped, 6to4, NAT64, Teredo.
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """The resolver gives these answers, one a look-up; returns the names asked for."""
    asked: list[str] = []
    left = list(answers)

    def getaddrinfo(host: str, port: int, **_kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in left.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_public_name_becomes_a_target(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, [PUBLIC, PUBLIC])

    target = target_of("https://Hooks.Example.org/in?x=1#part")

    assert (target.host, target.port, target.is_tls, target.path) == ("hooks.example.org", 443, True, "/in?x=1")
    assert target.addresses == (PUBLIC,)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://hooks.example.org/",
            "ftp://hooks.example.org/",
            "file:///etc/passwd",
            "gopher://x/",
            "//x/",
            "x",
            "",
        ),
        *("https://user:pw@hooks.example.org/", "https://@hooks.example.org/", "https://hooks.example.org:99999/"),
        *(
            "https:///path",
            "https://[::1",
            "https://a b/",
            "https://a/\r\nX: y",
            "https://a\\@b/",
            "https://exa\u2028mple/",
        ),
        *("https://hooks.example.org/值班", "https://" + "a" * 300, "https://hooks.example.org/\x00"),
        "https://" + "é" * 64 + "/",
    ],
)
def test_urls_that_are_never_looked_up(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    asked = answering(monkeypatch)

    with pytest.raises(Forbidden):
        target_of(url)

    assert asked == []


@pytest.mark.parametrize(
    "url", ["https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://localhost/", "https://[::1]/"]
)
def test_loopback_in_any_spelling_is_refused(url: str) -> None:
    """The system's own resolver reads them; what it finds is what counts."""
    with pytest.raises((Forbidden, Unresolved)):
        target_of(url)


def test_one_private_address_spoils_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, [PUBLIC, "10.0.0.1"])

    with pytest.raises(Forbidden):
        target_of("https://hooks.example.org/")


def test_loopback_is_allowed_by_setting_and_nothing_else_with_it(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    answering(monkeypatch, ["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"])

    assert target_of("http://localhost:8080/").addresses == ("127.0.0.1",)
    for _ in range(2):
        with pytest.raises(Forbidden):
            target_of("http://inside/")


@pytest.mark.parametrize(
    "url", ["http://hooks.example.org/", "https://hooks.example.org:8443/", "https://x:22/", "http://x:443/"]
)
def test_beyond_the_intranet_only_https_on_its_own_port(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    asked = answering(monkeypatch)
    with pytest.raises(Forbidden, match="443"):
        target_of(url)
    assert asked == []


def test_the_intranet_is_reached_where_the_administrator_lists_it_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Listed by scheme, name and port; what the name leads to is looked at each time, so that no rebinding slips through."""
    settings.WEBHOOK_INTRANET = ["https://oa.zj.local:8443", "http://10.1.2.3:8080/", "http://[fd00::5]:80"]
    answering(monkeypatch, ["10.9.8.7"], ["10.1.2.3"], ["fd00::5"], [PUBLIC])
    assert target_of("https://OA.zj.local:8443/in").addresses == ("10.9.8.7",)
    assert not target_of("http://10.1.2.3:8080/x").is_tls
    assert target_of("http://[fd00::5]/").port == 80
    assert target_of("https://oa.zj.local:8443/").addresses == (PUBLIC,)

    rebound = (
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["fe80::1"],
        ["10.9.8.7", "127.0.0.1"],
        ["0.0.0.1"],
        ["224.0.0.1"],
    )
    answering(monkeypatch, *rebound)
    for _ in rebound:
        with pytest.raises(Forbidden):
            target_of("https://oa.zj.local:8443/in")
    answering(monkeypatch, ["10.9.8.7"])
    for other in (
        "https://oa.zj.local:8444/",
        "http://oa.zj.local:8443/",
        "http://10.1.2.3:8081/",
        "https://oa.zj.local/",
    ):
        with pytest.raises(Forbidden):
            target_of(other)


@pytest.mark.parametrize(
    "entry", ["oa.zj.local", "ftp://oa.zj.local", "https://oa.zj.local/path", "https://u@oa.zj.local", "10.0.0.0/8"]
)
def test_a_listed_receiver_that_is_no_origin_is_named_by_the_check(settings: Settings, entry: str) -> None:
    settings.WEBHOOK_INTRANET = [entry]
    assert "alerts.E003" in [message.id for message in check_channels()]


def test_a_connection_that_leads_elsewhere_is_not_used() -> None:
    target = Target("x", 443, True, "/", ("93.184.216.34", "2606:4700::1111"))
    assert target.is_reached_at("2606:4700:0:0::1111")
    assert not target.is_reached_at("10.0.0.1")


def test_a_name_nobody_knows_may_be_known_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_args: Any, **_kwargs: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    with pytest.raises(Unresolved):
        target_of("https://hooks.example.org/")


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.ALERT_TIMEOUTS = (0.2, 0.2)

    def getaddrinfo(*_args: Any, **_kwargs: Any) -> list[Any]:
        time.sleep(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    started = time.monotonic()

    with pytest.raises(Unresolved):
        target_of("https://hooks.example.org/")

    assert time.monotonic() - started < 2

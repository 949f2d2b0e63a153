"""What every channel makes of what every provider may do."""

import logging
import socket
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_django import Settings

from alerts.channels.base import Outgoing
from alerts.enums import ReceiptStatus
from tests.alerts.channels.conftest import SETUPS, Line
from tests.fakes.faults import Mode

# apprise looks for a module that Python 3.13 has dropped.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

Connect = Callable[[str], Line]
every_channel = pytest.mark.parametrize("name", SETUPS)


@every_channel
@pytest.mark.parametrize(
    ("mode", "status", "taken"),
    [
        (Mode.OK, ReceiptStatus.ACCEPTED, 1),
        (Mode.DELAY, ReceiptStatus.ACCEPTED, 1),
        (Mode.REFUSE, ReceiptStatus.REFUSED, 0),
        (Mode.THROTTLE, ReceiptStatus.FAILED, 0),
        (Mode.UNAVAILABLE, ReceiptStatus.FAILED, 0),
        (Mode.DROP_REPLY, ReceiptStatus.UNKNOWN, 1),
    ],
)
def test_a_provider_is_understood(connect: Connect, name: str, mode: Mode, status: ReceiptStatus, taken: int) -> None:
    line = connect(name)
    line.fake.faults.script(mode)

    receipt = line.channel.send(line.message)

    assert receipt.status == status, receipt
    assert len(line.fake.taken) == taken
    assert len(line.fake.calls) == 1


@every_channel
@pytest.mark.usefixtures("impatient")
def test_silence_is_unknown_and_ends_in_time(connect: Connect, name: str) -> None:
    line = connect(name)
    line.fake.faults.script(Mode.HANG)
    started = time.monotonic()

    receipt = line.channel.send(line.message)

    assert receipt.status == ReceiptStatus.UNKNOWN
    assert time.monotonic() - started < 5


@every_channel
def test_a_provider_that_cannot_be_reached_has_failed(connect: Connect, name: str, settings: Settings) -> None:
    line = connect(name)
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        nowhere = f"127.0.0.1:{unheard.getsockname()[1]}"
        for setting, value in line.setup.configure(line.fake).items():
            if isinstance(value, str):
                setattr(settings, setting, value.replace(line.fake.host, nowhere))
        settings.APPRISE_HOSTS = [nowhere]
        message = _at(line, line.message.address.replace(line.fake.host, nowhere))

        receipt = line.channel.send(message)

    assert receipt.status == ReceiptStatus.FAILED, receipt
    assert line.fake.calls == []


@pytest.mark.parametrize("name", [name for name, setup in SETUPS.items() if setup.says_in_body])
def test_an_answer_nobody_can_read_is_unknown(connect: Connect, name: str) -> None:
    line = connect(name)
    line.fake.faults.script(Mode.GARBAGE)

    assert line.channel.send(line.message).status == ReceiptStatus.UNKNOWN


@every_channel
@pytest.mark.parametrize("mode", [Mode.OK, Mode.REFUSE, Mode.UNAVAILABLE, Mode.DROP_REPLY])
def test_neither_log_nor_record_gives_the_address_away(
    connect: Connect, name: str, mode: Mode, caplog: pytest.LogCaptureFixture
) -> None:
    line = connect(name)
    line.fake.faults.script(mode)

    with caplog.at_level(logging.INFO):
        receipt = line.channel.send(line.message)

    secrets = ["13800138000", "0013 8000", "SECtest", "a1b2c3d4e5f6", "7c1e9e0a", "693a91f6", "devicekey123", "9f8e7d"]
    told = f"{receipt.detail} {receipt.provider_id} {caplog.text}"
    assert not [secret for secret in secrets if secret in told]


@every_channel
@pytest.mark.parametrize(
    "address",
    ["", "abc", "13800138000\r\nBcc: x@y", "dingtalk://a b", "http://", "file:///etc/passwd", "\x00", "x" * 301],
)
def test_a_useless_address_is_refused_without_a_call(connect: Connect, name: str, address: str) -> None:
    line = connect(name)

    receipt = line.channel.send(_at(line, address))

    assert receipt.status == ReceiptStatus.REFUSED
    assert line.fake.calls == []


@pytest.mark.parametrize("name", ["aliyun_sms", "tencent_sms", "voice", "webhook"])
def test_what_is_missing_in_the_settings_is_named(connect: Connect, name: str, settings: Settings) -> None:
    line = connect(name)
    needs: tuple[str, ...] = line.channel.needs  # type: ignore[attr-defined]  # these four have it
    setattr(settings, needs[0], "")

    receipt = line.channel.send(line.message)

    assert receipt.status == ReceiptStatus.REFUSED
    assert receipt.detail == f"not configured: {needs[0]}"
    assert line.fake.calls == []


@pytest.mark.parametrize("name", ["aliyun_sms", "tencent_sms", "voice"])
def test_a_message_whose_reply_was_lost_is_found_again(connect: Connect, name: str) -> None:
    line = connect(name)
    assert line.channel.query(line.message).status == ReceiptStatus.UNKNOWN
    line.fake.faults.script(Mode.DROP_REPLY)

    lost = line.channel.send(line.message)
    looked_up = line.channel.query(line.message)

    assert (lost.status, looked_up.status) == (ReceiptStatus.UNKNOWN, ReceiptStatus.ACCEPTED)
    assert line.fake.keys == [line.message.key]


def _at(line: Line, address: str) -> Outgoing:
    return replace(line.message, address=address)

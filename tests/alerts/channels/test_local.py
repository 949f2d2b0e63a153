"""The inbox and the console."""

import logging
from dataclasses import replace

import pytest

from alerts.channels.local import Console, Inbox
from alerts.enums import ReceiptStatus
from tests.alerts.channels.conftest import MESSAGE


def test_the_console_tells_of_a_message_without_telling_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        receipt = Console().send(replace(MESSAGE, address="13800138000", title="查岗\r\nfake line"))

    (line,) = caplog.messages
    assert receipt.status == ReceiptStatus.ACCEPTED
    assert line == f"Message {MESSAGE.key} (check): 查岗 fake line"


def test_the_inbox_has_what_is_in_its_row() -> None:
    assert Inbox().send(MESSAGE).status == ReceiptStatus.ACCEPTED

"""E-mail over SMTP."""

import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from alerts.channels.email import SMTP, Email
from alerts.enums import ReceiptStatus
from tests.alerts.channels.conftest import MESSAGE
from tests.fakes.faults import Mode
from tests.fakes.smtp import FakeSmtp

LETTER = replace(MESSAGE, address="zhang@dayu.example.cn")


@pytest.fixture
def smtp(settings: Settings) -> Iterator[FakeSmtp]:
    with FakeSmtp() as fake:
        settings.EMAIL_BACKEND = SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", fake.port
        settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
        settings.DEFAULT_FROM_EMAIL = "值班系统 <duty@dayu.example.cn>"
        yield fake


def test_a_letter_carries_text_link_and_our_key(smtp: FakeSmtp) -> None:
    receipt = Email().send(LETTER)

    (sent,) = smtp.mails
    assert receipt.status == ReceiptStatus.ACCEPTED
    assert receipt.provider_id == f"<{MESSAGE.key}@dayu.example.cn>" == sent.message["Message-ID"]
    assert (sent.message["Subject"], sent.recipients) == ("查岗", ("zhang@dayu.example.cn",))
    assert sent.message.get_content().split() == [MESSAGE.text, MESSAGE.link]
    assert sent.message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("mode", "status", "taken"),
    [
        (Mode.REFUSE, ReceiptStatus.REFUSED, 0),
        (Mode.THROTTLE, ReceiptStatus.FAILED, 0),
        (Mode.UNAVAILABLE, ReceiptStatus.FAILED, 0),
        (Mode.DROP_REPLY, ReceiptStatus.UNKNOWN, 1),
    ],
)
def test_a_mail_server_is_understood(smtp: FakeSmtp, mode: Mode, status: ReceiptStatus, taken: int) -> None:
    smtp.faults.script(mode)

    receipt = Email().send(LETTER)

    assert receipt.status == status, receipt
    assert len(smtp.mails) == taken


def test_silence_is_unknown_and_ends_in_time(smtp: FakeSmtp, settings: Settings) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    smtp.faults.script(Mode.HANG)
    started = time.monotonic()

    assert Email().send(LETTER).status == ReceiptStatus.UNKNOWN
    assert time.monotonic() - started < 5


@pytest.mark.usefixtures("smtp")
def test_a_server_that_cannot_be_reached_has_failed(settings: Settings) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = unheard.getsockname()[1]

        assert Email().send(LETTER).status == ReceiptStatus.FAILED


@pytest.mark.parametrize(
    "change",
    [
        {"address": "zhang@dayu.example.cn\r\nBcc: x@example.org"},
        {"address": "zhang"},
        {"address": "13800138000"},
        {"address": "a@x.cn, b@x.cn"},
        {"title": "查岗\r\nBcc: x@example.org"},
        {"title": "查岗\n"},
    ],
)
def test_nothing_slips_into_the_headers(smtp: FakeSmtp, change: dict[str, Any]) -> None:
    receipt = Email().send(replace(LETTER, **change))

    assert receipt.status == ReceiptStatus.REFUSED
    assert smtp.sessions == []


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.UNAVAILABLE, Mode.DROP_REPLY, Mode.OK])
def test_neither_log_nor_record_gives_the_address_away(
    smtp: FakeSmtp, mode: Mode, caplog: pytest.LogCaptureFixture
) -> None:
    smtp.faults.script(mode)

    with caplog.at_level(logging.INFO):
        receipt = Email().send(LETTER)

    assert "zhang" not in receipt.detail + receipt.provider_id + caplog.text


@pytest.mark.usefixtures("smtp")
def test_without_a_server_it_says_so(settings: Settings) -> None:
    settings.EMAIL_HOST = ""

    receipt = Email().send(LETTER)

    assert (receipt.status, receipt.detail) == (ReceiptStatus.REFUSED, "not configured: EMAIL_HOST")


def test_any_other_backend_of_django_will_do() -> None:
    assert Email().send(LETTER).status == ReceiptStatus.ACCEPTED
    assert len(mail.outbox) == 1

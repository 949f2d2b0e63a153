"""Warnings by the watched mailbox: known senders alone, off by itself when it is not set up."""

from email.message import EmailMessage
from typing import Any

import pytest

from alerts.models import WarningBulletin
from alerts.warnings.services import mailbox
from tests.alerts.conftest import NOON
from tests.alerts.warnings.test_cap import HERE
from tests.factories import Cast


class Box:
    """An IMAP server with two mails: one with a CAP file, one in words from somebody unknown."""

    def __init__(self, *_host: Any, **_options: Any) -> None:
        self.mails = [
            mail("yj@city.example", (HERE / "01-alert-rainstorm.xml").read_bytes()),
            mail("x@spam.example", b""),
        ]

    def __enter__(self) -> "Box":
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def login(self, *_who: str) -> None:
        return None

    def select(self, _folder: str) -> None:
        return None

    def search(self, *_what: Any) -> tuple[str, list[bytes]]:
        return "OK", [b"1 2"]

    def fetch(self, number: str, _what: str) -> tuple[str, list[Any]]:
        return "OK", [(b"", self.mails[int(number) - 1]), b")"]


def mail(sender: str, content: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = f"预警中心 <{sender}>", "预警"
    made.set_content("详见附件")
    made.add_attachment(content, maintype="application", subtype="xml", filename="warning.cap")
    return made.as_bytes()


def test_the_watched_mailbox_takes_known_senders_alone_and_is_off_by_itself(
    watched: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "IMAP4_SSL", Box)
    assert mailbox.read_mail(now=NOON) == 0
    settings.WARNING_MAIL = {
        "host": "mail.example",
        "user": "u",
        "password": "p",
        "folder": "INBOX",
        "senders": ["yj@city.example"],
    }
    assert mailbox.read_mail(now=NOON) == 1
    # Should it be fetched once more, it is the same bulletin.
    mailbox.read_mail(now=NOON)
    bulletin = WarningBulletin.objects.get()
    assert (bulletin.source, bulletin.warning.kind, bulletin.warning.level) == ("mail", "rainstorm", "red")

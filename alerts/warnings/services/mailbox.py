"""The watched mailbox: unseen mail of the known senders, its CAP file or its words. Off unless WARNING_MAIL_HOST is set."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from imaplib import IMAP4, IMAP4_SSL
from typing import Any

from django.conf import settings

from alerts.enums import BulletinSource
from alerts.warnings.rules.bulletins import LONGEST_TEXT, Bulletin
from alerts.warnings.services.reading import bulletin_of_cap, bulletin_of_text
from alerts.warnings.services.receiving import receive
from units.errors import DomainError
from units.models import County

logger = logging.getLogger(__name__)

AT_ONCE = 20
SECONDS = 10
CAP_TYPES = ("application/cap+xml", "application/xml", "text/xml")


def read_mail(*, now: datetime) -> int:
    """Takes what has come; a mail that can't be read is logged and stays marked as seen. Returns how many were taken."""
    county = County.objects.order_by("pk").first()
    if not settings.WARNING_MAIL["host"] or county is None:
        return 0
    taken = 0
    try:
        with _inbox() as box:
            for number in _unseen(box):
                taken += _take(_fetched(box, number), county, now)
    except (IMAP4.error, OSError):
        # The mailbox is one way of four; the next turn tries again.
        logger.exception("The warning mailbox can't be read")
    return taken


@contextmanager
def _inbox() -> Iterator[IMAP4_SSL]:
    mail = settings.WARNING_MAIL
    with IMAP4_SSL(mail["host"], timeout=SECONDS) as box:
        box.login(mail["user"], mail["password"])
        box.select(mail["folder"])
        yield box


def _unseen(box: IMAP4_SSL) -> list[bytes]:
    _status, found = box.search(None, "UNSEEN")
    return (found[0] or b"").split()[:AT_ONCE]


def _fetched(box: IMAP4_SSL, number: bytes) -> EmailMessage:
    """Fetching the whole of it marks it as seen."""
    _status, parts = box.fetch(number.decode(), "(RFC822)")
    first: Any = parts[0]
    return message_from_bytes(first[1], policy=policy.default)


def _take(mail: EmailMessage, county: County, now: datetime) -> bool:
    sender = parseaddr(str(mail["From"] or ""))[1].lower()
    if sender not in settings.WARNING_MAIL["senders"]:
        logger.warning("A mail to the warning mailbox came from an unknown sender")
        return False
    try:
        bulletin, raw = _read(mail, now)
        receive(county=county, bulletin=bulletin, source=BulletinSource.MAIL, by=None, now=now, raw=raw)
    except DomainError as error:
        logger.warning("A mail to the warning mailbox can't be taken: %s", error.code)
        return False
    return True


def _read(mail: EmailMessage, now: datetime) -> tuple[Bulletin, str]:
    """A CAP file says all there is to say; else the words of the mail."""
    for part in mail.walk():
        name = (part.get_filename() or "").lower()
        if part.get_content_type() in CAP_TYPES or name.endswith((".cap", ".xml")):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return bulletin_of_cap(content), content.decode(errors="replace").replace("\0", "")
    body = mail.get_body(("plain", "html"))
    text = str(body.get_content() if body else "").replace("\0", "")[:LONGEST_TEXT]
    return bulletin_of_text(text or str(mail["Subject"] or ""), now), text

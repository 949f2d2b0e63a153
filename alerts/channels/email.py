"""E-mail through whatever Django is configured with. The message id is the key, so that repeats can be recognised."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from alerts.channels.addresses import has_breaks
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.registry import not_configured
from alerts.enums import ChannelCode, ReceiptStatus

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Email:
    code: str = ChannelCode.EMAIL
    needs = ("EMAIL_HOST",)
    idempotent = False
    queryable = False
    needs_address = True

    @staticmethod
    def accepts(address: str) -> bool:
        try:
            validate_email(address)
        except ValidationError:
            return False
        return True

    def send(self, message: Outgoing) -> Receipt:
        """One attempt. Opening apart from sending tells what surely did not go out from what may have."""
        if settings.EMAIL_BACKEND == SMTP and (unready := not_configured(self.needs)):
            return unready
        if has_breaks(message.title) or not self.accepts(message.address):
            return Receipt(ReceiptStatus.REFUSED, detail="not a usable address or subject")
        connection = get_connection(fail_silently=False)
        try:
            connection.open()
        except (smtplib.SMTPException, OSError) as error:
            return Receipt(ReceiptStatus.FAILED, detail=_detail(error))
        return _sent(connection, _mail(message))

    def query(self, message: Outgoing) -> Receipt:
        return Receipt(ReceiptStatus.UNKNOWN, detail="mail servers keep no record of keys")


def _sent(connection: BaseEmailBackend, mail: EmailMessage) -> Receipt:
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        return _answered(next(code for code, _ in error.recipients.values()))
    except smtplib.SMTPResponseException as error:
        return _answered(error.smtp_code)
    except (smtplib.SMTPException, OSError) as error:
        return Receipt(ReceiptStatus.UNKNOWN, detail=_detail(error))
    finally:
        _close(connection)
    return Receipt(ReceiptStatus.ACCEPTED, provider_id=mail.extra_headers["Message-ID"])


def _close(connection: BaseEmailBackend) -> None:
    """A server that has taken the message may say goodbye as it likes."""
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        return


def _answered(code: int) -> Receipt:
    """RFC 5321: 5xx is permanent, 4xx asks to come again. The text is left out: it repeats the address."""
    status = ReceiptStatus.REFUSED if 500 <= code < 600 else ReceiptStatus.FAILED
    return Receipt(status, detail=f"SMTP {code}")


def _mail(message: Outgoing) -> EmailMessage:
    body = f"{message.text}\n\n{message.link}" if message.link else message.text
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    # RFC 3834: out-of-office replies must not come back.
    headers = {"Message-ID": f"<{message.key}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(message.title, body, to=[message.address], headers=headers)


def _detail(error: Exception) -> str:
    return f"SMTP {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__

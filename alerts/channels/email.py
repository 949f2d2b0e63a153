"""E-mail through whatever Django is configured with; the message id is the key, so that repeats can be recognised."""

from smtplib import SMTPException, SMTPRecipientsRefused

from django.core.mail import EmailMessage

from alerts.channels.base import Outgoing
from alerts.domain.delivery import Receipt
from alerts.domain.enums import ChannelCode, ReceiptStatus


class Email:
    code = ChannelCode.EMAIL
    idempotent = False
    queryable = False
    needs_address = True

    def send(self, message: Outgoing) -> Receipt:
        body = f"{message.text}\n\n{message.link}" if message.link else message.text
        mail = EmailMessage(message.title, body, to=[message.address], headers={"X-Message-Key": message.key})
        try:
            mail.send()
        except SMTPRecipientsRefused as error:
            return Receipt(ReceiptStatus.REFUSED, detail=str(error)[:300])
        except TimeoutError as error:
            return Receipt(ReceiptStatus.UNKNOWN, detail=str(error)[:300])
        except (SMTPException, OSError) as error:
            return Receipt(ReceiptStatus.FAILED, detail=str(error)[:300])
        return Receipt(ReceiptStatus.ACCEPTED, provider_id=message.key)

    def query(self, key: str) -> Receipt:
        return Receipt(ReceiptStatus.UNKNOWN, detail=key)

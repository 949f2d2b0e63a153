"""Channels that need nobody outside: the inbox, and the demo's console."""

import logging

from alerts.channels.addresses import is_phone, one_line
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.enums import ChannelCode, ReceiptStatus

logger = logging.getLogger(__name__)


class Inbox:
    """The row itself is the message: 站内消息 shows it."""

    code: str = ChannelCode.INBOX
    idempotent = True
    queryable = False
    needs_address = False

    def send(self, message: Outgoing) -> Receipt:
        return Receipt(ReceiptStatus.ACCEPTED, provider_id=message.key)

    def query(self, message: Outgoing) -> Receipt:
        return self.send(message)


class Console:
    """The demo's default: one log line instead of a message; 消息记录 shows what would have been sent.

    The line has no address, text or link: a log is read by more people than the message is meant for.
    """

    code: str = ChannelCode.CONSOLE
    idempotent = True
    queryable = False
    needs_address = False
    accepts = staticmethod(is_phone)

    def send(self, message: Outgoing) -> Receipt:
        logger.info("Message %s (%s): %s", message.key, message.template, one_line(message.title))
        return Receipt(ReceiptStatus.ACCEPTED, provider_id=message.key)

    def query(self, message: Outgoing) -> Receipt:
        return Receipt(ReceiptStatus.ACCEPTED, provider_id=message.key)

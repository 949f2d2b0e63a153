"""What the SMS providers have in common: a number, a registered text, an answer code."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings

from alerts.channels.addresses import BadAddress, e164, is_phone
from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.http import NoReply, Reply, verdict
from alerts.channels.registered import NotRegistered, Registered, registered
from alerts.channels.registry import not_configured
from alerts.enums import ReceiptStatus


class Sms:
    """One number at a time, one attempt per call."""

    code: str
    needs: ClassVar[tuple[str, ...]] = ()
    templates_setting: ClassVar[str]
    longest_parameter: ClassVar[int]
    idempotent = False
    queryable = True
    needs_address = True
    accepts = staticmethod(is_phone)

    def send(self, message: Outgoing) -> Receipt:
        """One attempt within the channel's own time-out."""
        return self._within_rules(message, self._send)

    def query(self, message: Outgoing) -> Receipt:
        """What the provider's records say; unknown when they don't hold the key."""
        return self._within_rules(message, self._query)

    def _send(self, message: Outgoing, number: str) -> Receipt:
        text = registered(getattr(settings, self.templates_setting), message, most=self.longest_parameter)
        return self._submit(message, number, text)

    def _submit(self, message: Outgoing, number: str, text: Registered) -> Receipt:
        raise NotImplementedError

    def _query(self, message: Outgoing, number: str) -> Receipt:
        raise NotImplementedError

    def _within_rules(self, message: Outgoing, act: Callable[[Outgoing, str], Receipt]) -> Receipt:
        unready = not_configured(self.needs)
        if unready is not None:
            return unready
        try:
            return act(message, e164(message.address))
        except (BadAddress, NotRegistered) as error:
            return Receipt(ReceiptStatus.REFUSED, detail=str(error))
        except NoReply as silence:
            return silence.receipt


def found(rows: list[dict[str, Any]], key_field: str, key: str) -> list[dict[str, Any]]:
    """Those of a provider's records that carry our key."""
    return [row for row in rows if row.get(key_field) == key]


def unreadable(reply: Reply) -> Receipt:
    """An answer without the provider's own verdict: the status alone decides, a plain 200 says nothing."""
    return verdict(reply.status) or Receipt(ReceiptStatus.UNKNOWN, detail="unreadable answer")

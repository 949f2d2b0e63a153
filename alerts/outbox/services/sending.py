"""One attempt to hand a message to its channel. Needs no database, so that attempts may run side by side."""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from alerts.channels.base import Outgoing
from alerts.channels.delivery import Receipt
from alerts.channels.registry import channel
from alerts.enums import ReceiptStatus
from alerts.outbox.models import Notification
from alerts.outbox.purposes import handler_of
from alerts.outbox.services.crash_points import crash_point
from alerts.outbox.services.wording import as_written
from units.rows.ciphers import keyring

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message with where it goes."""

    row: Notification
    address: str


def attempt(parcel: Parcel) -> Receipt:
    """What the provider answered. Whatever a channel throws is a failed attempt, logged with its trace."""
    crash_point("before_send")
    receipt = _attempt(parcel)
    crash_point("after_send")
    return receipt


def _attempt(parcel: Parcel) -> Receipt:
    row = parcel.row
    try:
        way = channel(row.channel)
        message = _outgoing(parcel)
        if way.needs_address and not message.address:
            return Receipt(ReceiptStatus.REFUSED, detail="no address")
        if row.attempts > 1 and way.queryable:
            earlier = way.query(message)
            if earlier.status == ReceiptStatus.ACCEPTED:
                return earlier
        return way.send(message)
    except LookupError:
        return Receipt(ReceiptStatus.REFUSED, detail="no such channel here")
    except Exception:
        logger.exception("Channel %s failed on message %s", row.channel, row.pk)
        return Receipt(ReceiptStatus.FAILED, detail="channel error")


def sent_safely(code: str, message: Outgoing) -> Receipt:
    """One attempt at a message that is no row of the outbox. Whatever a channel throws is a failed attempt, logged."""
    try:
        return channel(code).send(message)
    except Exception:
        logger.exception("Channel %s failed on message %s", code, message.key)
        return Receipt(ReceiptStatus.FAILED, detail="channel error")


def _outgoing(parcel: Parcel) -> Outgoing:
    row = parcel.row
    title, text = as_written(row.purpose, row.params, row.words)
    path = handler_of(row.purpose).path(row)
    return Outgoing(
        key=str(row.pk),
        address=parcel.address,
        title=title,
        text=text,
        template=row.purpose,
        params={**row.params, "path": path} if path else row.params,
        link=f"{settings.PUBLIC_URL}{path}" if path else "",
    )


def address_of(row: Any) -> str:
    """Where a begun message goes: its own address, else the person's verified one, else the mobile. Opened here,
    when it is about to be used."""
    return keyring().open(str(row.params.get("address", row.way or row.mobile)))

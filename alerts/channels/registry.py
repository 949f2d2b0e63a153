"""The channels this installation has, named in settings.ALERT_CHANNELS as dotted paths by code, and what each still needs."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from alerts.channels.addresses import has_breaks
from alerts.channels.base import Channel
from alerts.channels.delivery import Receipt
from alerts.enums import ChannelCode, ReceiptStatus


@cache
def channel(code: str) -> Channel:
    """The one instance for `code`. Raises LookupError when the installation has none."""
    path = settings.ALERT_CHANNELS.get(code)
    if path is None:
        raise LookupError(code)
    made: Channel = import_string(path)()
    return made


def missing(names: tuple[str, ...]) -> list[str]:
    """Those of the settings `names` that are empty."""
    return [name for name in names if not getattr(settings, name, None)]


def not_configured(names: tuple[str, ...]) -> Receipt | None:
    """A refusal naming what is missing, so that the next channel is tried at once; None when nothing is."""
    gaps = missing(names)
    return Receipt(ReceiptStatus.REFUSED, detail=f"not configured: {', '.join(gaps)}") if gaps else None


def missing_settings(code: str) -> list[str]:
    """What the channel `code` still needs before it can send. Raises LookupError when there is no such channel."""
    path = settings.ALERT_CHANNELS.get(code)
    if path is None:
        raise LookupError(code)
    return missing(getattr(import_string(path), "needs", ()))


def is_acceptable(code: str, address: str) -> bool:
    """Whether the channel could use `address`, asked when it is entered rather than when a message is lost.

    By its form, and for a webhook by where it leads; a name that can't be looked up just now passes. A channel that says
    nothing takes any address.
    """
    path = settings.ALERT_CHANNELS.get(code)
    accepts = getattr(import_string(path), "accepts", None) if path else None
    return not has_breaks(address) and (accepts is None or accepts(address))


def offered_channels() -> list[str]:
    """The codes of the channels on which somebody may register an address: the configured ones that have addresses.

    The demo's console takes a mobile number and shows the code on the page, so that the round trip can be tried.
    """
    without = {ChannelCode.INBOX} if settings.DEMO else {ChannelCode.INBOX, ChannelCode.CONSOLE}
    return [code for code in usable_channels() if code not in without]


def usable_channels() -> list[str]:
    """The codes of the channels that are fully configured."""
    return [code for code in settings.ALERT_CHANNELS if not missing_settings(code)]

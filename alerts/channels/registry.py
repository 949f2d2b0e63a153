"""The channels this installation has, named in settings.ALERT_CHANNELS as dotted paths by code."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from alerts.channels.base import Channel


@cache
def channel(code: str) -> Channel:
    """The one instance for `code`. Raises LookupError when the installation has none."""
    path = settings.ALERT_CHANNELS.get(code)
    if path is None:
        raise LookupError(code)
    made: Channel = import_string(path)()
    return made

"""Which ways to reach people this installation has, and what the others lack."""

from dataclasses import dataclass

from django.conf import settings

from alerts.channels.registry import missing_settings
from alerts.enums import ChannelCode
from alerts.labels import CHANNEL_LABELS, Label

# It shows messages to whoever signs in; there is nothing to set up and nobody outside to reach.
WITHOUT_PROVIDER = {ChannelCode.INBOX}


@dataclass(frozen=True, slots=True)
class Way:
    """A channel; `gaps` are settings that are empty. The console reaches nobody outside: it is the demo's."""

    code: str
    label: Label
    gaps: tuple[str, ...]
    is_default: bool

    @property
    def is_ready(self) -> bool:
        return not self.gaps

    @property
    def is_outside(self) -> bool:
        return self.code != ChannelCode.CONSOLE

    @property
    def reaches_all(self) -> bool:
        """Whether it is tried for people who have verified no way of their own."""
        return self.is_ready and self.is_outside and self.is_default

    @property
    def can_test(self) -> bool:
        return self.is_ready and (self.is_outside or settings.DEMO)


def ways() -> list[Way]:
    """In the order of the settings."""
    return [
        Way(code, CHANNEL_LABELS[code], tuple(missing_settings(code)), code in settings.ALERT_DEFAULT_CHANNELS)
        for code in settings.ALERT_CHANNELS
        if code not in WITHOUT_PROVIDER and (settings.DEMO or code != ChannelCode.CONSOLE)
    ]

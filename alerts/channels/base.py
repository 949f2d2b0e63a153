"""What every way to reach a person offers, and what it promises."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from alerts.channels.delivery import Receipt


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to send. `key` is the same for every attempt, for providers that drop repeats.

    `title` and `text` are for channels that carry free text; `template` and `params` for those that only carry
    registered texts (SMS, voice).
    """

    key: str
    address: str
    title: str
    text: str
    template: str
    params: dict[str, Any] = field(default_factory=dict)
    link: str = ""


class Channel(Protocol):
    """`idempotent`: a repeat with the same key reaches nobody twice. `queryable`: `query` tells what became of one.

    A class may also have `needs`, the names of settings it can't do without, and `accepts(address)`, where not every
    address will do.
    """

    code: str
    idempotent: bool
    queryable: bool
    needs_address: bool

    def send(self, message: Outgoing) -> Receipt:
        """One attempt within the channel's own time-out. Never raises for what a provider may do."""

    def query(self, message: Outgoing) -> Receipt:
        """What became of an earlier attempt at `message`; only called when `queryable`. Providers ask for its address."""

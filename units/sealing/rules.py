"""What a link is made of, and how a chain is followed. Plain Python."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Read:
    """A link as it is stored, with the event it seals; None when that is gone."""

    number: int
    hash: str
    event: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the chain is whole: `links` of them up to `head`. `broken_at` is the number of the first that isn't."""

    links: int
    head: str
    broken_at: int | None = None
    why: str = ""


def link_hash(before: str, number: int, event: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before, the number and every column of the event."""
    body = json.dumps(
        [before, number, event], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )
    return sha256(body.encode()).hexdigest()


def follow(links: Iterable[Read], *, after: int = 0, head: str = GENESIS) -> Followed:
    """From the link after number `after`, whose hash is `head`, to the end or the first that doesn't fit."""
    number = after
    for link in links:
        if link.number != number + 1:
            return Followed(number, head, number + 1, "link missing")
        if link.event is None:
            return Followed(number, head, link.number, "event missing")
        if link_hash(head, link.number, link.event) != link.hash:
            return Followed(number, head, link.number, "event or link changed")
        number, head = link.number, link.hash
    return Followed(number, head)


def _plain(value: Any) -> str:
    """Instants in UTC to the microsecond, whatever zone the server speaks."""
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else str(value)

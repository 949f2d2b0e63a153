"""A deadline as the ring that a page draws."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Ring:
    """A clock that runs down: seconds left (negative = over) of `total`."""

    left: int
    total: int


def ring_until(end: datetime, total: timedelta, now: datetime) -> Ring:
    return Ring(int((end - now).total_seconds()), int(total.total_seconds()))

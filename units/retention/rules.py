"""How long a kind of row is kept: as the installation has chosen, never shorter than the law or a use of ours asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


class UnknownKind(ValueError):
    """RETENTION names a kind that there isn't."""


@dataclass(frozen=True, slots=True)
class Term:
    """Days that a kind is kept after what it is about is over; no choice is below `least`."""

    code: str
    days: int
    least: int

    def chosen(self, wanted: Mapping[str, int]) -> int:
        return max(self.least, wanted.get(self.code, self.days))

    def before(self, now: datetime, wanted: Mapping[str, int]) -> datetime:
        """What was over by then goes."""
        return now - timedelta(days=self.chosen(wanted))


def check_names(wanted: Mapping[str, int], known: set[str]) -> None:
    """Raises UnknownKind."""
    unknown = sorted(wanted.keys() - known)
    if unknown:
        raise UnknownKind(f"RETENTION names {', '.join(unknown)}; there are {', '.join(sorted(known))}.")

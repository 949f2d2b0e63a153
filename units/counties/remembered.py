"""Answers built once for all who see the same, for as long as nothing they show has moved (docs/decisions/0019)."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Sum

from units.counties.models.version import CountyVersion

Value = TypeVar("Value")

# While a county moves many times a second, those who have an older answer share one this old at most.
SHARED_FOR = timedelta(seconds=1)
# A clock set back further than this is another day's.
CLOCK_MAY_DIFFER = timedelta(seconds=5)
LOCKS = 16


def version_of(county_id: UUID) -> int:
    """How often the county has moved. Read it before what you remember under it: never an old state under a new version."""
    found: int | None = CountyVersion.objects.filter(county_id=county_id).aggregate(moved=Sum("moved"))["moved"]
    return found or 0


def versions_of(county_ids: Collection[UUID]) -> dict[UUID, int]:
    """As `version_of`, of several counties at once. One query."""
    rows = CountyVersion.objects.filter(county_id__in=county_ids).values("county_id").annotate(sum=Sum("moved"))
    return dict.fromkeys(county_ids, 0) | {row["county_id"]: row["sum"] for row in rows}


@dataclass(frozen=True, slots=True)
class Remembered(Generic[Value]):
    """`value` holds within `[since, until)` while the county stands at `version`."""

    value: Value
    version: int
    since: datetime
    until: datetime

    def holds(self, version: int, now: datetime, known: int | None) -> bool:
        """At `version` or later; or later than what the reader knows, and young."""
        if not self.since - CLOCK_MAY_DIFFER <= now < self.until:
            return False
        is_news = known is not None and self.version > known and now - self.since < SHARED_FOR
        return self.version >= version or is_news


Build = Callable[[], tuple[Value, datetime]]
"""The value and until when nothing changes in it by itself."""


_memories: "list[Memory[Any]]" = []


def forget_all() -> None:
    """For whoever takes back what was written, as tests do: a version that is gone may come again with other rows."""
    for memory in _memories:
        memory.forget()


class Memory(Generic[Value]):
    """Of one process, the `most` answers built last. Whoever asks for what is being built waits for it."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Remembered[Value]] = OrderedDict()
        self._locks = [Lock() for _ in range(LOCKS)]
        # Builders of different keys put theirs in one after the other: one may be the oldest that another takes out.
        self._putting = Lock()
        _memories.append(self)

    def recall(
        self, key: Hashable, *, version: int, now: datetime, build: Build[Value], known: int | None = None
    ) -> Remembered[Value]:
        """What stands under `key`, built anew when it doesn't hold any more. `known`: the version a poll came with."""
        kept = self._kept.get(key)
        if kept is not None and kept.holds(version, now, known):
            return kept
        with self._locks[hash(key) % LOCKS]:
            kept = self._kept.get(key)
            if kept is None or not kept.holds(version, now, known):
                value, until = build()
                kept = Remembered(value, version, now, until)
                self._put(key, kept)
        return kept

    def forget(self) -> None:
        self._kept.clear()

    def _put(self, key: Hashable, kept: Remembered[Value]) -> None:
        with self._putting:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

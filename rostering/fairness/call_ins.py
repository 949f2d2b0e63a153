"""How often people were really called in, pushed down by registration: call-outs live on the floor above.

A provider takes (person ids, start, end) and returns how many call-ins of each person began in the half-open range.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from uuid import UUID

Provider = Callable[[Collection[UUID], datetime, datetime], Mapping[UUID, int]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Called from an app's `ready()`; registering twice is registering once."""
    if provider not in _providers:
        _providers.append(provider)


def call_ins(person_ids: Collection[UUID], start: datetime, end: datetime) -> Counter[UUID]:
    """Of every provider together; people who were never called are absent."""
    found: Counter[UUID] = Counter()
    for provider in _providers:
        found.update(provider(person_ids, start, end))
    return found

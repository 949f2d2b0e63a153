"""How often people were really called in, pushed down by registration: call-outs live on the floor above.

A provider takes (person ids, start, end) and returns how many call-ins of each person began in the half-open range.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from uuid import UUID

from units.hooks import Hook

CALL_INS: Hook[Callable[[Collection[UUID], datetime, datetime], Mapping[UUID, int]]] = Hook("call-ins of people")


def call_ins(person_ids: Collection[UUID], start: datetime, end: datetime) -> Counter[UUID]:
    """Of every provider together; people who were never called are absent."""
    found: Counter[UUID] = Counter()
    for counted in CALL_INS:
        found.update(counted(person_ids, start, end))
    return found

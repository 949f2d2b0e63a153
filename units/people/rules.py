"""What the register keeps of somebody, and the order in which people and units are named."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

# In the order of its columns.
PERSON_FIELDS = (
    "name",
    "rank",
    "position",
    "protocol_order",
    "mobile",
    "office_phone",
    "travel_minutes",
    "eligible_posts",
    "valid_from",
    "valid_to",
)

# Between two numbers there is room for whoever comes between.
ORDER_STEP = 10

Key = TypeVar("Key")


def placed(order: Sequence[Key], wanted: Mapping[Key, int]) -> list[Key]:
    """`order` with those of `wanted` at the places asked for (1 = first), everybody else as they stood around them.

    Whoever already stands there hasn't been moved. A place behind the last is the last one.
    """
    moved = {key: place for key, place in wanted.items() if key in order and order.index(key) + 1 != place}
    found = [key for key in order if key not in moved]
    for key, place in sorted(moved.items(), key=lambda move: move[1]):
        found.insert(max(place - 1, 0), key)
    return found


def listed_first(order: Sequence[Key], named: Sequence[Key]) -> list[Key]:
    """Those named, in their order, then everybody else as they stood."""
    first = [key for key in dict.fromkeys(named) if key in order]
    return [*first, *(key for key in order if key not in first)]

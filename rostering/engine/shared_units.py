"""Which units have to be rostered together: those that share people, directly or through others."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def components(units: Sequence[Key], shared: Iterable[tuple[Key, Key]]) -> list[list[Key]]:
    """`units` in groups, each in the order given, groups by their first unit. `shared` pairs outside `units` don't tie."""
    head = {unit: unit for unit in units}

    def root(unit: Key) -> Key:
        while head[unit] != unit:
            head[unit] = head[head[unit]]
            unit = head[unit]
        return unit

    for one, other in shared:
        if one in head and other in head:
            head[root(other)] = root(one)
    groups: dict[Key, list[Key]] = {}
    for unit in units:
        groups.setdefault(root(unit), []).append(unit)
    return list(groups.values())

"""What a floor above tells a floor below, by registration: every subject keeps a `Hook` of its own, named and typed."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Told = TypeVar("Told")


class Hook(Generic[Told]):
    """One thing per name, in the order of registration. Where only one may be told at all, nobody gives a name."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.told: dict[str, Told] = {}

    def register(self, told: Told, *, name: str = "") -> None:
        """Called from an app's `ready()`, or where a module is imported; again with the same is no registration.

        Raises ValueError where something else stands: whoever came last would win silently, by the order of apps.
        """
        # By identity: some vocabularies ask the database to be compared, which isn't there yet in `ready()`.
        if self.told.setdefault(name, told) is not told:
            raise ValueError(f"{self.subject}: {name or 'the only one'} is registered already")

    def __iter__(self) -> Iterator[Told]:
        return iter(self.told.values())

    @property
    def only(self) -> Told | None:
        """What was told without a name; None while nobody has."""
        return self.told.get("")

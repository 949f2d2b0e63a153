"""State machines: (state, action) → state. `docs/states.md` is drawn from them, services move rows by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Table = Mapping[tuple[str, str], str]


class IllegalTransition(ValueError):
    """The table has no such step."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(state, action)
        self.state = state
        self.action = action


class Step(NamedTuple):
    """The states in which an action is allowed, and the one it leads to."""

    before: tuple[str, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A named table with the states its rows may `begin` in and those in which nothing more is owed. Every other state
    has a way to an end, from every beginning."""

    name: str
    states: type[StrEnum]
    table: Table
    begins: tuple[str, ...]
    ends: tuple[str, ...]

    def after(self, state: str, action: str) -> str:
        """Raises IllegalTransition when `action` is not allowed in `state`."""
        try:
            return self.table[state, action]
        except KeyError:
            raise IllegalTransition(state, action) from None

    def allows(self, state: str, action: str) -> bool:
        return (state, action) in self.table

    def advance(self, state: str, action: str, otherwise: Exception) -> str:
        """The state after `action` of a row that is locked. Raises `otherwise` when the table has no such step."""
        try:
            return self.after(state, action)
        except IllegalTransition as error:
            raise otherwise from error

    def step(self, action: str) -> Step:
        """What a conditional UPDATE asks for and writes: of two who come at once, the second finds no row in `before`.

        Every action leads to one state, whatever the state before it.
        """
        (after,) = {target for (_state, name), target in self.table.items() if name == action}
        return Step(tuple(state for state, name in self.table if name == action), after)


def by_name(*machines: Machine) -> dict[str, Machine]:
    return {machine.name: machine for machine in machines}

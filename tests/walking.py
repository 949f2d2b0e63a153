"""Walks a transition table through the services that move its rows, from one way in, and says what it finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from units.errors import DomainError
from units.machines import Machine

Step = Callable[[Any], Any]


@dataclass
class Walk:
    """`row` has just come in; `steps` are what people and clocks do to it, by the names the table has for them.

    Every step is tried in every state that is reached: what the table has must lead where it says, and anything else
    must be refused or change nothing.
    """

    machine: Machine
    row: models.Model
    steps: Mapping[str, Step]
    column: str = "state"
    taken: set[tuple[str, str]] = field(default_factory=set)
    leads_to: dict[str, set[str]] = field(default_factory=dict)

    def run(self) -> "Walk":
        missing = {action for _state, action in self.machine.table} - set(self.steps)
        assert not missing, f"no step for {missing}"
        self._visit()
        return self

    @property
    def stuck(self) -> set[str]:
        """States that were reached from here and from which no step, however many, led to an end."""
        home = set(self.machine.ends)
        while more := {state for state, after in self.leads_to.items() if after & home} - home:
            home |= more
        return set(self.leads_to) - home

    def _visit(self) -> None:
        state = self._state()
        if state in self.leads_to:
            return
        self.leads_to[state] = set()
        for action, step in self.steps.items():
            with transaction.atomic():
                after = self._after(step)
                self._judge(state, action, after)
                self._visit()
                transaction.set_rollback(True)

    def _after(self, step: Step) -> str:
        try:
            with transaction.atomic():
                step(type(self.row)._default_manager.get(pk=self.row.pk))
        except DomainError:
            pass
        return self._state()

    def _judge(self, before: str, action: str, after: str) -> None:
        wanted = self.machine.table.get((before, action), before)
        assert after == wanted, f"{before} –{action}→ {after}, the table says {wanted}"
        if (before, action) in self.machine.table:
            self.taken.add((before, action))
        self.leads_to[before].add(after)

    def _state(self) -> str:
        found: str = type(self.row)._default_manager.values_list(self.column, flat=True).get(pk=self.row.pk)
        return found

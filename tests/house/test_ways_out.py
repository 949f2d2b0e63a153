"""Every transition table of all apps: whatever state a row can get into, it can come to an end from there."""

from collections.abc import Iterable

import pytest

from alerts import transitions as on_duty
from alerts.management.commands.draw_states import MACHINES
from rostering import transitions as workflow
from rostering.enums import SwapState
from units.machines import Machine, Table

FLOORS = (workflow, on_duty)
# Two tables share the states of a swap.
SHARED = {"swap": {SwapState.IN_EFFECT}, "emergency_cover": set(SwapState) - {SwapState.IN_EFFECT}}


def spread(table: Table, start: Iterable[str]) -> set[str]:
    """What can be reached from `start`, itself included."""
    found = set(start)
    while more := {target for (state, _action), target in table.items() if state in found} - found:
        found |= more
    return found


@pytest.mark.parametrize("name", MACHINES)
def test_no_state_is_without_a_way_out(name: str) -> None:
    machine: Machine = MACHINES[name]
    for begin in machine.begins:
        reached = spread(machine.table, [begin])
        stuck = {state for state in reached if not spread(machine.table, [state]) & set(machine.ends)}
        assert not stuck, f"{name}: begun in {begin}, no end can be reached from {stuck}"


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_can_be_reached_and_what_leads_nowhere_is_an_end(name: str) -> None:
    machine: Machine = MACHINES[name]
    states = set(machine.states) - SHARED.get(name, set())
    assert spread(machine.table, machine.begins) >= states
    leading = {state for state, _action in machine.table}
    assert states - leading <= set(machine.ends)


def test_every_table_is_among_them() -> None:
    declared = [value for module in FLOORS for value in vars(module).values() if isinstance(value, Machine)]
    assert len(declared) >= 17
    assert [machine.name for machine in declared if MACHINES.get(machine.name) is not machine] == []


def test_a_dead_end_would_be_found() -> None:
    broken: Table = {("open", "report"): "open", ("open", "hold"): "held", ("open", "close"): "closed"}
    assert spread(broken, ["held"]) == {"held"}

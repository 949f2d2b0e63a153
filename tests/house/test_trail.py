"""Every action that services write into the audit trail has its words."""

import re
from pathlib import Path

import pytest

from units.audit.words import action_label

APPS = Path(__file__).resolve().parents[2]
# `action="…"` and both sides of `action="…" if … else "…"`.
WRITTEN = re.compile(r'action=\(?((?:[^\n]*?"[a-z_]+\.[a-z_]+")+)')
SOURCES = [
    path for app in ("units", "rostering", "alerts") for path in (APPS / app).rglob("*.py") if "services" in str(path)
]
ACTIONS = sorted(
    {
        name
        for path in SOURCES
        for found in WRITTEN.findall(path.read_text())
        for name in re.findall(r'"([a-z_]+\.[a-z_]+)"', found)
    }
)


def test_actions_are_found() -> None:
    assert {"period.step_undone", "assignment.locked", "assignment.unlocked"} <= set(ACTIONS)


@pytest.mark.parametrize("action", [*ACTIONS, *(f"period.{kind}_started" for kind in ("generation", "proposal"))])
def test_an_action_has_words(action: str) -> None:
    assert str(action_label(action)) != action

"""What holds the house together and no linter knows of."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from rostering.beat import SCHEDULE
from rostering.celery import app
from rostering.tasks import run_together
from scripts.checks import CHECKS

APPS = ("units", "rostering", "alerts")
ROOMS = {"web", "pages", "api", "tasks"}
WRITES = {
    "save", "create", "delete", "update", "get_or_create", "update_or_create", "bulk_create", "bulk_update",
}  # fmt: skip


def entrances() -> Iterator[Path]:
    """The rooms through which requests and messages come in."""
    for name in APPS:
        root = settings.BASE_DIR / name
        yield from (path for path in root.rglob("*.py") if ROOMS & {*path.relative_to(root).parts[:-1], path.stem})


def written_in(source: str) -> list[str]:
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    methods = (call.func for call in calls if isinstance(call.func, ast.Attribute))
    return [f"line {method.lineno}: .{method.attr}(" for method in methods if method.attr in WRITES]


@pytest.mark.parametrize("path", sorted(entrances()), ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_entrances_leave_writing_to_services(path: Path) -> None:
    assert written_in(path.read_text()) == []


def test_a_write_in_an_entrance_would_be_seen() -> None:
    assert written_in("def view(r):\n    Unit.objects.filter(a=1).update(name='x')\n") == ["line 2: .update("]


def test_the_import_check_looks(tmp_path: Path) -> None:
    """The floors turned upside down: a check that passes here has looked at nothing."""
    upside_down = tmp_path / "contracts.ini"
    upside_down.write_text(
        "[importlinter]\nroot_packages =\n    units\n    rostering\n"
        "[importlinter:contract:1]\nname = Upside down\ntype = layers\nlayers =\n    units\n    rostering\n"
    )
    arguments, _environ = CHECKS["imports"]
    command = [sys.executable, *arguments, "--config", str(upside_down), "--no-cache"]
    assert subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=False).returncode == 1


def test_every_tick_goes_out_in_one_of_few_messages() -> None:
    sent: list[Any] = []
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        bundle = entry["task"] == "rostering.tasks.run_together"
        sent += entry["args"][0] if bundle else [[entry["task"], list(entry.get("args", ()))]]
    ticks = [[entry["task"], list(entry.get("args", ()))] for entry in SCHEDULE.values()]
    assert sorted(sent) == sorted(ticks)
    assert len(settings.CELERY_BEAT_SCHEDULE) < len(SCHEDULE) / 2


def test_a_tick_that_fails_leaves_the_others_of_its_moment_alone(db: None) -> None:
    ticks = [["alerts.tasks.sweep", ["no such sweep"]], ["rostering.tasks.wake_jobs", []]]
    assert run_together(ticks) == 1


@pytest.mark.parametrize("name", [*SCHEDULE, *settings.CELERY_BEAT_SCHEDULE])
def test_beat_names_a_task_that_exists_and_expires_before_the_next_tick(name: str) -> None:
    entry: dict[str, Any] = (SCHEDULE | settings.CELERY_BEAT_SCHEDULE)[name]
    app.loader.import_default_modules()

    assert entry["task"] in app.tasks
    assert entry["options"]["expires"] < entry["schedule"]


def test_nothing_important_rests_on_redis() -> None:
    assert issubclass(import_module(settings.SESSION_ENGINE).SessionStore, DatabaseSessions)
    assert settings.AXES_HANDLER == "axes.handlers.database.AxesDatabaseHandler"
    assert not hasattr(settings, "CELERY_RESULT_BACKEND")


def test_a_killed_worker_loses_no_task() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.broker_transport_options["visibility_timeout"] == 600

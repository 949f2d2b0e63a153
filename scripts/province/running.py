"""A stack as `dev.py run` starts it, with an empty database of its own and our bridge as the only way to reach people."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alerts.enums import Purpose
from scripts.stack.layout import ROOT, Layout
from scripts.stack.ports import free_port

PATIENCE = 300.0
LAST_WORDS = 3000
READY = "(Ctrl-C stops everything)"


@dataclass(frozen=True, slots=True)
class Running:
    """`pid` leads the processes, `environ` is what a process needs to work on the same data."""

    pid: int
    port: int
    bridge_port: int
    environ: Mapping[str, str]


@contextmanager
def stack() -> Iterator[Running]:
    """Raises RuntimeError with its last words when it doesn't start. What it kept is thrown away."""
    state = Layout.from_environment(os.environ).state / "load"
    state.mkdir(mode=0o755, parents=True, exist_ok=True)
    port, bridge = free_port(), free_port()
    env = _environment(state, port, bridge)
    _throw_away(env)
    log = state / "load.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "dev.py", "run"], cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait_until_it_runs(process, log)
        database = json.loads((state / "running.json").read_text())
        urls = {"DATABASE_URL": database["database_url"], "REDIS_URL": database["redis_url"]}
        yield Running(process.pid, port, bridge, {**env, **urls, "DJANGO_SETTINGS_MODULE": "rostering.settings"})
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        _throw_away(env)


def _environment(state: Path, port: int, bridge: int) -> dict[str, str]:
    """That of a production start without a proxy before it."""
    templates = {name: {"code": "T", "params": []} for one in Purpose for name in (one, f"{one}_drill")}
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return given | {
        "STATE_DIR": str(state),
        "VENV_DIR": str(Layout.from_environment(os.environ).venv),
        "PORT": str(port),
        "DEMO": "0",
        "DJANGO_DEBUG": "0",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
        "PHONE_KEYS": secrets.token_urlsafe(40),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "PUBLIC_URL": "https://duty.example.org",
        "SECURE_SSL_REDIRECT": "0",
        "SECURE_COOKIES": "0",
        "LOG_LEVEL": "WARNING",
        "ALERT_DEFAULT_CHANNELS": "voice",
        "VOICE_URL": f"http://127.0.0.1:{bridge}",
        "VOICE_TOKEN": "load",
        "VOICE_TEMPLATES": json.dumps(templates),
    }


def _throw_away(env: Mapping[str, str]) -> None:
    subprocess.run([sys.executable, "dev.py", "reset"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)


def _wait_until_it_runs(process: subprocess.Popen[bytes], log: Path) -> None:
    """Its last word is where to look."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        if READY in log.read_text(errors="replace"):
            return
        time.sleep(0.5)
    raise RuntimeError(f"the stack doesn't start:\n{log.read_text(errors='replace')[-LAST_WORDS:]}")

"""A copy of the local stack with a state directory of its own; the virtual environment is the one we run in."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from scripts.stack import postgres, redis
from scripts.stack.layout import NAME, ROOT, Layout
from scripts.stack.ports import free_port
from scripts.stack.stopping import StopRequest

PATIENCE = 300


class Stack:
    """Runs dev.py as a person would, and looks for what it leaves behind."""

    def __init__(self, home: Path, environ: Mapping[str, str]) -> None:
        self.state = home / "état d'ici"
        self.port = free_port()
        self.env = {**environ, "STATE_DIR": str(self.state), "PORT": str(self.port), "DEMO": "0"}
        self.log = home / "log"
        self.runs: list[subprocess.Popen[bytes]] = []

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "dev.py"), *arguments]

    def call(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        env = {**self.env, **environ}
        return subprocess.run(
            self.command(*arguments), env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def run(self) -> subprocess.Popen[bytes]:
        """Start `dev.py run` and wait for the address it prints."""
        with self.log.open("wb") as log:
            process = subprocess.Popen(self.command("run"), env=self.env, stdout=log, stderr=log)
        self.runs.append(process)
        wait_for(lambda: "Ctrl-C stops everything" in self.output or process.poll() is not None)
        assert process.poll() is None, self.output
        return process

    @property
    def output(self) -> str:
        return self.log.read_text()

    def processes(self) -> dict[int, str]:
        """Every process that was started from, or works in, our state directory."""
        return {pid: text for pid, text in _processes() if str(self.state) in text}

    def pid_of(self, part: str) -> int:
        """The oldest process whose command line contains `part`."""
        return min(pid for pid, text in self.processes().items() if re.search(part, text.partition("\n")[0]))

    def wait_until_gone(self) -> None:
        wait_for(lambda: not self.processes())
        assert not self.processes()

    def close(self) -> None:
        for process in self.runs:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)


def _processes() -> Iterator[tuple[int, str]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environ = (entry / "environ").read_bytes().decode(errors="replace")
                yield int(entry.name), f"{command}\n{environ}\n{(entry / 'cwd').readlink()}"
            except OSError:
                continue


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    # Not tmp_path: the servers' account could not pass through it.
    home = Path(tempfile.mkdtemp(prefix=f"{NAME}-tests-"))
    home.chmod(0o755)
    layout, stop = Layout.from_environment(os.environ), StopRequest()
    given = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    servers = {
        "PG_BIN": str(postgres.find(layout, os.environ, stop).directory),
        "REDIS_SERVER": str(redis.find(layout, os.environ, stop)),
    }
    stack = Stack(home, {**given, **servers, "VENV_DIR": sys.prefix})
    yield stack
    stack.close()
    shutil.rmtree(home)

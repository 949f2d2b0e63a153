"""Worker, sender, beat and standby as `dev.py run` starts them, to be killed and started again by name."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from alerts.channels.delivery import BATCH, STANDBY_SENDERS
from scripts.stack.children import Command, Service, describe_exit, stop_together
from scripts.stack.stopping import StopRequest

CRASH_POINT = "CRASH_POINT"
ROLES = ("worker", "sender", "beat", "sweeper")
SENDER_THREADS = 4
# How many messages a process may have at the provider, unsettled, when it dies.
AT_SENDER = SENDER_THREADS * BATCH
AT_STANDBY = STANDBY_SENDERS * BATCH


class Engine:
    """Processes by name: a role, or `role-2` for another one of it."""

    def __init__(self, python: Path, environ: Mapping[str, str], directory: Path, stop: StopRequest) -> None:
        self.python = python
        self.environ = dict(environ)
        self.directory = directory
        self.stop_request = stop
        self._running: dict[str, Service] = {}
        self.restarts: list[str] = []

    def start(self, *names: str, **environ: str) -> None:
        """Starts each and waits until all are ready."""
        started = [self._launch(name, environ) for name in names]
        for service in started:
            service.wait_until_ready(self.stop_request)

    def ensure(self) -> None:
        """One of each role runs, and nothing else; restarts are counted anew."""
        self.restarts.clear()
        for name in [name for name in self._running if name not in ROLES]:
            self.kill(name)
        self.start(*[name for name in ROLES if not self.runs(name)])

    def runs(self, name: str) -> bool:
        return name in self._running and not self._running[name].ended

    def kill(self, name: str) -> None:
        """SIGKILL to the process and its children."""
        children = self.children(name) if self.runs(name) else []
        service = self._running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(service.process.pid, signal.SIGKILL)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        service.process.wait()

    def send(self, name: str, number: int) -> None:
        self._running[name].process.send_signal(number)

    def see_it_end(self, name: str, seconds: float) -> int:
        """The exit status of a process that ends by itself."""
        return self._running.pop(name).process.wait(timeout=seconds)

    def children(self, name: str) -> list[int]:
        pid = self._running[name].process.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(part) for part in listed.split()]

    def kill_child(self, name: str) -> None:
        children = self.children(name)
        if children:
            os.kill(children[-1], signal.SIGKILL)

    def close(self) -> None:
        for name in self._running:
            with suppress(ProcessLookupError):
                os.killpg(self._running[name].process.pid, signal.SIGCONT)
        stop_together(list(self._running.values()), self.stop_request)
        self._running.clear()

    def revive(self) -> None:
        """What a supervisor does: starts again what has ended although nobody meant it to, and keeps count."""
        for name, service in list(self._running.items()):
            if service.ended and CRASH_POINT not in service.command.env:
                self.restarts.append(f"{name} ended by itself ({describe_exit(service.process.returncode)})")
                service.show_last_lines()
                self._launch(name, {})

    def show(self) -> None:
        for service in self._running.values():
            service.show_last_lines()

    def _launch(self, name: str, environ: Mapping[str, str]) -> Service:
        role = name.partition("-")[0]
        ready = self.directory / f"{name}-ready-{time.monotonic_ns()}"
        # Root is who runs it in a container; Celery's advice against that is for servers.
        calm = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser", "READY_FILE": str(ready)}
        argv: list[str | Path] = [self.python, "-m", *self._arguments(role, name, environ.get("PORT", ""))]
        # Killed when we are: a worker without its Redis takes its time over anything gentler.
        command = Command(name, argv, {**self.environ, **calm, **environ}, last_words=signal.SIGKILL)
        service = Service(command, self._is_ready(role, ready), quiet=True)
        self._running[name] = service
        return service

    def _is_ready(self, role: str, ready: Path) -> Callable[[Service], bool]:
        # The standby has nothing to get ready, one with a crash point may be gone already, web is asked.
        return lambda _service: role in {"sweeper", "once", "web"} or ready.exists()

    def _arguments(self, role: str, name: str, port: str) -> list[str]:
        celery = ["celery", "--quiet", "--app", "rostering"]
        alone = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--hostname", f"{name}@%h"]
        sending = ["--queues", "sends", "--pool", "threads", "--concurrency", str(SENDER_THREADS)]
        schedule = ["--schedule", str(self.directory / f"{name}-schedule")]
        return {
            "worker": [*celery, "worker", "--concurrency", "2", *alone],
            "sender": [*celery, "worker", *sending, *alone],
            "beat": [*celery, "beat", "--loglevel", "WARNING", *schedule],
            "sweeper": ["django", "sweeper", *(["--always"] if name != role else [])],
            "web": [
                "gunicorn",
                "--bind",
                f"127.0.0.1:{port}",
                "--no-control-socket",
                "--threads",
                "4",
                "rostering.wsgi",
            ],
            "once": ["django", "sweeper", "--always", "--once"],
        }[role]

"""`dev.py run`: servers, migrations, the demo county, then web, worker and beat until somebody stops it."""

import datetime as dt
import hashlib
import http.client
import os
import socket
from collections.abc import Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from scripts.stack import packages
from scripts.stack.backing import Announcement, Backing, started
from scripts.stack.children import Command, Service, describe_exit, run_step, say, stop_together
from scripts.stack.django_env import DjangoEnvironment
from scripts.stack.layout import ROOT, Layout
from scripts.stack.locks import FileLock
from scripts.stack.stopping import Interrupted, Refusal, StopRequest

MARKERS = (MIGRATED, SEEDED) = ("migrated", "demo-seeded")
"""Files in the state directory that say what has been done to the database beside them."""
DEMO_LOGINS = "office, leader-<unit code>, duty-<unit code>, auditor"


class Run:
    def __init__(self, layout: Layout, environ: Mapping[str, str], stop: StopRequest) -> None:
        self.layout = layout
        self.environ = environ
        self.stop = stop
        self.host = environ.get("BIND") or "127.0.0.1"
        self.port = _port(environ.get("PORT") or "8000")
        self.django = DjangoEnvironment(layout, environ)

    def execute(self) -> int:
        """0 when somebody stopped it, 1 when a part of it fell over."""
        lock = self._only_one()
        try:
            self._require_free_port()
            packages.ensure_venv(self.layout, packages.RUN, self.stop)
            with started(self.layout, self.environ, self.stop, throwaway=False) as backing:
                return self._serve(backing)
        finally:
            lock.release()

    def _only_one(self) -> FileLock:
        lock = FileLock(self.layout.state / "servers.lock")
        if not lock.acquire(f"run {os.getpid()}"):
            verb, _, pid = lock.holder().partition(" ")
            raise Refusal(f"`dev.py {verb}` (process {pid}) is already using {self.layout.state}. Stop it first.")
        Announcement(self.layout).withdraw()
        return lock

    def _require_free_port(self) -> None:
        try:
            family, kind, _, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            raise Refusal(
                f"Cannot listen on {self.host}:{self.port}: {error.strerror}."
                " PORT=8001 python3 dev.py run chooses another port."
            ) from error

    def _serve(self, backing: Backing) -> int:
        env = self.django.for_development(backing)
        announcement = Announcement(self.layout)
        announcement.publish(backing)
        with ExitStack() as cleanup:
            cleanup.callback(announcement.withdraw)
            self._prepare_database(env)
            services = [*backing.services, *self._start_processes(env, cleanup)]
            self._greet()
            return self._watch(services)

    def _prepare_database(self, env: Mapping[str, str]) -> None:
        database = env["DATABASE_URL"].partition("?")[0]
        # A database of somebody else's may have been made anew since.
        migrated = None if self.environ.get("DATABASE_URL") else _fingerprint(database, _migrations())
        if migrated is None or not self._done(MIGRATED, migrated):
            self._manage(env, "migrate", "--noinput", "--verbosity", "0")
            self._remember(MIGRATED, migrated)
        if not self.django.is_demo:
            return
        # Again each day: the demo county has a roster around the current day.
        seeded = _fingerprint(database, env["DEMO_PASSWORD"], str(_county_day()))
        if not self._done(SEEDED, seeded):
            say("Filling the demo county …")
            self._manage(env, "seed_demo")
            self._remember(SEEDED, seeded)

    def _done(self, marker: str, fingerprint: str) -> bool:
        path = self.layout.state / marker
        return path.exists() and path.read_text() == fingerprint

    def _remember(self, marker: str, fingerprint: str | None) -> None:
        if fingerprint is not None:
            (self.layout.state / marker).write_text(fingerprint)

    def _manage(self, env: Mapping[str, str], *arguments: str) -> None:
        argv: list[str | Path] = [self.layout.python, "manage.py", *arguments]
        run_step(Command(f"manage.py {arguments[0]}", argv, env), self.stop)

    def _start_processes(self, env: Mapping[str, str], cleanup: ExitStack) -> list[Service]:
        """The pages first: somebody waits for them. Then the others at once. They stop together, too."""
        services: list[Service] = []
        cleanup.callback(stop_together, services, self.stop)
        services.append(Service(self._web(env), lambda _service: self._web_answers()))
        services[0].wait_until_ready(self.stop)
        alone = ("--without-gossip", "--without-mingle")
        services.append(self._celery(env, "worker", "worker", "--concurrency", "2", *alone))
        sending = ("--queues", "sends", "--pool", "threads", "--concurrency", "4", "--hostname", "sender@%h")
        services.append(self._celery(env, "sender", "worker", *sending, *alone))
        services.append(self._celery(env, "beat", "beat", "--schedule", str(self.layout.state / "beat")))
        services.append(self._sweeper(env))
        return [service.wait_until_ready(self.stop) for service in services]

    def _web(self, env: Mapping[str, str]) -> Command:
        host = f"[{self.host}]" if ":" in self.host else self.host
        options = ["--bind", f"{host}:{self.port}", "--worker-class", "gthread", "--workers", "2", "--threads", "8"]
        quiet = ["--no-control-socket", "--log-level", "warning", "--graceful-timeout", "5", "--preload"]
        return Command("web", [self.layout.python, "-m", "gunicorn", *options, *quiet, "rostering.wsgi"], env)

    def _sweeper(self, env: Mapping[str, str]) -> Service:
        """The standby that takes over when Celery falls silent; it has nothing to get ready."""
        return Service(Command("sweeper", [self.layout.python, "manage.py", "sweeper"], env), lambda _service: True)

    def _celery(self, env: Mapping[str, str], name: str, role: str, *options: str) -> Service:
        """It touches a file when it is ready (see `rostering.celery`)."""
        ready = self.layout.state / f"{name}-ready"
        ready.unlink(missing_ok=True)
        celery: list[str | Path] = [self.layout.python, "-m", "celery", "--quiet", "--app", "rostering"]
        # Root is who starts it in a container or on a trial machine; Celery's advice against that is for servers.
        calm = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
        command = Command(
            name, [*celery, role, "--loglevel", "INFO", *options], {**env, **calm, "READY_FILE": str(ready)}
        )
        return Service(command, lambda _service: ready.exists())

    def _web_answers(self) -> bool:
        connection = http.client.HTTPConnection(self._reachable_host(), self.port, timeout=10)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/livez", headers={"Host": "localhost"})
            return connection.getresponse().status == http.client.OK
        return False

    def _reachable_host(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound

    def _greet(self) -> None:
        say(f"\n  http://{self._reachable_host()}:{self.port}/    (Ctrl-C stops everything)")
        if self.django.is_demo:
            say(f"  Demo logins: {DEMO_LOGINS}\n  Password:    {self.django.demo_password}\n")

    def _watch(self, services: list[Service]) -> int:
        try:
            while True:
                fallen = next((service for service in services if service.ended), None)
                if fallen is not None:
                    fallen.show_last_lines()
                    say(f"dev.py: {fallen.name} ended ({describe_exit(fallen.process.returncode)}); stopping the rest.")
                    return 1
                self.stop.pause(0.2)
        except Interrupted:
            say("Stopping …")
            return 0


def _port(text: str) -> int:
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise Refusal(f"PORT={text} is not a port number.")


def _county_day() -> dt.date:
    """Today in the county. China keeps one offset all year, so no time zone data is needed here."""
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def _migrations() -> str:
    """What brings a database to the present schema: our migrations, and the libraries that bring some along."""
    files = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    return "\0".join(f"{file.name}\0{file.read_text()}" for file in files)


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()

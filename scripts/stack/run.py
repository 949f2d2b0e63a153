"""`dev.py run`: servers, migrations, the demo county, then web, worker and beat until somebody stops it."""

import datetime as dt
import http.client
import os
import socket
from collections.abc import Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from scripts.stack import packages
from scripts.stack.backing import Announcement, Backing, started
from scripts.stack.children import Command, Service, describe_exit, say, stop_together
from scripts.stack.django_env import DjangoEnvironment
from scripts.stack.layout import Layout
from scripts.stack.locks import FileLock
from scripts.stack.prepared import SEEDED, database_of, done, fingerprint, manage_step, migrate, migrate_once, remember
from scripts.stack.stopping import Interrupted, Refusal, StopRequest

DEMO_LOGINS = "office, leader-<unit code>, duty-<unit code>, auditor"
CITY_LOGINS = "Neighbour:   the same with gs- before them (gs-office …)\n  City:        city"


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
            self._prepare_database(env, self.django.for_development(backing, as_owner=True))
            services = [*backing.services, *self._start_processes(env, cleanup)]
            self._greet()
            return self._watch(services)

    def _prepare_database(self, env: Mapping[str, str], owner: Mapping[str, str]) -> None:
        # A database of somebody else's may have been made anew since: the marker says nothing of it.
        if self.environ.get("DATABASE_URL"):
            migrate(self.layout, owner, self.stop)
        else:
            migrate_once(self.layout, owner, self.stop)
        database = database_of(owner)
        if not self.django.is_demo:
            # Before anything is started: from then on a part that falls over is what has to be said.
            self._tell_setup_code(env)
            return
        # Again each day: the demo county has a roster around the current day.
        with_city = ["--city"] if self.django.is_demo_of_city else []
        seeded = fingerprint(database, env["DEMO_PASSWORD"], str(_county_day()), *with_city)
        if not done(self.layout, SEEDED, seeded):
            say("Filling the demo counties …" if with_city else "Filling the demo county …")
            manage_step(self.layout, env, self.stop, "seed_demo", *with_city)
            remember(self.layout, SEEDED, seeded)

    def _start_processes(self, env: Mapping[str, str], cleanup: ExitStack) -> list[Service]:
        """The pages first: somebody waits for them. Then the others. They stop together, too."""
        services: list[Service] = []
        cleanup.callback(stop_together, services, self.stop)
        services.append(Service(self._web(env), lambda _service: self._web_answers()))
        services[0].wait_until_ready(self.stop)
        services.append(self._background(env))
        return [service.wait_until_ready(self.stop) for service in services]

    def _web(self, env: Mapping[str, str]) -> Command:
        host = f"[{self.host}]" if ":" in self.host else self.host
        options = ["--bind", f"{host}:{self.port}", "--worker-class", "gthread", "--workers", "2", "--threads", "8"]
        quiet = ["--no-control-socket", "--log-level", "warning", "--graceful-timeout", "5", "--preload"]
        return Command("web", [self.layout.python, "-m", "gunicorn", *options, *quiet, "rostering.wsgi"], env)

    def _background(self, env: Mapping[str, str]) -> Service:
        """Worker, ticks, sender and standby, forked from one process (`rostering.background`); two of them touch a file when
        they are ready, the standby has nothing to get ready."""
        ready = [self.layout.state / f"{name}-ready" for name in ("worker", "sender")]
        for file in ready:
            file.unlink(missing_ok=True)
        # Root is who starts it in a container or on a trial machine; Celery's advice against that is for servers.
        calm = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
        argv: list[str | Path] = [self.layout.python, "-m", "rostering.background", self.layout.state]
        return Service(Command("worker", argv, {**env, **calm}), lambda _service: all(file.exists() for file in ready))

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
            say(f"  Demo logins: {DEMO_LOGINS}")
            if self.django.is_demo_of_city:
                say(f"  {CITY_LOGINS}")
            say(f"  Password:    {self.django.demo_password}\n")

    def _tell_setup_code(self, env: Mapping[str, str]) -> None:
        """An empty database is set up in the browser, by whoever can read this terminal. Silent once there is an account."""
        manage_step(self.layout, env, self.stop, "setup_code", "--if-needed")

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

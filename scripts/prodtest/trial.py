"""The whole of it running: prepared as docs/install.md says, started as docs/deploy says."""

import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from scripts.prodtest.handbooks import HOST, Places, commands, environment, statements, written_to
from scripts.prodtest.servers import NetworkPostgres, NetworkRedis, nginx
from scripts.stack import postgres, redis
from scripts.stack.children import Command, Service, run_step, say, stop_together
from scripts.stack.layout import ROOT, Account, Layout
from scripts.stack.ports import answers
from scripts.stack.scratch import Scratch
from scripts.stack.stopping import StopRequest

# Of docs/channels.md; writes a line to the sender's log.
CHANNELS = {"ALERT_DEFAULT_CHANNELS": "console"}
UNIT = "yjj"


@dataclass(frozen=True)
class Trial:
    """`environ` is that of the services, `owner` that of commands that work as the tables' owner, `token` one of the office's, `password` that of every login of the demo county."""

    places: Places
    stop: StopRequest
    environ: Mapping[str, str]
    owner: Mapping[str, str]
    socket_dir: Path
    services: Mapping[str, Service]
    token: str
    password: str

    def wait(self, done: Callable[[], bool], seconds: float = 90) -> bool:
        """Whether it came true in time."""
        deadline = time.monotonic() + seconds
        while not done():
            if time.monotonic() > deadline:
                return False
            self.stop.pause(0.3)
        return True

    def manage(self, *arguments: str, as_owner: bool = False) -> "subprocess.CompletedProcess[str]":
        """A command of manage.py, else as the application's role."""
        return _manage(self.places, self.owner if as_owner else self.environ, *arguments)

    def administrator(self, database: str, statement: str) -> list[tuple[object, ...]]:
        """Said to the database by whoever runs it; the rows of its answer."""
        return _said(self.socket_dir, self.places.postgres, database, statement)


@contextmanager
def started(layout: Layout, stop: StopRequest) -> Iterator[Trial]:
    """Raises Refusal when a part is missing or doesn't start. All of it vanishes in the end."""
    account = Account.for_servers()
    with ExitStack() as cleanup:
        scratch = Scratch().open()
        cleanup.callback(scratch.close)
        places = Places(scratch.path, layout.python.parent)
        front = nginx(places, account)
        environ = {**_inherited(), **environment(places, "/etc/duty.env"), **CHANNELS}
        socket_dir = _backing(layout, account, places, stop, cleanup)
        environ["PG_BIN"] = str(postgres.find(layout, os.environ, stop).directory)
        password = secrets.token_urlsafe(9)
        owner = {**environ, **environment(places, "/etc/duty-owner.env")}
        _install(places, environ, owner, password, stop)
        token = _token(places, environ)
        services: dict[str, Service] = {}
        cleanup.callback(lambda: stop_together(list(services.values()), stop))
        # One after the other: what has been started is stopped even when the next one can't be.
        services.update(_launched(places, environ, front))
        for service in services.values():
            service.wait_until_ready(stop)
        yield Trial(places, stop, environ, owner, socket_dir, services, token, password)


def _inherited() -> dict[str, str]:
    """What a service of systemd has besides its own variables."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}


def _backing(layout: Layout, account: Account, places: Places, stop: StopRequest, cleanup: ExitStack) -> Path:
    """Both servers, the database with what its administrator says first; the directory of its socket."""
    say("Starting PostgreSQL and Redis …")
    database = NetworkPostgres(postgres.find(layout, os.environ, stop), account, places)
    lines = written_to(places, "/etc/redis/redis.conf")
    queue = NetworkRedis(redis.find(layout, os.environ, stop), account, places, lines)
    for service in (database.launch(stop), queue.launch()):
        cleanup.callback(stop_together, [service], stop)
        service.wait_until_ready(stop)
    for name, statement in statements(places):
        _said(database.socket_dir, places.postgres, name, statement)
    return database.socket_dir


def _said(socket_dir: Path, port: int, database: str, statement: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(host=str(socket_dir), port=port, user="postgres", dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def _install(
    places: Places, environ: Mapping[str, str], owner: Mapping[str, str], password: str, stop: StopRequest
) -> None:
    """Tables by their owner, static files, and a county to ask about."""
    say("Tables, static files, the demo county …")
    for directory in ("evidence", "static"):
        (places.home / directory).mkdir(mode=0o700)
    steps: tuple[tuple[Mapping[str, str], str, tuple[str, ...]], ...] = (
        (owner, "migrate", ("--noinput", "--verbosity", "0")),
        (environ, "collectstatic", ("--noinput", "--verbosity", "0")),
        ({**environ, "DEMO_PASSWORD": password}, "seed_demo", ("--force",)),
    )
    python = places.programs / "python"
    for env, name, arguments in steps:
        run_step(Command(f"manage.py {name}", [python, "manage.py", name, *arguments], env), stop, quiet=True)


def _token(places: Places, environ: Mapping[str, str]) -> str:
    scopes = [part for scope in ("alerts:read", "alerts:write", "roster:read") for part in ("--scope", scope)]
    return _manage(places, environ, "create_token", "office", *scopes).stdout.splitlines()[-1].strip()


def _manage(places: Places, environ: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command: list[str | Path] = [places.programs / "python", "manage.py", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=dict(environ), cwd=ROOT)


def _launched(places: Places, environ: Mapping[str, str], front: Command) -> Iterator[tuple[str, Service]]:
    say("Starting nginx and the five services …")
    for name, argv in commands(places).items():
        ready = places.home / f"{name}-ready"
        is_ready = _is_ready(name, ready, places.web)
        yield name, Service(Command(name, argv, {**environ, "READY_FILE": str(ready)}), is_ready, quiet=True)
    yield "nginx", Service(front, lambda _service: answers(places.http, host=HOST), quiet=True)


def _is_ready(name: str, ready: Path, port: int) -> Callable[[Service], bool]:
    if name == "web":
        return lambda _service: answers(port, host=HOST)
    # The standby has nothing to get ready.
    return lambda _service: name == "sweeper" or ready.exists()

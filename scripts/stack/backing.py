"""The database and the broker behind a command: given by the environment, already running, or started for it."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scripts.stack import postgres, redis
from scripts.stack.children import Service, stop_together
from scripts.stack.layout import Account, Layout
from scripts.stack.scratch import Scratch
from scripts.stack.stopping import StopRequest


@dataclass(frozen=True)
class Backing:
    """Addresses, and the servers we started for them in order of start."""

    database_url: str
    redis_url: str
    services: tuple[Service, ...] = ()
    # The same database as the application's role; `database_url` is the owner's, who migrates.
    app_database_url: str = ""
    app_role: str = ""
    # Where pg_dump of the very server is; empty when the server is somebody else's.
    pg_bin: str = ""


@contextmanager
def started(layout: Layout, environ: Mapping[str, str], stop: StopRequest, *, throwaway: bool) -> Iterator[Backing]:
    """Start what the environment does not provide; stop it again in reverse order.

    `throwaway` servers keep their data beside their socket and vanish with it.
    """
    starter = _Starter(layout, environ, stop, throwaway=throwaway)
    with starter.cleanup:
        given = environ.get("DATABASE_URL")
        database_url = environ.get("DATABASE_OWNER_URL") or given or starter.postgres()
        app_url, app_role = (
            (given, environ.get("DATABASE_APP_ROLE", "")) if given else (starter.app_url, postgres.APP_ROLE)
        )
        redis_url = environ.get("REDIS_URL") or starter.redis()
        yield Backing(database_url, redis_url, tuple(starter.services), app_url, app_role, starter.pg_bin)


class _Starter:
    def __init__(self, layout: Layout, environ: Mapping[str, str], stop: StopRequest, *, throwaway: bool) -> None:
        self.layout = layout
        self.environ = environ
        self.stop = stop
        self.throwaway = throwaway
        self.services: list[Service] = []
        self.pg_bin = self.app_url = ""
        self.cleanup = ExitStack()

    @cached_property
    def account(self) -> Account:
        account = Account.for_servers()
        self.layout.open_to(account)
        return account

    @cached_property
    def scratch(self) -> Path:
        scratch = Scratch().open()
        self.cleanup.callback(scratch.close)
        return scratch.path

    @property
    def home(self) -> Path:
        return self.scratch if self.throwaway else self.layout.state

    def postgres(self) -> str:
        """Start PostgreSQL and return its address."""
        binaries = postgres.find(self.layout, self.environ, self.stop)
        server = postgres.Postgres(
            binaries, self.account, self.home / "postgres", self.scratch / "pg", careless=self.throwaway
        )
        self._keep(server.launch(self.stop))
        self.pg_bin, self.app_url = str(binaries.directory), server.app_url
        return server.url

    def redis(self) -> str:
        """Start Redis and return its address."""
        program = redis.find(self.layout, self.environ, self.stop)
        server = redis.Redis(program, self.account, self.home / "redis", self.scratch / "rd", careless=self.throwaway)
        self._keep(server.launch())
        return server.url

    def _keep(self, service: Service) -> None:
        self.cleanup.callback(stop_together, [service], self.stop)
        self.services.append(service)
        service.wait_until_ready(self.stop)


class Announcement:
    """The file in the state directory by which `manage` finds the servers that `run` has started."""

    def __init__(self, layout: Layout) -> None:
        self.path = layout.state / "running.json"

    def publish(self, backing: Backing) -> None:
        fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "w") as file:
            json.dump({name: value for name, value in vars(backing).items() if name != "services"}, file)

    def read(self) -> Backing | None:
        """None when nothing was announced."""
        with suppress(OSError, ValueError):
            return Backing(**json.loads(self.path.read_text()))
        return None

    def withdraw(self) -> None:
        self.path.unlink(missing_ok=True)

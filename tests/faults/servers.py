"""A PostgreSQL and a Redis of our own, to be killed, frozen and started again."""

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scripts.stack import postgres, redis
from scripts.stack.backing import Backing
from scripts.stack.children import Service, stop_together
from scripts.stack.layout import Account, Layout
from scripts.stack.scratch import Scratch
from scripts.stack.stopping import StopRequest


class Servers:
    """Both live in a directory that vanishes with them. Redis keeps nothing; Postgres keeps every commit."""

    def __init__(self, layout: Layout, environ: Mapping[str, str], stop: StopRequest) -> None:
        self.stop_request = stop
        account = Account.for_servers()
        layout.open_to(account)
        self._scratch = Scratch().open()
        self.directory = self._scratch.path
        # Careless servers may lose commits when they are killed, which is what we do.
        self._postgres = postgres.Postgres(
            postgres.find(layout, environ, stop),
            account,
            self.directory / "postgres",
            self.directory / "pg",
            careless=False,
        )
        self._redis = redis.Redis(
            redis.find(layout, environ, stop), account, self.directory / "redis", self.directory / "rd", careless=True
        )
        self._services: dict[str, Service] = {}

    @property
    def backing(self) -> Backing:
        return Backing(self._postgres.url, self._redis.url)

    @property
    def redis_socket(self) -> str:
        return str(self._redis.socket)

    def start(self) -> None:
        self.start_postgres()
        # Commits reach the kernel, which survives: only a power cut needs the disk.
        with (self._postgres.data / "postgresql.conf").open("a") as conf:
            conf.write("\nfsync = off\n")
        os.kill(self._services["postgres"].process.pid, signal.SIGHUP)
        self.start_redis()

    def close(self) -> None:
        self.thaw_postgres()
        self.thaw_redis()
        for service in reversed(self._services.values()):
            stop_together([service], self.stop_request)
        self._scratch.close()

    def start_postgres(self) -> None:
        self._services["postgres"] = self._postgres.launch(self.stop_request).wait_until_ready(self.stop_request)

    def kill_postgres(self) -> None:
        """All of its processes at once, as a machine that goes down would."""
        self._signal_postgres(signal.SIGKILL)
        self._services["postgres"].process.wait()
        while self._postgres_pids():
            time.sleep(0.02)

    def freeze_postgres(self) -> None:
        self._signal_postgres(signal.SIGSTOP)

    def thaw_postgres(self) -> None:
        self._signal_postgres(signal.SIGCONT)

    def start_redis(self) -> None:
        self._services["redis"] = self._redis.launch().wait_until_ready(self.stop_request)

    def kill_redis(self) -> None:
        self._services["redis"].process.kill()
        self._services["redis"].process.wait()

    def freeze_redis(self) -> None:
        self._services["redis"].process.send_signal(signal.SIGSTOP)

    def thaw_redis(self) -> None:
        if not self._services["redis"].ended:
            self._services["redis"].process.send_signal(signal.SIGCONT)

    def _signal_postgres(self, number: int) -> None:
        # The postmaster first, so that it starts nothing new.
        for pid in sorted(self._postgres_pids()):
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _postgres_pids(self) -> list[int]:
        """Every process of a cluster works in its data directory."""
        data = self._postgres.data.resolve()
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/cwd") if _leads_to(path, data)]


def _leads_to(link: Path, wanted: Path) -> bool:
    with suppress(OSError):
        return link.readlink() == wanted
    return False

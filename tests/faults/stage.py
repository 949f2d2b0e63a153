"""What a scenario plays on: the servers, the engine, the provider, the county, and a clock for the recovery."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from django.db import InterfaceError, OperationalError, connection
from redis import Redis, RedisError

from tests.faults.county import Place, pending
from tests.faults.engine import Engine
from tests.faults.provider import Provider
from tests.faults.servers import Servers

SEED = 20260619


@dataclass
class Stage:
    """`short` plays the smaller form of a scenario."""

    servers: Servers
    engine: Engine
    provider: Provider
    place: Place
    short: bool
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - replayable, no secret
    problems: list[str] = field(default_factory=list)
    fault_over_at: float = 0.0
    settled_at: float = 0.0

    def size(self, full: int, short: int) -> int:
        return short if self.short else full

    def seconds(self, full: float, short: float) -> float:
        return short if self.short else full

    def check(self, holds: bool, otherwise: str) -> None:
        """Notes what else did not hold."""
        if not holds:
            self.problems.append(otherwise)

    def fault_over(self) -> None:
        self.fault_over_at = time.monotonic()

    def settle(self, patience: float = 180) -> None:
        """Waits until nothing is pending any more; what still is pending then is lost."""
        self.wait(lambda: pending() == 0, patience)
        self.settled_at = time.monotonic()

    @property
    def recovery(self) -> float:
        return max(self.settled_at - self.fault_over_at, 0.0) if self.fault_over_at else 0.0

    def wait(self, done: Callable[[], bool], patience: float = 60, *, every: float = 0.1) -> bool:
        """Whether it came true in time. A database that is away for a moment is asked again."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self.engine.revive()
            try:
                if done():
                    return True
            except (OperationalError, InterfaceError):
                connection.close()
            self.pause(every)
        return False

    def pause(self, seconds: float) -> None:
        """Ends everything when somebody asks for it meanwhile."""
        self.engine.stop_request.pause(seconds)

    def taken(self, number: int, patience: float = 60) -> bool:
        """Waits until the provider has taken that many messages."""
        return self.wait(lambda: len(self.provider.taken_at) >= number, patience)

    def queued(self) -> int:
        """Tasks waiting for a sender; 0 when Redis doesn't tell."""
        with suppress(RedisError), Redis(unix_socket_path=self.servers.redis_socket, socket_timeout=2) as client:
            return int(client.llen("sends"))
        return 0

    def flush_redis(self) -> None:
        with Redis(unix_socket_path=self.servers.redis_socket, socket_timeout=2) as client:
            client.flushall()

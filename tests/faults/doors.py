"""The web server of a scenario, and requests through its doors."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.stack.ports import answers
from tests.faults.stage import Stage

PATIENCE_SECONDS = 60
IDLE_SECONDS = 1


def start_web(stage: Stage, port: int) -> None:
    stage.engine.start("web", PORT=str(port), SECURE_SSL_REDIRECT="0")
    stage.check(stage.wait(lambda: answers(port), PATIENCE_SECONDS), "the web server did not start")


@dataclass
class Visitor:
    """One connection that stays open, as a phone's or a provider's does."""

    port: int
    _connection: http.client.HTTPConnection = field(init=False)
    _used_at: float = 0.0

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)

    def post(self, path: str, body: str, kind: str, headers: Mapping[str, str]) -> tuple[int, str]:
        """Status and text."""
        # The server ends what has been idle for two seconds.
        if time.monotonic() - self._used_at > IDLE_SECONDS:
            self._connection.close()
        known = {"Host": "localhost", "Content-Type": kind}
        self._connection.request("POST", path, body.encode(), known | dict(headers))
        reply = self._connection.getresponse()
        text = reply.read().decode()
        self._used_at = time.monotonic()
        return reply.status, text

    def close(self) -> None:
        self._connection.close()

"""A Celery worker of one thread, with everything it makes others do counted."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self
from uuid import uuid4

import redis
from django.conf import settings
from django.db import connection

from scripts.bench.meter import cpu_of
from scripts.bench.worker import nothing, touch
from scripts.stack.children import Command, Service, stop_together
from scripts.stack.stopping import StopRequest

PATIENCE = 60
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


class OneWorker:
    """Serves both queues of the product, as `with OneWorker() as worker`."""

    def __enter__(self) -> Self:
        self.directory = TemporaryDirectory()
        self.service = self._started()
        with redis.Redis.from_url(settings.REDIS_URL) as broker:
            self.redis = int(broker.info("server")["process_id"])
        return self

    def __exit__(self, *_error: object) -> None:
        stop_together([self.service], StopRequest())
        self.directory.cleanup()

    def cost_of(self, send: Callable[[], object], is_done: Callable[[], bool]) -> float:
        """CPU seconds of sending tasks here, and of the worker, its database processes and Redis until `is_done()`."""
        before, here = self._others(), time.process_time()
        send()
        here = time.process_time() - here
        self._wait(is_done)
        return here + self._others() - before

    def bare(self, number: int) -> float:
        """CPU seconds of one of `number` tasks that do nothing; one more tells that they are done."""
        done = Path(self.directory.name) / uuid4().hex

        def send() -> None:
            for _ in range(number):
                nothing.delay()
            touch.delay(str(done))

        return self.cost_of(send, done.exists) / number

    def _started(self) -> Service:
        ready = Path(self.directory.name) / "ready"
        celery = [sys.executable, "-m", "celery", "--quiet", "--app", "scripts.bench.worker", "worker"]
        one_thread = ["--pool", "threads", "--concurrency", "1", "--queues", "celery,sends"]
        calm = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
        env = {**os.environ, **quiet, "READY_FILE": str(ready)}
        service = Service(Command("worker", [*celery, *one_thread, *calm], env), lambda _: ready.exists(), quiet=True)
        return service.wait_until_ready(StopRequest())

    def _wait(self, is_done: Callable[[], bool]) -> None:
        """Raises TimeoutError after a minute."""
        ends = time.monotonic() + PATIENCE
        while not is_done():
            if time.monotonic() > ends or self.service.ended:
                self.service.show_last_lines()
                raise TimeoutError("the worker doesn't get on")
            time.sleep(0.05)

    def _others(self) -> float:
        return sum(cpu_of(pid) for pid in (self.service.process.pid, self.redis, *_backends()))


def _backends() -> Iterator[int]:
    """The database's processes for everybody but us."""
    with connection.cursor() as cursor:
        cursor.execute(BACKENDS)
        yield from (pid for (pid,) in cursor.fetchall())

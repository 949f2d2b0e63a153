"""A real Celery worker is killed in the middle of a generation; another finishes it, nothing is doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from rostering.enums import JobState
from rostering.generation.services.start import start_generation
from rostering.models import Assignment, Job, JobTask
from rostering.tasks import wake_generation
from tests.factories import POSTS_BY_TIER, Cast, drafted, make_cast, make_person, make_unit
from units.db import lock
from units.enums import Tier

UNITS = 60
# A killed worker's leases run out after 20 seconds; the rest is start-up and work.
PATIENCE = 90.0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_another_worker_takes_over() -> None:
    cast = big_county()
    job = start_generation(period=drafted(cast), by=cast.office)
    with worker() as first, transaction.atomic():
        lock(JobTask.objects.filter(job=job).latest("pk").roster)
        wake_generation.delay()
        wait_until(lambda: current(job).done >= 5 and somebody_waits(), pause=0.01)
        os.killpg(first.pid, signal.SIGKILL)
    assert 5 <= current(job).done < job.total
    with worker():
        wait_until(lambda: tick() and current(job).state == JobState.SUCCEEDED, pause=1.0)
    assert current(job).done == job.total
    seats = Assignment.objects.active().filter(shift__period=job.period)
    assert not seats.filter(person__isnull=True).exists()
    assert not seats.values("shift").annotate(held=Count("pk")).exclude(held=1).exists()
    assert JobTask.objects.filter(job=job, attempts__gt=1).exists()


def big_county() -> Cast:
    cast = make_cast()
    for _ in range(UNITS):
        unit = make_unit(cast.county, Tier.ROUTINE_SUPPORT)
        for _ in range(4):
            make_person(unit, posts=POSTS_BY_TIER[Tier.ROUTINE_SUPPORT])
    return cast


def somebody_waits() -> bool:
    """A worker is in the middle of a unit: it waits for the lock that the test holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def current(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def tick() -> bool:
    """What beat does every few seconds."""
    wake_generation.delay()
    return True


def wait_until(done: Callable[[], bool], *, pause: float) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, "not done in time"
        time.sleep(pause)


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker with two processes on the test database and broker, in a process group of its own."""
    database = settings.DATABASES["default"]
    url = f"postgres://{database['USER']}:{quote(database['PASSWORD'])}@{_netloc()}/{database['NAME']}{_socket()}"
    command = [sys.executable, "-m", "celery", "-A", "rostering", "worker", "-c", "2", "-l", "WARNING"]
    environ = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    process = subprocess.Popen(command, env=environ, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _netloc() -> str:
    database = settings.DATABASES["default"]
    if database["HOST"].startswith("/"):
        return ""
    return f"{database['HOST']}:{database['PORT']}" if database["PORT"] else str(database["HOST"])


def _socket() -> str:
    host = str(settings.DATABASES["default"]["HOST"])
    return f"?host={host}" if host.startswith("/") else ""

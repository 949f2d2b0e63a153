"""Redis killed, emptied, absent and frozen: only latency may change.

While it reconnects, kombu now and then ends its worker (an AttributeError on a connection it has just dropped); a
supervisor starts it again, as the compose file does.
"""

import time

from django.utils import timezone

from alerts.checks.services import checks
from alerts.health.services import sweeps
from alerts.models import Check
from tests.faults.county import write
from tests.faults.engine import AT_SENDER
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage

# Tasks, each of them a batch.
FULL = 30
RESTARTS = 3


@scenario()
def redis_killed_with_a_full_queue(stage: Stage) -> Allowed:
    """It keeps nothing: every task that waited is gone."""
    _fill_the_queue(stage)
    stage.servers.kill_redis()
    stage.pause(2)
    stage.servers.start_redis()
    stage.fault_over()
    stage.settle()
    return Allowed(repeats=AT_SENDER, restarts=RESTARTS)


@scenario()
def redis_flushed(stage: Stage) -> Allowed:
    _fill_the_queue(stage)
    stage.flush_redis()
    stage.fault_over()
    stage.settle()
    return Allowed(restarts=RESTARTS)


def _fill_the_queue(stage: Stage) -> None:
    stage.provider.pause_before = 1.0
    write(stage.place, 600)
    stage.check(stage.wait(lambda: stage.queued() >= FULL), "the queue never filled")


@scenario(short=True)
def redis_absent(stage: Stage) -> Allowed:
    """Messages, a check and its escalation are finished by the standby; with Redis back Celery goes on."""
    stage.servers.kill_redis()
    stage.fault_over()
    check = checks.ask_unit(
        unit=stage.place.cast.emergency, reason="抽查", by=stage.place.cast.office, exception=True, answer_minutes=1
    )
    write(stage.place, stage.size(200, 60))
    stage.settle()
    Check.objects.filter(pk=check.pk).update(escalate_at=timezone.now())
    escalated = stage.wait(lambda: Check.objects.get(pk=check.pk).level == 1)
    stage.check(escalated, "the check was not escalated without Redis")
    stage.settle()
    stage.servers.start_redis()
    back = stage.wait(lambda: not sweeps.is_silent(now=timezone.now()), 60)
    stage.check(back, "Celery did not come back with Redis")
    return Allowed(restarts=RESTARTS)


@scenario()
def redis_frozen(stage: Stage) -> Allowed:
    """It takes connections and never answers."""
    write(stage.place, 100)
    stage.taken(10)
    stage.servers.freeze_redis()
    ends = time.monotonic() + stage.seconds(120, 20)
    while time.monotonic() < ends:
        write(stage.place, 20)
        stage.pause(5)
    stage.servers.thaw_redis()
    stage.fault_over()
    stage.settle()
    return Allowed(repeats=AT_SENDER, restarts=RESTARTS)

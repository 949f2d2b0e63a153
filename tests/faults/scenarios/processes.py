"""Processes killed, stopped, doubled and terminated."""

import signal

from tests.faults.county import write
from tests.faults.engine import AT_SENDER, AT_STANDBY
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage


@scenario(short=True)
def processes_killed(stage: Stage) -> Allowed:
    """Sender, pool child and worker in turn, until every message is out."""
    number = stage.size(3000, 240)
    kills = stage.size(12, 3)
    stage.provider.pause_before = stage.seconds(0.1, 0.2)
    write(stage.place, number)
    for kill in range(kills):
        stage.taken(number * (kill + 1) // (kills + 2), patience=90)
        stage.pause(stage.random.uniform(0, 0.5))
        victim = ("sender", "child", "worker")[kill % 3]
        if victim == "child":
            stage.engine.kill_child("worker")
        else:
            stage.engine.kill(victim)
            stage.engine.start(victim)
    stage.fault_over()
    stage.settle()
    # All are due at once: the last is late by as long as the whole takes.
    return Allowed(repeats=AT_SENDER * len(range(0, kills, 3)), late=stage.seconds(240, 90))


@scenario()
def killed_at_each_point(stage: Stage) -> Allowed:
    """The standby, the worker and the sender, before and after claim, send and settle."""
    # The standby that is to die needs something to claim.
    for name in ("worker", "sweeper"):
        stage.engine.kill(name)
    for point in ("before_claim", "after_claim", "before_send", "after_send", "after_settle"):
        write(stage.place, 20)
        stage.engine.start("once", CRASH_POINT=point)
        status = stage.engine.see_it_end("once", seconds=60)
        stage.check(status == -signal.SIGKILL, f"the standby was not killed at {point} but ended with {status}")
    stage.engine.start("worker", "sweeper")
    for point in ("before_claim", "after_claim"):
        stage.engine.kill("worker")
        stage.engine.start("worker", CRASH_POINT=point)
        before = stage.engine.children("worker")
        write(stage.place, 20)
        died = stage.wait(lambda before=before: stage.engine.children("worker") != before)  # type: ignore[misc]
        stage.check(died, f"no worker was killed at {point}")
        stage.engine.kill("worker")
        stage.engine.start("worker")
    for point in ("before_send", "after_send", "after_settle"):
        stage.engine.kill("sender")
        write(stage.place, 20)
        stage.engine.start("sender", CRASH_POINT=point)
        died = stage.wait(lambda: not stage.engine.runs("sender"), 90)
        stage.check(died, f"the sender was not killed at {point}")
        if died:
            stage.engine.see_it_end("sender", seconds=5)
        else:
            stage.engine.kill("sender")
        stage.engine.start("sender")
    stage.fault_over()
    stage.settle()
    return Allowed(repeats=2 * AT_STANDBY + 2 * AT_SENDER, late=120)


@scenario()
def beat_never_restarted(stage: Stage) -> Allowed:
    stage.engine.kill("beat")
    stage.fault_over()
    write(stage.place, 200)
    stage.settle()
    return Allowed()


@scenario()
def senders_never_restarted(stage: Stage) -> Allowed:
    """Ticks come, and nobody sends: the standby sees what has been lying."""
    stage.engine.kill("sender")
    stage.fault_over()
    write(stage.place, 200)
    stage.settle()
    return Allowed(late=75)


@scenario()
def two_of_each(stage: Stage) -> Allowed:
    """Two beats, workers and senders, and a second standby that never rests."""
    stage.engine.start("beat-2", "worker-2", "sender-2", "sweeper-2")
    for _ in range(5):
        write(stage.place, 100)
        stage.pause(1)
    stage.settle()
    return Allowed()


@scenario()
def sender_outlives_its_lease(stage: Stage) -> Allowed:
    """Stopped in the middle of sending, for longer than the lease; another one takes over; then it goes on."""
    stage.provider.pause_before = 0.5
    write(stage.place, 100)
    stage.taken(20)
    stage.engine.send("sender", signal.SIGSTOP)
    stage.engine.start("sender-2")
    stage.settle()
    stage.engine.send("sender", signal.SIGCONT)
    stage.fault_over()
    stage.pause(5)
    stage.settle()
    return Allowed(repeats=AT_SENDER, late=75)


@scenario(short=True)
def terminated_under_load(stage: Stage) -> Allowed:
    """SIGTERM: what has begun is finished, nothing goes out twice."""
    number = stage.size(400, 100)
    stage.provider.pause_before = 0.2
    write(stage.place, number)
    stage.taken(number // 3)
    for name in ("sender", "worker", "beat", "sweeper"):
        stage.engine.send(name, signal.SIGTERM)
    for name in ("sender", "worker", "beat", "sweeper"):
        stage.check(stage.engine.see_it_end(name, seconds=60) == 0, f"{name} did not end properly")
    stage.engine.start("worker", "sender", "beat", "sweeper")
    stage.fault_over()
    stage.settle()
    return Allowed()

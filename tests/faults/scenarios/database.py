"""Postgres killed and frozen under load."""

from tests.faults.county import write
from tests.faults.engine import AT_SENDER, AT_STANDBY
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage


@scenario()
def postgres_killed_four_times(stage: Stage) -> Allowed:
    """Under load, with everybody connected; what was out but not yet settled may go out again."""
    stage.provider.pause_before = 0.1
    write(stage.place, 800)
    for kill in range(4):
        stage.taken(100 * (kill + 1))
        stage.servers.kill_postgres()
        stage.pause(stage.random.uniform(0.5, 2))
        stage.servers.start_postgres()
    stage.fault_over()
    stage.settle()
    return Allowed(repeats=4 * (AT_SENDER + AT_STANDBY), late=120)


@scenario()
def postgres_frozen(stage: Stage) -> Allowed:
    stage.provider.pause_before = 0.1
    write(stage.place, 300)
    stage.taken(50)
    stage.servers.freeze_postgres()
    stage.pause(stage.seconds(60, 10))
    stage.servers.thaw_postgres()
    stage.fault_over()
    stage.settle()
    return Allowed(repeats=AT_SENDER + AT_STANDBY, late=120)

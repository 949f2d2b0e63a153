"""No fault at all: what the others are measured against."""

from alerts.call_outs.services import call_outs
from alerts.enums import SummonsState
from tests.faults.county import write
from tests.faults.registry import scenario
from tests.faults.results import Allowed
from tests.faults.stage import Stage


@scenario(short=True)
def healthy(stage: Stage) -> Allowed:
    write(stage.place, stage.size(500, 100))
    stage.settle()
    return Allowed(late=stage.seconds(15, 60))


@scenario()
def call_out_of_two_thousand(stage: Stage) -> Allowed:
    """A provider that takes 200 ms for every message."""
    stage.provider.pause_before = 0.2
    called = call_outs.call_out(
        county=stage.place.cast.county,
        matter="演练",
        place="体育场",
        required=500,
        by=stage.place.cast.office,
        people=stage.place.crowd,
        is_drill=True,
    )
    stage.settle()
    waiting = called.summonses.exclude(state=SummonsState.CALLED).count()
    stage.check(waiting == 0, f"{waiting} people whose clock does not run")
    return Allowed(late=60)

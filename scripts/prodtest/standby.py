"""What goes on when the rest of the engine is gone. Asked last: it ends three services."""

from scripts.prodtest.questions import expect, question
from scripts.prodtest.trial import Trial
from scripts.prodtest.work import sent_check
from scripts.stack.children import stop_together


@question("without worker, sender and beat the standby sends a check's message")
def standby(trial: Trial) -> str:
    stop_together([trial.services[name] for name in ("beat", "worker", "sender")], trial.stop)
    key = sent_check(trial, "prodtest without Celery")
    expect(trial.wait(lambda: trial.services["sweeper"].has_said(key), 5), "the standby's log has no such message")
    return "accepted, in the standby's log"

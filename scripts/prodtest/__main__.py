"""Starts it, asks everything, prints a line for each question; 1 when anything isn't as the handbooks say."""

import http.client
import os
import sys
import time

from scripts.prodtest import front_door, rest, standby, work
from scripts.prodtest.questions import QUESTIONS, Question, Unlike
from scripts.prodtest.trial import Trial, started
from scripts.stack.children import say
from scripts.stack.layout import Layout
from scripts.stack.stopping import Interrupted, Refusal, StopRequest

# Importing a module adds its questions; this is the order in which they are asked.
ORDER = [module.__name__ for module in (front_door, work, rest, standby)]


def main() -> int:
    os.umask(0o022)
    stop = StopRequest()
    stop.listen()
    began = time.monotonic()
    try:
        with started(Layout.from_environment(os.environ), stop) as trial:
            say(f"Up after {time.monotonic() - began:.0f} s.\n")
            asked = sorted(QUESTIONS, key=lambda one: ORDER.index(one.ask.__module__))
            failed = [one for one in asked if not _holds(one, trial)]
            if failed:
                for service in trial.services.values():
                    service.show_last_lines()
    except Refusal as refusal:
        say(f"prodtest: {refusal}")
        return 1
    except Interrupted as interrupted:
        return interrupted.exit_code
    say(f"\n{len(QUESTIONS) - len(failed)} of {len(QUESTIONS)} as documented, {time.monotonic() - began:.0f} s.")
    return 1 if failed else 0


def _holds(one: Question, trial: Trial) -> bool:
    try:
        verdict, seen = "ok", one.ask(trial)
    except (Unlike, OSError, http.client.HTTPException) as error:
        verdict, seen = "FAILED", str(error) or repr(error)
    say(f"{verdict:<7}{one.name:<82}{seen}")
    return verdict == "ok"


if __name__ == "__main__":
    sys.exit(main())

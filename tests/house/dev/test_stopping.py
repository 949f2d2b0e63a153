"""Requests to stop come in any number and at any instant."""

import subprocess
import sys

from scripts.stack.layout import ROOT

# From processes of their own, so that they come while a handler is at work.
CODE = """
import os, signal
from scripts.stack.stopping import Interrupted, StopRequest

stop = StopRequest()
stop.listen()
storms = []
for number in (signal.SIGINT, signal.SIGTERM):
    pid = os.fork()
    if not pid:
        for _ in range(50_000):
            os.kill(os.getppid(), number)
        os._exit(0)
    storms.append(pid)
while storms:
    try:
        stop.pause(0.01)
    except Interrupted:
        pass
    storms = [pid for pid in storms if os.waitpid(pid, os.WNOHANG) == (0, 0)]
print(stop.asked, stop.impatient)
"""


def test_a_storm_of_requests_is_noted_without_a_lock() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "True True\n"), done.stderr

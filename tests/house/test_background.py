"""What runs behind the pages of a local stack ends together: when it is stopped, or when a part of it has fallen over."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.stack.layout import ROOT

SLEEPS = "lambda: (Path(os.environ['READY_FILE']).touch(), time.sleep(60))"


def started(directory: Path, parts: str) -> "subprocess.Popen[str]":
    code = f"""
import os, sys, time
from pathlib import Path
from rostering.background import together
sys.exit(together({{{parts}}}, Path({str(directory)!r})))
"""
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True)


def test_a_part_that_falls_over_takes_the_others_along(tmp_path: Path) -> None:
    with started(tmp_path, f"'sleeper': {SLEEPS}, 'broken': lambda: sys.exit(3)") as process:
        _, told = process.communicate(timeout=50)
    assert (process.returncode, "broken ended (3)" in told) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_all_end_in_order(tmp_path: Path, number: int) -> None:
    with started(tmp_path, f"'one': {SLEEPS}, 'two': {SLEEPS}") as process:
        ends = time.monotonic() + 50
        while len(list(tmp_path.glob("*-ready"))) < 2 and time.monotonic() < ends:
            time.sleep(0.05)
        process.send_signal(number)
        process.communicate(timeout=50)
    assert process.returncode == 0

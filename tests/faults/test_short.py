"""The short form of the fault scenarios, as `python3 dev.py faults --short` plays it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_the_short_form_holds() -> None:
    # A database given for the tests is not ours to kill.
    environ = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = [sys.executable, "-m", "tests.faults", "--short"]
    played = subprocess.run(command, env=environ, check=False, capture_output=True, text=True, timeout=900)
    assert played.returncode == 0, played.stdout + played.stderr

"""docs/examples/dragon_boat.py does what docs/api-session.md says, twice in a row."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from rostering.generation.services.queue import claim_tasks, run_tasks
from tests.factories import make_cast, make_token

SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "examples" / "dragon_boat.py"


def work_until(stop: threading.Event) -> None:
    """The worker's part."""
    while not stop.wait(0.1):
        token, task_ids = claim_tasks(now=timezone.now())
        for task_id in task_ids:
            run_tasks(task_ids=[task_id], token=token)
    connections.close_all()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_session_of_the_docs(live_server: LiveServer) -> None:
    cast = make_cast()
    leaders = [argument for user in (cast.leader, cast.routine_leader) for argument in ("--leader", make_token(user))]
    command = [sys.executable, str(SCRIPT), live_server.url, "--office", make_token(cast.office), *leaders]
    stop = threading.Event()
    worker = threading.Thread(target=work_until, args=(stop,))
    worker.start()
    try:
        first, again = (
            subprocess.run(command, check=False, capture_output=True, text=True, timeout=120) for _ in range(2)
        )
    finally:
        stop.set()
        worker.join()

    assert first.returncode == 0, first.stderr
    assert "succeeded" in first.stdout
    assert "3 accepted" in first.stdout
    assert "published, revision 1" in first.stdout
    assert "revision 2 against 1:" in first.stdout
    assert again.returncode == 0, again.stderr
    assert "revision 3 against 2:" in again.stdout

"""`dev.py run` in earnest: it serves, it stops, and whatever kills it, nothing stays behind."""

import json
import os
import signal
import socket
import urllib.request

import pytest

from tests.house.dev.conftest import PATIENCE, Stack

pytestmark = pytest.mark.slow


def answer(stack: Stack) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.port}/livez", timeout=10) as response:
        return int(response.status)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda s: s.name)
def test_it_serves_until_asked_to_stop_and_leaves_nothing(stack: Stack, signum: int) -> None:
    process = stack.run()
    assert answer(stack) == 200
    for part in ("bin/postgres -D", "redis.sock", "gunicorn", "rostering.background"):
        assert stack.pid_of(part)

    process.send_signal(signum)

    assert process.wait(PATIENCE) == 0, stack.output
    assert not stack.processes()


def test_two_ctrl_c_stop_it_at_once(stack: Stack) -> None:
    process = stack.run()

    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)

    assert process.wait(PATIENCE) == 0
    assert not stack.processes()


def test_killed_it_takes_everything_along_and_the_next_run_recovers(stack: Stack) -> None:
    process = stack.run()

    process.kill()
    process.wait()
    stack.wait_until_gone()

    again = stack.run()
    assert answer(stack) == 200
    again.send_signal(signal.SIGINT)
    assert again.wait(PATIENCE) == 0


@pytest.mark.parametrize(
    ("part", "name"),
    [("rostering.background", "worker"), ("bin/postgres -D", "postgres"), ("gunicorn", "web")],
)
def test_when_a_part_falls_over_the_rest_stops_and_says_so(stack: Stack, part: str, name: str) -> None:
    process = stack.run()

    os.kill(stack.pid_of(part), signal.SIGKILL)

    assert process.wait(PATIENCE) == 1
    assert f"dev.py: {name} ended (killed by SIGKILL)" in stack.output
    assert not stack.processes()


def test_manage_uses_the_running_servers_and_a_second_run_is_refused(stack: Stack) -> None:
    process = stack.run()
    address = json.loads((stack.state / "running.json").read_text())["database_url"]

    shown = stack.call("manage", "shell", "-c", "import os; print(os.environ['DATABASE_URL'])")
    second = stack.call("run")

    # The same servers, as the role that can't change what only grows.
    assert f"duty_app@/duty?{address.partition('?')[2]}" in shown.stdout, shown.stderr
    assert second.returncode == 1
    assert f"`dev.py run` (process {process.pid}) is already using" in second.stdout
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE)


def test_a_taken_port_is_named_before_anything_starts(stack: Stack) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        refused = stack.call("run", PORT=str(port))

    assert refused.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}: Address already in use." in refused.stdout
    assert "PORT=8001" in refused.stdout
    assert not stack.processes()


def test_a_stale_pid_file_with_a_reused_number_is_no_obstacle(stack: Stack) -> None:
    stack.call("manage", "check")
    pid_file = next(stack.state.glob("postgres/pg-*")) / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n/nowhere\n1\n5432\n/nowhere\n\n1 1\nready\n")

    result = stack.call("manage", "check")

    assert result.returncode == 0, result.stdout
    assert not stack.processes()

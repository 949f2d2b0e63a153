"""Children end when asked, when impatience grows, and with their descendants."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from scripts.stack.children import Command, Service, describe_exit, run_in_foreground, run_step, stop_together
from scripts.stack.django_env import DjangoEnvironment
from scripts.stack.layout import Layout
from scripts.stack.locks import FileLock
from scripts.stack.scratch import Scratch
from scripts.stack.stopping import Interrupted, Refusal, StopRequest

STUBBORN = "trap '' TERM; sleep 60 & echo $! > $1; wait; wait"


def asked(times: int = 1) -> StopRequest:
    stop = StopRequest()
    for _ in range(times):
        stop._note(signal.SIGINT, None)
    return stop


def shell(script: str, *arguments: str) -> Command:
    return Command("shell", ["/bin/sh", "-c", script, "sh", *arguments], os.environ)


def written(path: Path) -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not (path.exists() and path.read_text().endswith("\n")):
        time.sleep(0.02)
    return path.read_text().strip()


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_second_request_ends_a_stubborn_child_and_its_descendants(tmp_path: Path) -> None:
    service = Service(shell(STUBBORN, str(tmp_path / "pid")), lambda _service: True)
    grandchild = int(written(tmp_path / "pid"))
    started = time.monotonic()

    stop_together([service], asked(times=2))

    assert service.process.returncode == -signal.SIGKILL
    assert not alive(grandchild)
    assert time.monotonic() - started < 5


def test_a_step_is_ended_with_its_descendants_when_somebody_asks_to_stop(tmp_path: Path) -> None:
    with pytest.raises(Interrupted) as interrupted:
        run_step(shell("sleep 60 & echo $! > $1; wait", str(tmp_path / "pid")), asked())

    assert interrupted.value.exit_code == 130
    assert not (tmp_path / "pid").exists() or not alive(int(written(tmp_path / "pid")))


def test_a_failed_step_shows_what_it_said(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Refusal, match=r"shell failed \(exit status 3\)"):
        run_step(shell("echo the disk is full; exit 3"), StopRequest(), quiet=True)

    assert "the disk is full" in capfd.readouterr().err


def test_a_service_that_ends_while_starting_shows_its_last_lines(capfd: pytest.CaptureFixture[str]) -> None:
    service = Service(shell("echo no room; exit 1"), lambda _service: False, quiet=True)

    with pytest.raises(Refusal, match="shell ended while starting"):
        service.wait_until_ready(StopRequest())

    assert "shell | no room" in capfd.readouterr().out
    stop_together([service], StopRequest())


@pytest.mark.parametrize(("script", "status"), [("exit 5", 5), ("kill -TERM $$", 128 + signal.SIGTERM)])
def test_the_exit_status_of_a_foreground_child_is_ours(script: str, status: int) -> None:
    assert run_in_foreground(["/bin/sh", "-c", script], os.environ, StopRequest()) == status


@pytest.mark.parametrize(
    ("returncode", "words"), [(0, "exit status 0"), (-9, "killed by SIGKILL"), (-250, "killed by signal 250")]
)
def test_an_exit_is_described(returncode: int, words: str) -> None:
    assert describe_exit(returncode) == words


def test_a_lock_is_held_by_one_and_freed_with_its_holder(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")

    assert first.acquire("run 1")
    assert not second.acquire("run 2")
    assert second.holder() == "run 1"
    first.release()
    assert second.acquire("run 2")


def test_what_a_killed_owner_left_is_swept_but_not_what_is_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/tmp")
    used = Scratch().open()
    left = Scratch().open()
    assert left._lock is not None
    left._lock.release()

    Scratch().open().close()

    assert used.path.exists()
    assert not left.path.exists()
    used.close()
    assert not used.path.exists()
    assert len(os.fsencode(used.path)) < 60


@pytest.mark.parametrize(
    ("environ", "demo"),
    [
        ({}, True),
        ({"DATABASE_URL": "postgres://x"}, False),
        ({"DATABASE_URL": "x", "DEMO": "1"}, True),
        ({"DEMO": "0"}, False),
        ({"DEMO": "city"}, True),
    ],
)
def test_somebodys_own_database_gets_no_demo_county(environ: dict[str, str], demo: bool) -> None:
    assert DjangoEnvironment(Layout(Path("/s"), Path("/v")), environ).is_demo is demo


def test_generated_secrets_are_kept_and_closed_to_others(tmp_path: Path) -> None:
    environment = DjangoEnvironment(Layout(tmp_path, tmp_path), {})

    first = environment.demo_password

    assert environment.demo_password == first
    assert (tmp_path / "demo-password").stat().st_mode & 0o077 == 0
    assert DjangoEnvironment(Layout(tmp_path, tmp_path), {"DEMO_PASSWORD": "chosen"}).demo_password == "chosen"


def test_this_process_is_what_the_child_follows() -> None:
    """The death signal is set in the child, after any change of user."""
    script = "import ctypes; p = ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(p)); raise SystemExit(p.value)"
    process = Command("python", [sys.executable, "-c", script], os.environ, last_words=signal.SIGQUIT).start()

    assert process.wait() == signal.SIGQUIT

"""`python -m rostering.background DIRECTORY`: worker with its ticks, sender and standby, forked from one process that has loaded
everything once. For a machine that runs them all, as `dev.py run` does; with systemd or containers each is a service of its own.

Each touches `<name>-ready` in DIRECTORY when work can come. They end together: on TERM, or when one of them has.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import django
from django.core.management import call_command

from rostering.celery import app

ALONE = ("--loglevel", "INFO", "--without-gossip", "--without-mingle", "--without-heartbeat")
SENDING = ("--queues", "sends", "--pool", "threads", "--concurrency", "4", "--hostname", "sender@%h")
Work = Callable[[], object]


def main(directory: Path) -> int:
    """0 when somebody stopped it, 1 when a part of it fell over. Raises what hinders loading."""
    django.setup()
    app.loader.import_default_modules()
    # Checked just now; and what is loaded is not searched for garbage any more, so that the processes go on sharing it.
    os.environ["CELERY_SKIP_CHECKS"] = "1"
    gc.collect()
    gc.freeze()
    ticking = ("--beat", "--schedule", str(directory / "beat"))
    parts: dict[str, Work] = {
        "worker": lambda: app.worker_main(["--quiet", "worker", "--concurrency", "2", *ALONE, *ticking]),
        "sender": lambda: app.worker_main(["--quiet", "worker", *SENDING, *ALONE]),
        "sweeper": lambda: call_command("sweeper"),
    }
    return together(parts, directory)


def together(parts: Mapping[str, Work], directory: Path) -> int:
    """Each part in a process of its own until one of them ends; 0 when somebody stopped them, else 1."""
    return _watch({_forked(work, directory / f"{name}-ready"): name for name, work in parts.items()})


def _forked(work: Work, ready: Path) -> int:
    """The number of a new process that does `work` and ends with it."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    os.environ["READY_FILE"] = str(ready)
    code = 1
    try:
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _watch(names: Mapping[int, str]) -> int:
    """Waits for the processes `names` and has the others end with the first."""
    is_stopping = False

    def stop(*_: object) -> None:
        nonlocal is_stopping
        is_stopping = True
        _end(left)

    left = set(names)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while left:
        pid, status = os.wait()
        left.discard(pid)
        if not is_stopping:
            ended = os.waitstatus_to_exitcode(status)
            print(f"{names[pid]} ended ({ended}); stopping the rest.", file=sys.stderr, flush=True)
            _end(left)
            while left:
                left.discard(os.wait()[0])
            return 1
    return 0


def _end(pids: set[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

"""A short-lived directory with a short path: unix socket paths over about 100 bytes fail."""

import os
import shutil
import tempfile
from pathlib import Path

from scripts.stack.layout import NAME
from scripts.stack.locks import FileLock

LONGEST_PARENT = 40


class Scratch:
    """Exists from `open` to `close`. What a killed owner left behind is removed by the next one."""

    def __init__(self) -> None:
        self.path = Path()
        self._lock: FileLock | None = None

    def open(self) -> "Scratch":
        parent = _parent()
        _sweep(parent)
        self.path = Path(tempfile.mkdtemp(prefix=_prefix(), dir=parent))
        self._lock = FileLock(self.path / "lock")
        self._lock.acquire(str(os.getpid()))
        # The servers' account passes through; each server's own directory inside is closed to everybody else.
        self.path.chmod(0o711)
        return self

    def close(self) -> None:
        if self._lock is not None:
            shutil.rmtree(self.path, ignore_errors=True)
            self._lock.release()
            self._lock = None


def _prefix() -> str:
    return f"{NAME}-{os.geteuid()}-"


def _parent() -> Path:
    parent = tempfile.gettempdir()
    return Path(parent if len(os.fsencode(parent)) <= LONGEST_PARENT else "/tmp")  # noqa: S108 - mkdtemp goes inside


def _sweep(parent: Path) -> None:
    """Remove directories of ours whose owner is gone."""
    for path in parent.glob(f"{_prefix()}*"):
        lock = FileLock(path / "lock")
        # Without a lock file its owner is between making the directory and taking the lock.
        if lock.path.exists() and path.stat().st_uid == os.geteuid() and lock.acquire("sweep"):
            shutil.rmtree(path, ignore_errors=True)
            lock.release()

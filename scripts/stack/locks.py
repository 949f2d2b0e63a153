"""Locks the kernel drops with their holder: a pid file can go stale, these cannot."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """An exclusive lock on a file, holding the holder's description for whoever is turned away."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    def acquire(self, description: str, *, wait: bool = False) -> bool:
        """Take the lock; False when another process holds it and `wait` is not set."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(fd)
            return False
        os.ftruncate(fd, 0)
        os.write(fd, description.encode())
        self._fd = fd
        return True

    def holder(self) -> str:
        """What the holder wrote about itself; empty when nobody ever held it."""
        return self.path.read_text() if self.path.exists() else ""

    def release(self) -> None:
        if self._fd is not None:
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = None

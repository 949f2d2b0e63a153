"""Requests to stop (Ctrl-C, SIGTERM, a closed terminal), and what is said to the person who asked."""

import signal
import threading
from types import FrameType


class Refusal(Exception):
    """The command cannot do what was asked; the message says why and what to do."""


class Interrupted(Exception):
    """Somebody asked to stop before the command was done."""

    def __init__(self, signum: int) -> None:
        super().__init__(signal.Signals(signum).name)
        self.exit_code = 128 + signum


class StopRequest:
    """Counts the requests to stop. Handlers only take notes, so that cleaning up is never itself interrupted."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self.signum = 0
        self.times = 0

    def listen(self) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._note)

    def _note(self, signum: int, _frame: FrameType | None) -> None:
        self.signum = signum
        self.times += 1
        self._asked.set()

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    @property
    def impatient(self) -> bool:
        """Asked more than once: skip the courtesies."""
        return self.times > 1

    def pause(self, seconds: float) -> None:
        """Sleep; raise Interrupted as soon as somebody asks to stop."""
        if self._asked.wait(seconds):
            raise Interrupted(self.signum)

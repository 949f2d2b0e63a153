"""Requests to stop (Ctrl-C, SIGTERM, a closed terminal), and what is said to the person who asked."""

import os
import select
import signal
from contextlib import suppress
from types import FrameType


class Refusal(Exception):
    """The command cannot do what was asked; the message says why and what to do."""


class Interrupted(Exception):
    """Somebody asked to stop before the command was done."""

    def __init__(self, signum: int) -> None:
        super().__init__(signal.Signals(signum).name)
        self.exit_code = 128 + signum


class StopRequest:
    """Counts the requests to stop. Handlers only take notes, so that cleaning up is never itself interrupted. They take no lock
    either: of two requests at once the second would wait for the first, which it interrupts, for ever."""

    def __init__(self) -> None:
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self.signum = 0
        self.times = 0

    def listen(self) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, self._note)

    def _note(self, signum: int, _frame: FrameType | None) -> None:
        self.signum = signum
        self.times += 1
        # Full, it wakes as well.
        with suppress(BlockingIOError):
            os.write(self._wake, b".")

    @property
    def asked(self) -> bool:
        return self.times > 0

    @property
    def impatient(self) -> bool:
        """Asked more than once: skip the courtesies."""
        return self.times > 1

    def pause(self, seconds: float) -> None:
        """Sleep; raise Interrupted as soon as somebody asks to stop."""
        select.select([self._woken], [], [], seconds)
        if self.asked:
            raise Interrupted(self.signum)

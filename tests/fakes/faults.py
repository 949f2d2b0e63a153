"""How a fake provider misbehaves: call by call as scripted, or by shares drawn from a fixed seed."""

import random
import threading
from collections import deque
from collections.abc import Mapping
from enum import StrEnum


class Mode(StrEnum):
    """What a fake does with one call. `drop_reply` takes the message and never says so."""

    OK = "ok"
    DELAY = "delay"
    REFUSE = "refuse"
    THROTTLE = "throttle"
    UNAVAILABLE = "unavailable"
    HANG = "hang"
    DROP_REPLY = "drop_reply"
    GARBAGE = "garbage"
    TRICKLE = "trickle"


class Faults:
    """The modes of the calls to come: first those in the script, then by `shares` (the rest is ok).

    The same seed gives the same modes in the same order.
    """

    def __init__(self, shares: Mapping[Mode, float] | None = None, *, seed: int = 0) -> None:
        self._script: deque[Mode] = deque()
        self._random = random.Random(seed)  # noqa: S311 - a replayable draw, no secret
        self._lock = threading.Lock()
        self._shares = dict(shares or {})

    def script(self, *modes: Mode) -> None:
        """The next calls go like this, one each."""
        with self._lock:
            self._script.extend(modes)

    def always(self, mode: Mode) -> None:
        """Every call from now on goes like this."""
        with self._lock:
            self._script.clear()
            self._shares = {mode: 1.0}

    def next(self) -> Mode:
        with self._lock:
            if self._script:
                return self._script.popleft()
            drawn = self._random.random()
            for mode, share in self._shares.items():
                drawn -= share
                if drawn < 0:
                    return mode
            return Mode.OK

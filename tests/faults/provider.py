"""The provider behind all scenarios: takes what it is told as often as it is told, and notes when."""

import time
from collections import Counter

from tests.fakes.faults import Mode
from tests.fakes.server import Answer, Call, FakeHttp, Taken


class Provider(FakeHttp):
    """`pause` is how long it thinks over every message, in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.pause_before = 0.0
        self.taken_at: list[tuple[str, float]] = []
        self._known: set[str] = set()

    def take(self, call: Call) -> Answer:
        if call.method == "GET":
            return self._state(call.path.rpartition("/")[2])
        time.sleep(self.pause_before)
        wanted = call.json
        self.taken.append(Taken(wanted["key"], wanted["to"]))
        self.taken_at.append((wanted["key"], time.time()))
        self._known.add(wanted["key"])
        return self._state(wanted["key"])

    def _state(self, key: str) -> Answer:
        return Answer({"id": key, "state": "ringing"}) if key in self._known else Answer({"error": "unknown"}, 404)

    def answer(self, call: Call) -> Answer | None:
        """Faults hit sending alone."""
        return self.take(call) if call.method == "GET" and call.mode != Mode.UNAVAILABLE else super().answer(call)

    def refusal(self, call: Call) -> Answer:
        return Answer({"error": "number not in service"}, 422)

    def throttled(self, call: Call) -> Answer:
        return Answer({"error": "too many calls"}, 429)

    def start_over(self) -> None:
        """Forgets every call; works without a fault or a pause from now on."""
        self.faults.always(Mode.OK)
        self.pause_before = 0.0
        self.calls.clear()
        self.taken.clear()
        self.taken_at.clear()
        self._known.clear()

    @property
    def sends(self) -> int:
        return sum(call.method == "POST" for call in self.calls)

    @property
    def first_taken(self) -> dict[str, float]:
        """Per key, when the message went out for the first time."""
        first: dict[str, float] = {}
        for key, at in self.taken_at:
            first.setdefault(key, at)
        return first

    @property
    def repeats(self) -> int:
        """How many messages went out beyond the first of each key."""
        return sum(times - 1 for times in Counter(key for key, _at in self.taken_at).values())

    def drawn(self, mode: Mode) -> int:
        return sum(call.mode == mode and call.method == "POST" for call in self.calls)

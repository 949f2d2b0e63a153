"""Somebody's webhook receiver: checks the signature with the secret it has, drops events it has had."""

import hashlib
import hmac

from tests.fakes.faults import Faults
from tests.fakes.server import Answer, Call, FakeHttp, Taken

SECRET = "secret-now"


class FakeReceiver(FakeHttp):
    def __init__(self, faults: Faults | None = None, *, secret: str = SECRET, redirect_to: str = "") -> None:
        super().__init__(faults)
        self.secret = secret
        self.redirect_to = redirect_to

    def take(self, call: Call) -> Answer:
        if self.redirect_to:
            return Answer("", 307, {"Location": self.redirect_to})
        if not self._is_signed(call):
            return Answer({"error": "bad signature"}, 401)
        if call.headers["x-event-id"] not in self.keys:
            self.taken.append(Taken(call.headers["x-event-id"], call.path, call.body.decode()))
        return Answer("", 204)

    def refusal(self, call: Call) -> Answer:
        return Answer("", 410)

    def throttled(self, call: Call) -> Answer:
        return Answer("", 429, {"Retry-After": "1"})

    def _is_signed(self, call: Call) -> bool:
        parts = [part.split("=", 1) for part in call.headers["x-signature"].split(",")]
        stamp = next(value for name, value in parts if name == "t")
        expected = hmac.new(self.secret.encode(), f"{stamp}.".encode() + call.body, hashlib.sha256).hexdigest()
        return expected in [value for name, value in parts if name == "v1"]

"""A mail server: enough of RFC 5321 for a client that sends."""

import socketserver
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from tests.fakes.faults import Faults, Mode


@dataclass(frozen=True, slots=True)
class Mail:
    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


class FakeSmtp:
    """`sessions` counts every connection; a session's mode is drawn when it begins."""

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.sessions: list[Mode] = []
        self.mails: list[Mail] = []
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def keys(self) -> list[str]:
        return [str(mail.message["Message-ID"]).strip("<>").partition("@")[0] for mail in self.mails]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up are what half of the tests are about."""


class _Handler(socketserver.StreamRequestHandler):
    fake: FakeSmtp

    def handle(self) -> None:
        self.mode = self.fake.faults.next()
        self.fake.sessions.append(self.mode)
        self.sender, self.recipients = "", list[str]()
        if self.mode == Mode.UNAVAILABLE:
            self._say("421 4.3.2 Service not available")
            return
        self._say("220 fake ESMTP")
        while (line := self.rfile.readline()) and self._obey(line.decode().strip()):
            pass

    def _obey(self, line: str) -> bool:
        """One command; False ends the session."""
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        if verb == "QUIT":
            self._say("221 2.0.0 Bye")
            return False
        if verb == "DATA":
            self._say("354 End data with <CR><LF>.<CR><LF>")
            return self._data()
        if verb == "MAIL":
            self.sender = rest
        self._say(self._rcpt(rest) if verb == "RCPT" else "250 2.1.0 Ok")
        return True

    def _rcpt(self, rest: str) -> str:
        if self.mode == Mode.REFUSE:
            return f"550 5.1.1 {rest} User unknown"
        if self.mode == Mode.THROTTLE:
            return "451 4.7.1 Greylisted, come again"
        self.recipients.append(rest.partition(":")[2].strip("<> "))
        return "250 2.1.5 Ok"

    def _data(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b"."))
        if self.mode == Mode.HANG:
            self.fake.stopping.wait(60)
            return False
        parsed = message_from_bytes(b"".join(lines), policy=policy.default)
        self.fake.mails.append(Mail(self.sender, tuple(self.recipients), parsed))
        if self.mode == Mode.DROP_REPLY:
            return False
        self._say("250 2.0.0 Queued")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

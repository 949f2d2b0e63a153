"""The HTTP side all fakes share."""

import json
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.faults import Faults, Mode

TRICKLE_PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came over the wire, and what was done with it."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    mode: Mode
    at: float

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    body: dict[str, Any] | str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        text = self.body if isinstance(self.body, str) else json.dumps(self.body, ensure_ascii=False)
        return text.encode()


@dataclass(frozen=True, slots=True)
class Taken:
    """A message the provider has taken: it goes out, whether or not the sender hears of it."""

    key: str
    address: str
    text: str = ""
    template: str = ""
    params: Any = None


class FakeHttp:
    """A provider. Subclasses answer good calls in `take`, bad ones in `refusal` and `throttled`."""

    delay = 0.05

    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.calls: list[Call] = []
        self.taken: list[Taken] = []
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": self}))
        # Answers within milliseconds of being asked to stop.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def keys(self) -> list[str]:
        return [taken.key for taken in self.taken]

    def take(self, call: Call) -> Answer:
        """The provider's ordinary answer; notes what it took."""
        raise NotImplementedError

    def refusal(self, call: Call) -> Answer:
        """As for a number that doesn't exist."""
        raise NotImplementedError

    def throttled(self, call: Call) -> Answer:
        """As for too many calls."""
        raise NotImplementedError

    def answer(self, call: Call) -> Answer | None:
        """None: no reply, the connection ends."""
        if call.mode == Mode.HANG:
            self._stopping.wait(60)
            return None
        if call.mode == Mode.DELAY:
            time.sleep(self.delay)
        answers = {
            Mode.REFUSE: self.refusal,
            Mode.THROTTLE: self.throttled,
            Mode.UNAVAILABLE: lambda _call: Answer("Service Unavailable", 503),
        }
        answer = answers.get(call.mode, self.take)(call)
        if call.mode == Mode.DROP_REPLY:
            return None
        return Answer("<html>gateway</html>") if call.mode == Mode.GARBAGE else answer

    def pause(self) -> bool:
        """Between two bytes of a trickle; True when the test is over."""
        return self._stopping.wait(TRICKLE_PAUSE)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up are what half of the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    fake: FakeHttp

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, self.path, headers, body, self.fake.faults.next(), time.time())
        self.fake.calls.append(call)
        answer = self.fake.answer(call)
        if answer is None:
            self._hang_up()
        else:
            self._reply(answer, slowly=call.mode == Mode.TRICKLE)

    do_GET = do_POST = _serve  # noqa: N815 - named by http.server

    def _reply(self, answer: Answer, *, slowly: bool) -> None:
        if slowly:
            self._trickle(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")
            return
        body = answer.encoded()
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _trickle(self, answer: bytes) -> None:
        """Byte by byte, each within any time-out for a single read."""
        for byte in answer:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.fake.pause():
                break

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_args: object) -> None:
        """Tests are quiet."""

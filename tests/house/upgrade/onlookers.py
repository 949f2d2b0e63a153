"""People and programs who go on asking a web server of the new release while its database is being upgraded."""

import http.client
import threading
import time
from collections import Counter
from contextlib import closing
from types import TracebackType

# path → by whom: nobody, somebody signed in before the upgrade, a program.
PATHS = {"/livez": "", "/login/": "", "/": "session", "/my/": "session", "/api/v1/on-duty/": "session"}
PATIENCE = 300.0


class Onlookers:
    """Each path is asked by a thread of its own. `wrong` is what should never have been answered, `seen` how often what was."""

    def __init__(self, port: int, session_key: str) -> None:
        self.port = port
        self.session_key = session_key
        self.wrong: list[str] = []
        self.seen: Counter[tuple[str, int]] = Counter()
        self.last: dict[str, int] = {}
        self._rounds: Counter[str] = Counter()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._go_on, args=(path,), daemon=True) for path in PATHS]

    def __enter__(self) -> "Onlookers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def see_it_through(self) -> None:
        """Until each has asked from now on and got an answer."""
        until, before = time.monotonic() + PATIENCE, Counter(self._rounds)
        # The next answer may be to a question of before; the one after it isn't.
        while any(self._rounds[path] < before[path] + 2 for path in PATHS):
            assert time.monotonic() < until, f"no answer: {before} {self._rounds}"
            time.sleep(0.05)

    def _go_on(self, path: str) -> None:
        while not self._stop.wait(0.05):
            try:
                status, kind, body = self._ask(path)
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(f"{path}: {error!r}")
            else:
                self._judge(path, status, kind, body)
            self._rounds[path] += 1

    def _judge(self, path: str, status: int, kind: str, body: str) -> None:
        self.seen[path, status] += 1
        self.last[path] = status
        says_why = "migrate" in body or "请过一分钟再试" in body or "正在升级" in body
        wanted = "application/problem+json" if path.startswith("/api/") else "text/html"
        if status != 200 and not (status == 503 and says_why and kind.startswith(wanted)):
            self.wrong.append(f"{path}: {status} {kind} {body[:300]}")

    def _ask(self, path: str) -> tuple[int, str, str]:
        """Status, kind of content, content."""
        headers = {"Host": "localhost", "Accept-Language": "zh-CN"}
        if PATHS[path]:
            headers["Cookie"] = f"sessionid={self.session_key}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request("GET", path, headers=headers)
            reply = connection.getresponse()
            return reply.status, reply.headers.get("Content-Type", ""), reply.read().decode()

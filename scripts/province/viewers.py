"""People who look at the board: each signed in, each asking every ten seconds as the page does, over connections of their own."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from random import Random

EVERY = 10.0
PATIENCE = 30.0
POLLED = re.compile(rb'hx-get="(/\?v=[^"]+)"')


@dataclass(frozen=True, slots=True)
class Answered:
    """`status` 0: nothing came, or not in time."""

    status: int
    seconds: float
    size: int


@dataclass
class Crowd:
    """`cookies` are shared out among `number` viewers; what they got is in `answers`."""

    port: int
    number: int
    cookies: list[str]
    answers: list[Answered] = field(default_factory=list)

    async def watch(self, seconds: float) -> None:
        """Begins spread over one round, ends after `seconds`."""
        draw = Random(self.number)  # noqa: S311 - the same spread in each run
        ends = time.monotonic() + seconds
        waits = (draw.uniform(0, EVERY) for _ in range(self.number))
        await asyncio.gather(*(self._view(number, wait, ends) for number, wait in enumerate(waits)))

    async def _view(self, number: int, wait: float, ends: float) -> None:
        await asyncio.sleep(wait)
        path = b"/"
        while time.monotonic() < ends:
            began = time.monotonic()
            status, body = await self._ask(path, self.cookies[number % len(self.cookies)].encode())
            self.answers.append(Answered(status, time.monotonic() - began, len(body)))
            found = POLLED.search(body)
            path = found[1] if found else path
            await asyncio.sleep(max(0.0, began + EVERY - time.monotonic()))

    async def _ask(self, path: bytes, cookie: bytes) -> tuple[int, bytes]:
        lines = [b"GET %s HTTP/1.1" % path, b"Host: localhost", b"Cookie: %s" % cookie, b"Connection: close"]
        lines += [] if path == b"/" else [b"HX-Request: true"]
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(b"\r\n".join([*lines, b"", b""]))
                answer = await reader.read()
                writer.close()
        except (OSError, TimeoutError):
            return 0, b""
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head[9:12] or 0), body

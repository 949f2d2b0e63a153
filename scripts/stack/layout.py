"""Where things lie, and whose they are."""

import hashlib
import os
import pwd
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.stack.stopping import Refusal

NAME = "county-duty"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Account:
    """The account the servers run as: Postgres refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def for_servers(cls) -> "Account":
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        raise Refusal("Running as root, but there is neither a `postgres` nor a `nobody` account for the servers.")

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def can_enter(self, directory: Path) -> bool:
        test = ["/bin/sh", "-c", 'cd "$1" 2>/dev/null', "sh", str(directory)]
        return subprocess.run(test, check=False, cwd="/", **self.popen_options()).returncode == 0

    def popen_options(self) -> dict[str, Any]:
        """What makes a child run as this account: nothing when it is our own."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_other else {}

    def own_directory(self, path: Path) -> Path:
        """Create `path`, its parents existing, for this account alone."""
        path.mkdir(mode=0o700, exist_ok=True)
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        return path


@dataclass(frozen=True)
class Layout:
    """`state` outlives a run (data, secrets, fetched servers); `venv` can be made again at any time."""

    state: Path
    venv: Path

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Layout":
        state = environ.get("STATE_DIR") or default_state(ROOT, os.geteuid())
        venv = environ.get("VENV_DIR") or ROOT / ".venv"
        return cls(Path(state).absolute(), Path(venv).absolute())

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    def prepare(self) -> None:
        """Create both directories, or say which variable moves them elsewhere."""
        for path, variable in ((self.state, "STATE_DIR"), (self.venv, "VENV_DIR")):
            try:
                path.mkdir(mode=0o755, parents=True, exist_ok=True)
                usable = os.access(path, os.W_OK)
            except OSError:
                usable = False
            if not usable:
                raise Refusal(
                    f"{path} cannot be written. Set {variable} to a directory of your own"
                    " (STATE_DIR for data, VENV_DIR for the virtual environment) and try again."
                )

    def open_to(self, account: Account) -> None:
        """Refuse a state directory that the servers' account cannot reach, as below /root."""
        if not account.can_enter(self.state):
            raise Refusal(
                f"The servers run as user {pwd.getpwuid(account.uid).pw_name}, who cannot enter {self.state}."
                " Set STATE_DIR to a directory that other users may pass through, for example below /var/lib."
            )


def default_state(root: Path, uid: int) -> Path:
    """Beside the code; for root elsewhere, because the servers' account may not be able to reach the checkout."""
    if uid != 0:
        return root / ".local"
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:8]
    return Path("/var/lib") / f"{NAME}-{digest}"

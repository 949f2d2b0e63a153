"""`python3 dev.py faults [--short] [NAMES]`: plays the scenarios on servers of its own; 1 when anything did not hold."""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import django

from alerts.enums import Purpose
from scripts.stack.django_env import DjangoEnvironment
from scripts.stack.layout import Layout
from scripts.stack.stopping import Interrupted, StopRequest
from tests.faults.engine import Engine
from tests.faults.provider import Provider
from tests.faults.servers import Servers

SHORT = "--short"


def main(arguments: Sequence[str]) -> int:
    stop = StopRequest()
    stop.listen()
    layout = Layout.from_environment(os.environ)
    try:
        with ExitStack() as cleanup:
            servers = Servers(layout, os.environ, stop)
            cleanup.callback(servers.close)
            servers.start()
            provider = cleanup.enter_context(Provider())
            environ = _environment(layout, servers, provider)
            engine = Engine(Path(sys.executable), environ, servers.directory, stop)
            cleanup.callback(engine.close)
            return _play(arguments, servers, provider, engine)
    except Interrupted as interrupted:
        return interrupted.exit_code


def _play(arguments: Sequence[str], servers: Servers, provider: Provider, engine: Engine) -> int:
    os.environ.update(engine.environ)
    django.setup()
    # Models can be imported only now that Django knows its settings, which need the servers' addresses.
    run = importlib.import_module("tests.faults.run")
    is_short = SHORT in arguments
    try:
        wanted = run.chosen([name for name in arguments if name != SHORT], short=is_short)
    except LookupError as unknown:
        print(unknown.args[0])
        return 2
    return int(run.play(wanted, servers=servers, engine=engine, provider=provider, short=is_short))


def _environment(layout: Layout, servers: Servers, provider: Provider) -> dict[str, str]:
    """That of a production start, with our provider behind every channel."""
    names = [name for purpose in Purpose for name in (purpose, f"{purpose}_drill")]
    return DjangoEnvironment(layout, os.environ).for_tests(servers.backing) | {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "DJANGO_DEBUG": "0",
        "DEMO": "1",
        "ALLOWED_HOSTS": "localhost",
        "PUBLIC_URL": "https://duty.example.org",
        "VOICE_URL": provider.url,
        "VOICE_TOKEN": "faults",
        "VOICE_TEMPLATES": json.dumps({name: {"code": "T", "params": []} for name in names}),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

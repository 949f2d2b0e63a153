"""`python3 dev.py bench-province [COUNTIES]`: the same questions asked of one county and of a province, by turns."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

import django
from django.core.management import call_command


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench-province", description=__doc__)
    parser.add_argument("counties", nargs="?", type=int, default=100, help="how many there are (default: 100)")
    parser.add_argument(
        "--plans", action="store_true", help="show how statements are planned that cost more than they may"
    )
    chosen = parser.parse_args(arguments)
    if chosen.counties < 2:
        parser.error("a province has two counties or more")
    # One line per message would be part of what a message costs.
    os.environ |= {"DJANGO_SETTINGS_MODULE": "scripts.bench.settings", "LOG_LEVEL": "WARNING"}
    django.setup()
    # So would one per request.
    logging.getLogger("duty.requests").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0, interactive=False)
    # It can be imported only now that Django knows its settings.
    beside = importlib.import_module("scripts.province.beside")
    for line in beside.lines(chosen.counties, with_plans=chosen.plans):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

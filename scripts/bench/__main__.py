"""`python3 dev.py bench [NAMES]`: prints the table; a goal that isn't met is no error."""

import argparse
import gc
import importlib
import logging
import os
import sys
from collections.abc import Sequence

import django
from django.core.management import call_command

from scripts.bench.meter import HEAD

PARTS = ("generating", "saving", "remembering", "bulk", "messages", "reading")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Our work beside the least it could cost.")
    parser.add_argument("parts", nargs="*", help=f"some of: {', '.join(PARTS)} (default: all)")
    wanted = parser.parse_args(arguments).parts
    unknown = set(wanted) - set(PARTS)
    if unknown:
        parser.error(f"no part named {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    # One line per message would be part of what a message costs.
    os.environ |= {"DJANGO_SETTINGS_MODULE": "scripts.bench.settings", "LOG_LEVEL": "WARNING"}
    django.setup()
    # So would one per request.
    logging.getLogger("duty.requests").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0, interactive=False)
    print(HEAD, flush=True)
    for name in PARTS:
        if name in (wanted or PARTS):
            # What a part leaves in memory is not searched for garbage while the next one is measured.
            gc.collect()
            gc.freeze()
            # They can be imported only now that Django knows its settings.
            for row in importlib.import_module(f"scripts.bench.{name}").rows():
                print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python3 dev.py bench-load [VIEWERS …]`: so many people watch the board while two thousand are called out.

Everything runs as `dev.py run` starts it, on data of its own: pages through the real web server, calls through the real
senders to a provider that takes 200 ms over each.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

import django

from scripts.province.running import stack


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py bench-load", description="Viewers of the board and a call-out at once."
    )
    parser.add_argument("viewers", nargs="*", type=int, default=[200, 2000], help="how many (default: 200 and 2000)")
    parser.add_argument("--called", type=int, default=2000, help="how many are called out (default: 2000)")
    parser.add_argument("--seconds", type=int, default=60, help="how long they watch (default: 60)")
    chosen = parser.parse_args(arguments)
    with stack() as running:
        os.environ |= running.environ
        django.setup()
        # It can be imported only now that Django knows its settings.
        crowds = importlib.import_module("scripts.province.crowds")
        for line in crowds.lines(running, chosen.viewers, chosen.called, chosen.seconds):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

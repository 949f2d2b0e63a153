#!/usr/bin/env python3
"""The local stack in one command: `python3 dev.py run`, `test`, `check` or `manage …`. See `python3 dev.py help`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the line that tells people so
    sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ".")

from scripts.stack.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The command line of `manage.py`."""

import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line

from units.management.endings import remedy


def main(argv: Sequence[str]) -> None:
    """Runs a command, Django's own among them. What the installation lacks is one sentence and status 1."""
    try:
        execute_from_command_line(list(argv))
    except Exception as error:
        sentence = None if "--traceback" in argv else remedy(error)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        sys.exit(1)

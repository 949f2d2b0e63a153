#!/usr/bin/env python3
"""Django's command line. `python3 dev.py manage …` runs it against the local servers."""

import sys

try:
    from rostering.start import require_settings
    from units.management.endings import main
except ModuleNotFoundError as error:
    sys.exit(f"There is no {error.name} here: `python3 dev.py manage …` installs what is needed and does the same.")

if __name__ == "__main__":
    if not any(argument.startswith("--settings") for argument in sys.argv):
        require_settings()
    main(sys.argv)

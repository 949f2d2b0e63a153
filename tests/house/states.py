"""Commands and pages on installations that lack something, each in a process of its own; prints what came of them.

`python -m tests.house.states '[["posture", "--tier", …], …]'` on the environment given.
"""

import io
import json
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from rostering.start import require_settings
from units.management.endings import main

ADDRESSES = ("/livez", "/readyz", "/enginez", "/metrics", "/login/", "/", "/nowhere/", "/api/v1/units/", "/feeds/x.ics")


def outcome(argv: Sequence[str]) -> dict[str, Any]:
    """What `manage.py` answers: `status`, what it wrote, and whether it blew up."""
    out, err, status = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(["manage.py", *argv])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
            err.write("" if isinstance(end.code, int | None) else str(end.code))
        except Exception:  # noqa: BLE001 - what escapes is what the test looks for
            status = 70
            traceback.print_exc()
    return {"argv": list(argv), "status": status, "out": out.getvalue(), "err": err.getvalue()}


def page(address: str, **headers: str) -> dict[str, Any]:
    """What gunicorn would answer."""
    from django.test import Client  # noqa: PLC0415 - needs settings

    answer = Client(raise_request_exception=False).get(address, headers=headers, secure=True)
    return {"address": address, "status": answer.status_code, "text": answer.content.decode()}


def observed(commands: Sequence[Sequence[str]]) -> dict[str, Any]:
    require_settings()
    outcomes = [outcome(argv) for argv in commands]
    pages = [page(address, host="duty.example") for address in ADDRESSES]
    return {"commands": outcomes, "pages": [*pages, page("/login/", host="wrong.example")]}


if __name__ == "__main__":
    print(json.dumps(observed(json.loads(sys.argv[1]))))

"""The web application, hesitating between its commit and its reply."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from rostering.wsgi import application as real

SECONDS = 1.0


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The headers wait for the first piece of the body: nothing is on the wire before the pause is over."""
    answer = list(real(environ, start_response))
    if environ["REQUEST_METHOD"] == "POST":
        time.sleep(SECONDS)
    return answer

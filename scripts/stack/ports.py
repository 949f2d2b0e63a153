"""Ports of loopback: a free one, and whether somebody answers there."""

import http.client
import socket
from contextlib import closing, suppress


def free_port() -> int:
    """One that nobody listens on at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, *, host: str = "localhost") -> bool:
    """Whether a web server there says something sensible when asked whether it lives."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection), suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/livez", headers={"Host": host})
        return connection.getresponse().status < http.client.BAD_REQUEST
    return False

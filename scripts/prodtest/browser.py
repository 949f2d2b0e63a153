"""Asks through the front door, as the county's host, from an address of loopback that may be chosen."""

import http.client
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from scripts.prodtest.handbooks import HOST, Places

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')
CERTAINLY_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    tls: str
    milliseconds: float

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def header(self, name: str) -> str:
        return self.headers.get(name, "")

    def fields(self) -> dict[str, str]:
        """The hidden fields of its first form."""
        form = self.text.partition("<form")[2].partition("</form>")[0]
        return dict(HIDDEN.findall(form))


class Browser:
    """Keeps cookies. `address`: where it seems to sit, any of 127.0.0.0/8."""

    def __init__(self, places: Places, address: str = CERTAINLY_LOOPBACK) -> None:
        self.places = places
        self.address = address
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        tls: bool = True,
    ) -> Answer:
        """Headers are spelled with underscores. Raises OSError, http.client.HTTPException when nobody answers."""
        began = time.monotonic()
        connection = self._connected(tls=tls)
        try:
            connection.request(method, path, body=body, headers=self._headers(headers or {}))
            response = connection.getresponse()
            version = connection.sock.version() if isinstance(connection.sock, ssl.SSLSocket) else ""
            answer = Answer(
                response.status, response.msg, response.read(), version or "", (time.monotonic() - began) * 1000
            )
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return answer

    def sign_in(self, login: str, password: str, **headers: str) -> Answer:
        """What comes of the form of the sign-in page, filled in."""
        form = self.get("/login/", **headers).fields()
        body = urlencode({**form, "username": login, "password": password}).encode()
        sent = {"Content_Type": "application/x-www-form-urlencoded", "Referer": f"https://{HOST}/login/", **headers}
        return self.ask("POST", "/login/", body=body, headers=sent)

    def _connected(self, *, tls: bool) -> http.client.HTTPConnection:
        port = self.places.https if tls else self.places.http
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        plain = socket.create_connection((CERTAINLY_LOOPBACK, port), timeout=60, source_address=(self.address, 0))
        connection.sock = self._trusting().wrap_socket(plain, server_hostname=HOST) if tls else plain
        return connection

    def _trusting(self) -> ssl.SSLContext:
        """Nobody but the certificate made for this trial."""
        return ssl.create_default_context(cafile=str(self.places.certificate))

    def _headers(self, given: Mapping[str, str]) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        usual = {"Host": HOST, "Accept_Language": "zh-CN", **({"Cookie": cookies} if cookies else {})}
        return {name.replace("_", "-"): value for name, value in {**usual, **given}.items()}
